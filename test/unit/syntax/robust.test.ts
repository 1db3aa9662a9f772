// Any text, any prefix, any edit: no reader throws, and every range lies in the text.
import test from 'node:test';
import fc from 'fast-check';
import { moduleOf } from '../../../server/schemas/declared/modules.js';
import type { Root, Value } from '../../../server/syntax/tree.js';
import { snapshotOf } from '../../support/memory.js';

const SEEDS: Readonly<Record<string, string>> = {
  'run.sh': 'LR=${LR:-1e-4}\nexport A="x y" B=$((2*3))\nARGS=(--a 1 "--b=$LR" # c\n --c "${A[@]}")\nARGS+=(--d)\nf() { python x.py "$1" "${ARGS[@]}"; }\nf a\nif [ -z "$X" ]; then X=1; else X=2; fi\nCMD="torchrun --n 2 t.py $X --k \\"v w\\""\neval $CMD 2>&1 | tee log\nbash -c \'python $CMD --e ${A%% *}\'\ncat > ds.json <<EOF\n{"a": $LR, "b": ["$X"]}\nEOF\nfor i in 1 2; do Y=$i; python z.py --deepspeed ds.json --lr $Y \\\n  --x # no\n  --lost 1\ndone\n',
  'Makefile': 'LR ?= 1\nrun: a\n\t@python t.py --lr $(LR) \\\n\t --x $$Y $(Z)\n',
  'Dockerfile': 'FROM a\nRUN python t.py --a "b" \\\n --c\nCMD ["python", "t.py", "--a", "x y", "$Z"]\n',
  'ci.yml': 'jobs:\n  a:\n    steps:\n      - run: |\n          python t.py --a ${{ x }} \\\n            --b\n      - run: echo a\n',
  'launch.json': '{"configurations": [{"type": "python", "program": "${workspaceFolder}/t.py", "args": ["--a", "x y", "${file}", "--b=1"]}]}',
  'README.md': '# a\n```bash\n$ python t.py --a 1 \\\n  --b\n```\n```json\n{"a": 1}\n```\n- x\n  ```yaml\n  a: 1\n  ```\n',
  'cell.py': '!python t.py --a {b} \\\n  --c\n%run x.py --d 1\nimport argparse\np = argparse.ArgumentParser()\np.add_argument("--a", type=int, choices=[1, 2])\n@dataclass\nclass A(B):\n    x: Optional[int] = field(default=1, metadata={"help": "a" "b"})\n',
};

function check(file: string, text: string): void {
  const { tree, blocks } = snapshotOf({ file, text });
  const inside = (what: string, span: { readonly start: number; readonly end: number }): void => {
    if (!(span.start >= 0 && span.start <= span.end && span.end <= text.length)) throw new Error(`${what} ${span.start}..${span.end} of ${text.length} in ${file}:\n${text}`);
  };
  const value = (of: Value): void => {
    inside(of.kind, of.span);
    if (of.kind === 'scalar') { inside('inner', of.inner); if (of.origin?.span) inside('origin', of.origin.span); }
    if (of.kind === 'list') of.items.forEach(value);
    if (of.kind === 'mapping') for (const entry of of.entries) { inside('key', entry.keySpan); inside('entry', entry.span); value(entry.value); }
  };
  for (const root of tree.roots as readonly Root[]) {
    inside(root.kind, root.span);
    value(root.value);
    if (root.kind === 'command') { value(root.launcher); for (const word of [...root.words, ...root.positionals]) inside('word', word.span); for (const entry of root.environment) inside('environment', entry.span); }
  }
  for (const note of tree.notes) inside('note', note.span);
  for (const comment of tree.comments) inside('comment', comment.span);
  void blocks;
  if (file.endsWith('.py')) for (const call of moduleOf(snapshotOf({ file, text })).outline.calls) inside('call', call.span);
}

for (const [file, seed] of Object.entries(SEEDS)) {
  test(`${file}: every prefix`, () => { for (let end = 0; end <= seed.length; end++) check(file, seed.slice(0, end)); });
  test(`${file}: any edits`, () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(seed.length), fc.nat(12), fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('$', '"', "'", '\\\n', '${', '}', '(', ')', '`', '<<EOF\n', '\r\n', '--', '=', '#', '!', '\t', '，', '𝛼', '$(', '))', '[@]'))), { maxLength: 6 }), (edits) => {
      let text = seed;
      for (const [at, length, inserted] of edits) text = text.slice(0, at) + inserted + text.slice(at + length);
      check(file, text);
    }), { numRuns: 300 });
  });
}
