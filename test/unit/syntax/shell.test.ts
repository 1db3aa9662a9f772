import assert from 'node:assert/strict';
import test from 'node:test';
import { readShell } from '../../../server/syntax/shell/shell.js';
import type { CommandRoot, Value } from '../../../server/syntax/tree.js';

/** A command in one line: script, launcher's flags, script's flags with their values, lost ones with a question mark. */
function sketch(text: string, index = 0): string {
  const root = readShell(text).roots[index] as CommandRoot;
  const value = (of: Value): string => (of.kind === 'missing' ? '' : of.kind === 'list' ? `=[${of.items.map((item) => (item.kind === 'scalar' ? item.text : '?')).join(' ')}]` : of.kind === 'scalar' ? `=${of.text}` : '=…');
  const flags = (entries: CommandRoot['value']['entries']): string => entries.map((entry) => `${entry.lost ? '?' : ''}${entry.key}${value(entry.value)}`).join(' ');
  return `${flags(root.launcher.entries)} | ${root.script?.text ?? '-'} | ${flags(root.value.entries)}${root.positionals.length > 0 ? ` | ${root.positionals.map((word) => word.text).join(' ')}` : ''}`;
}

const ROWS: readonly (readonly [string, string, string])[] = [
  ['flags with blanks and equals signs', 'python f.py --a 1 --b=2 --c "x y"', ' | f.py | a=1 b=2 c=x y'],
  ['a launcher with flags of its own', 'deepspeed --num_gpus 8 --include=localhost:0 f.py --a 1', 'num_gpus=8 include=localhost:0 | f.py | a=1'],
  ['lists, bare flags and negative numbers', 'python f.py --m a b c --fp16 --lr -1e-4', ' | f.py | m=[a b c] fp16 lr=-1e-4'],
  ['a module', 'python -m pkg.train --a 1', ' | pkg.train | a=1'],
  ['a launcher that is a module', 'python -m torch.distributed.launch --nproc_per_node 4 f.py --a 1', 'nproc_per_node=4 | f.py | a=1'],
  ['a positional configuration', 'python f.py conf.yaml --a 1', ' | f.py | a=1 | conf.yaml'],
  ['what the environment decides stays unread', 'python f.py --a $A --b $1 --c "$C/x" --d $(date)', ' | f.py | a=… b=… c=… d=…'],
  ['placeholders stay unread', 'python f.py --a "<your_path>"', ' | f.py | a=…'],
  ['a broken continuation', 'python f.py --a 1 \\   # x\n  --b 2 \\\n  --c 3', ' | f.py | a=1 ?b=2 ?c=3'],
  ['no script, no launcher', 'swift sft --model x --train_type lora', ' | - | model=x train_type=lora'],
];

for (const [name, text, expected] of ROWS) test(name, () => { assert.equal(sketch(text), expected); });

test('keys and values re-slice to what stands in the file', () => {
  const text = 'torchrun f.py --lora_rank 8 --name "a b"\n';
  const root = readShell(text).roots[0] as CommandRoot;
  assert.deepEqual(root.value.entries.map((entry) => [text.slice(entry.span.start, entry.span.end), text.slice(entry.keySpan.start, entry.keySpan.end), text.slice(entry.value.span.start, entry.value.span.end)]), [
    ['--lora_rank 8', 'lora_rank', '8'], ['--name "a b"', 'name', '"a b"'],
  ]);
});

test('a command inside a loop, a pipe and a function', () => {
  const text = 'run() { python f.py --a 1 | tee log; }\nfor x in 1; do if true; then python g.py --b 2; fi; done\n';
  const scripts = readShell(text).roots.flatMap((root) => (root.kind === 'command' && root.script ? [root.script.text] : []));
  assert.deepEqual(scripts, ['f.py', 'g.py']);
});

test('what is no fault: a comment that ends the command on purpose, an array, a string, a here-document', () => {
  const texts = ['python f.py --a 1 \\\n  # --b 2\n\nls', 'A=(\n --a 1 # x\n --b 2\n)\npython f.py "${A[@]}"', 'OPTS="--a 1 \\\n  --b 2"', 'cat <<EOF\npython f.py --a 1 \\ # x\n --b\nEOF\n'];
  for (const text of texts) assert.deepEqual(readShell(text).notes, [], text);
});
