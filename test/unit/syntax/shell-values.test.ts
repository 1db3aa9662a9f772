import assert from 'node:assert/strict';
import test from 'node:test';
import { readShell } from '../../../server/syntax/shell/shell.js';
import type { CommandRoot, Entry, Value } from '../../../server/syntax/tree.js';

/** What the last launch of a script is handed: `key=value`, `key=?` where the environment decides, `*` where more words may come. */
function handed(text: string): string {
  const commands = readShell(text).roots.filter((root): root is CommandRoot => root.kind === 'command' && (root.script !== undefined || /swift|llamafactory|yolo|axolotl|trl/.test(root.words[root.program]?.text ?? '')));
  const value = (of: Value): string => (of.kind === 'missing' ? '' : of.kind === 'list' ? `=[${of.items.map((item) => (item.kind === 'scalar' ? item.text : '?')).join(' ')}]` : of.kind === 'scalar' ? `=${of.text}` : '=?');
  const list = (entries: readonly Entry[]): string => entries.map((entry) => `${entry.key}${value(entry.value)}`).join(' ');
  return commands.map((root) => `${list(root.launcher.entries)} | ${root.script ? root.script.text ?? '?' : root.positionals.map((word) => word.text).join(' ')} | ${list(root.value.entries)}${root.open ? ' *' : ''}`).join('\n');
}

const ROWS: readonly (readonly [string, string, string])[] = [
  ['an assignment', 'LR=1e-4\npython f.py --lr $LR', ' | f.py | lr=1e-4'],
  ['quotes and braces', 'LR="1e-4"\npython f.py --lr "${LR}" --x=$LR', ' | f.py | lr=1e-4 x=1e-4'],
  ['a default for the environment', 'python f.py --lr ${LR:-1e-4} --b ${2:-x}', ' | f.py | lr=1e-4 b=x'],
  ['a default that an assignment makes idle', 'LR=2e-5\npython f.py --lr ${LR:-1e-4}', ' | f.py | lr=2e-5'],
  ['a default assigned', ': "${LR:=3e-4}"\npython f.py --lr $LR', ' | f.py | lr=3e-4'],
  ['the environment', 'python f.py --lr $LR --out $HOME/x', ' | f.py | lr=? out=? *'],
  ['arithmetic', 'N=4\nG=$((8*N))\npython f.py --a $((G / 2)) --b $((8*2)) --c $((X*2))', ' | f.py | a=16 b=16 c=?'],
  ['an array', 'ARGS=(--a 1 --b "x y"\n  # a comment\n  --c)\npython f.py "${ARGS[@]}" --d 2', ' | f.py | a=1 b=x y c d=2'],
  ['an array that grows', 'A=(--a 1)\nA+=(--b 2)\npython f.py "${A[@]}"', ' | f.py | a=1 b=2'],
  ['a string that grows', 'O="--a 1"\nO+=" --b 2"\nO="$O --c 3"\npython f.py $O', ' | f.py | a=1 b=2 c=3'],
  ['a string over several lines', 'O="\n  --a 1 \\\n  --b 2\n"\npython f.py $O', ' | f.py | a=1 b=2'],
  ['a command in a variable', 'CMD="torchrun --nproc_per_node 2 f.py --a 1"\n$CMD', 'nproc_per_node=2 | f.py | a=1'],
  ['eval', 'S=f.py\nCMD="python $S --name \'a b\'"\neval $CMD', ' | f.py | name=a b'],
  ['bash -c', 'srun bash -c "cd x && python f.py --a 1"', ' | f.py | a=1'],
  ['wrappers', 'CUDA_VISIBLE_DEVICES=0 nohup srun -N 1 env A=b conda run -n swift python -u f.py --a 1 > log 2>&1 &', ' | f.py | a=1'.replace(' |', 'u |')],
  ['export', 'export LR=1e-4\npython f.py --lr $LR', ' | f.py | lr=1e-4'],
  ['one value whichever branch', 'if [ $1 = a ]; then X=1; else X=1; fi\npython f.py --x $X', ' | f.py | x=1'],
  ['a branch that may be taken', 'X=1\nif [ $1 = a ]; then X=2; fi\npython f.py --x $X', ' | f.py | x=? *'],
  ['inside the branch it is known', 'X=1\nif [ $1 = a ]; then X=2; python f.py --x $X; else python g.py --x $X; fi', ' | f.py | x=2\n | g.py | x=1'],
  ['a loop', 'for lr in 1e-4 2e-4; do N=3; python f.py --lr $lr --n $N; done', ' | f.py | lr=? n=3 *'],
  ['a function called once', 'run() { python f.py --lr $1; }\nrun 1e-4', ' | f.py | lr=1e-4'],
  ['a function called twice', 'run() { python f.py --lr $1; }\nrun 1e-4\nrun 2e-4', ' | f.py | lr=? *'],
  ['options read by a loop', 'LR=1\nwhile [ $# -gt 0 ]; do case $1 in --lr) LR=$2;; esac; shift; done\npython f.py --lr $LR', ' | f.py | lr=? *'],
  ['a sourced file may assign anything', 'LR=1\nsource settings.sh\npython f.py --lr $LR', ' | f.py | lr=? *'],
  ['an environment that is switched on assigns nothing of ours', 'LR=1\nsource ~/venv/bin/activate\npython f.py --lr $LR', ' | f.py | lr=1'],
  ['what comes later is not seen', 'python f.py --lr $LR\nLR=1', ' | f.py | lr=? *'],
  ['the end of a path', 'M=org/model-7b\npython f.py --name ${M##*/} --org ${M%/*}', ' | f.py | name=model-7b org=org'],
  ['a script in a variable', 'S=train\npython $S.py --a 1\npython $T --b 2', ' | train.py | a=1\n | ? | b=2 *'],
  ['tools with pairs', 'llamafactory-cli train a.yaml learning_rate=1e-5 lora_rank=8', ' | a.yaml | learning_rate=1e-5 lora_rank=8'],
  ['yolo', 'yolo detect train data=coco8.yaml epochs=3', ' | train | data=coco8.yaml epochs=3'],
  ['no flags behind two dashes', 'python f.py --a 1 -- --b c', ' | f.py | a=1'],
  ['a pipe does not assign', 'X=1\necho a | while read l; do X=2; done\npython f.py --x $X', ' | f.py | x=1'],
];

for (const [name, text, expected] of ROWS) test(name, () => { assert.equal(handed(text), expected); });

test('a value stands where it is used and remembers where it is written', () => {
  const text = 'LR="1e-4"\npython f.py --lr ${LR}\n';
  const { value } = (readShell(text).roots.find((root) => root.kind === 'command' && root.script) as CommandRoot).value.entries[0]!;
  assert.equal(value.kind, 'scalar');
  assert.equal(text.slice(value.span.start, value.span.end), '${LR}');
  const origin = value.kind === 'scalar' ? value.origin : undefined;
  assert.deepEqual(origin?.names, ['LR']);
  assert.equal(text.slice(origin!.span!.start, origin!.span!.end), '1e-4');
});

for (const [name, text] of [
  ['an array', 'A=(\n  --rank 8\n)\npython f.py "${A[@]}"'], ['a string', 'A="--rank 8"\npython f.py $A'], ['eval', 'C="python f.py --rank 8"\neval $C'], ['bash -c', 'bash -c "python f.py --rank 8"'],
] as const) test(`flags of ${name} stand where they are written`, () => {
  const entry = (readShell(text).roots.findLast((root) => root.kind === 'command' && root.script) as CommandRoot).value.entries[0]!;
  assert.equal(text.slice(entry.keySpan.start, entry.keySpan.end), 'rank');
  assert.equal(text.slice(entry.value.span.start, entry.value.span.end), '8');
  assert.equal(entry.value.kind === 'scalar' && entry.value.text, '8');
});

test('a here-document that is written into a file is that file', () => {
  const text = 'STAGE=2\ncat <<EOF > ds.json\n{"zero_optimization": {"stage": $STAGE}, "train_batch_size": $N}\nEOF\n';
  const root = readShell(text).roots.find((candidate) => candidate.kind === 'document')!;
  assert.ok(root.kind === 'document' && root.value.kind === 'mapping');
  assert.equal(root.writes, 'ds.json');
  const [zero, batch] = root.value.entries;
  assert.ok(zero?.value.kind === 'mapping');
  const stage = zero.value.entries[0]!.value;
  assert.equal(stage.kind === 'scalar' && stage.text, '2');
  assert.equal(text.slice(stage.span.start, stage.span.end), '$STAGE');
  assert.equal(batch?.value.kind, 'unread');
});
