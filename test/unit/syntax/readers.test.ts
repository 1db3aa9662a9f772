// Properties of every reader: whatever the text, no throw, ranges inside the document, the same answer twice.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { readHostfile } from '../../../server/syntax/hostfile.js';
import { readJson } from '../../../server/syntax/json.js';
import { readPython } from '../../../server/syntax/python.js';
import { readShell } from '../../../server/syntax/shell/shell.js';
import type { Entry, Tree, Value } from '../../../server/syntax/tree.js';
import { readYaml } from '../../../server/syntax/yaml.js';
import type { Span } from '../../../server/text/span.js';

const SAMPLES: Readonly<Record<string, { read: (text: string) => Tree; text: string }>> = {
  json: { read: readJson, text: '{\n  // note\n  "zero_optimization": { "stage": 2, "list": [1, "a", {"b": null}], },\n  "train_batch_size": "auto", "train_batch_size": 8, "x": CONFIG_X\n}\n' },
  yaml: { read: readYaml, text: 'base: &b\n  lr: 1e-4 # c\n  list: [a, *b]\nrun:\n  <<: *b\n  "q": \'x\'\n  e:\n  t: {{ jinja }}\n  v: ${VAR}\n---\n- a: 1\n- |\n  block\n' },
  shell: { read: readShell, text: 'A=1 nohup deepspeed --num_gpus 8 f.py --a 1 \\   # how\n  --b "x y" \\\n  # own\n  --c $V --d=\'q\' \\ \n  --e\nfor i in 1 2; do python -m a.b --x ${i:-3} | tee log; done\ncat <<EOF\n# no comment\nEOF\ncase $1 in -m | --model ) x;; esac\n' },
  python: { read: readPython, text: 'from peft import (LoraConfig, TaskType as T)\nargs = {"a": 8, \'b\': -1e-4, **more, k: 1, "l": [1, {"m": None}]}  # c\ncfg = LoraConfig(r=8, x=f"{y}", deepspeed={"zero_optimization": {"stage": 2}}, **kw)\nopen(' },
  hostfile: { read: readHostfile, text: '# two\nworker-1 slots=8\n worker-2 slots=4 # x\nbad line\nworker-1 slots=1\n' },
};

function* spansOf(tree: Tree): Generator<Span> {
  function* ofValue(value: Value): Generator<Span> {
    yield value.span;
    if (value.kind === 'scalar') yield value.inner;
    if (value.kind === 'list') for (const item of value.items) yield* ofValue(item);
    if (value.kind === 'mapping') for (const entry of value.entries) yield* ofEntry(entry);
  }
  function* ofEntry(entry: Entry): Generator<Span> {
    yield entry.span;
    yield entry.keySpan;
    yield* ofValue(entry.value);
  }
  for (const root of tree.roots) {
    yield root.span;
    yield* ofValue(root.value);
    if (root.kind === 'command') { yield* ofValue(root.launcher); for (const word of root.words) yield word.span; }
  }
  for (const note of tree.notes) yield note.span;
  for (const comment of tree.comments) yield comment.span;
}

function assertSound(read: (text: string) => Tree, text: string): void {
  const tree = read(text);
  for (const span of spansOf(tree)) assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length, `${span.start}–${span.end} of ${text.length} in ${JSON.stringify(text)}`);
  assert.deepEqual(read(text), tree);
}

for (const [name, { read, text }] of Object.entries(SAMPLES)) {
  test(`${name}: every prefix of a rich sample`, () => { for (let end = 0; end <= text.length; end++) assertSound(read, text.slice(0, end)); });
  test(`${name}: every sample with one character taken out`, () => { for (let at = 0; at < text.length; at++) assertSound(read, text.slice(0, at) + text.slice(at + 1)); });
  test(`${name}: any text`, () => { fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (any) => { assertSound(read, any); }), { numRuns: 300 }); });
  test(`${name}: pieces of the sample in any order`, () => {
    const pieces = text.match(/\s+|\w+|[^\w\s]/g) ?? [];
    fc.assert(fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), (parts) => { assertSound(read, parts.join('')); }), { numRuns: 300 });
  });
}

test('shell: a redirection before a lone backslash', () => { assertSound(readShell, '<A \\'); });
test('shell: an unfinished expansion before a lone backslash', () => { assertSound(readShell, '${ - \\'); });
