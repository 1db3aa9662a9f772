// Launch lines that live in other files: what is handed to the script, and where its words stand.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { CommandRoot, Entry, Value } from '../../../server/syntax/tree.js';
import { findingsOf, snapshotOf } from '../../support/memory.js';
import { readKnowledge } from '../../support/knowledge.js';

/** Every launch line of a file: script and flags, each word as it stands in the file. */
function launches(file: string, text: string): string {
  const value = (of: Value): string => (of.kind === 'scalar' ? `=${of.text}` : of.kind === 'list' ? `=[${of.items.length}]` : of.kind === 'unread' ? '=?' : '');
  const stands = (entry: Entry): string => text.slice(entry.keySpan.start, entry.keySpan.end);
  return snapshotOf({ file, text }).tree.roots.filter((root): root is CommandRoot => root.kind === 'command' && root.script !== undefined)
    .map((root) => `${[...root.launcher.entries, { key: '|' } as Entry, ...root.value.entries].map((entry) => (entry.key === '|' ? root.script!.text ?? '?' : `${stands(entry)}${value(entry.value)}`)).join(' ')}`).join('\n');
}

const ROWS: readonly (readonly [string, string, string, string])[] = [
  ['a Makefile', 'Makefile', 'LR ?= 1e-4\nGPUS = 4\ntrain: data\n\t@torchrun --nproc_per_node $(GPUS) \\\n\t  train.py --lr ${LR} --out $(OUT) --home $$HOME\n# python x.py\n', 'nproc_per_node=4 train.py lr=1e-4 out=? home=?'],
  ['a Dockerfile, as a list', 'Dockerfile', 'FROM x\nCMD ["torchrun", "--nproc_per_node", "2", "train.py", "--lr", "1e-4", "--name", "a b"]\n', 'nproc_per_node=2 train.py lr=1e-4 name=a b'],
  ['a Dockerfile, as a line', 'Dockerfile', 'FROM x\nRUN pip install x\nENTRYPOINT python train.py \\\n  --lr 1e-4\n', 'train.py lr=1e-4'],
  ['a GitHub workflow', 'ci.yml', 'jobs:\n  test:\n    steps:\n      - run: pip install x\n      - name: train\n        run: |\n          export LR=1e-4\n          torchrun --nproc_per_node 2 \\\n            train.py --lr $LR --out ${{ github.sha }}\n', 'nproc_per_node=2 train.py lr=1e-4 out=?'],
  ['launch.json', 'launch.json', '{ "version": "0.2.0", "configurations": [ { "type": "debugpy", "program": "${workspaceFolder}/train.py", "args": ["--lr", "1e-4", "--name", "a b", "--file", "${file}"] },\n { "type": "python", "module": "torch.distributed.run", "args": ["--nproc_per_node=2", "train.py", "--lr=2e-4"] }, { "type": "node", "program": "x.py" } ] }', 'train.py lr=1e-4 name=a b file=?\nnproc_per_node=2 train.py lr=2e-4'],
  ['a notebook cell', 'cell.py', 'import os\n!python train.py --lr 1e-4 --out {path} \\\n   --fp16\n%run eval.py --top_k 5\n%matplotlib inline\nx = 1\n', 'train.py lr=1e-4 out=? fp16\neval.py top_k=5'],
  ['a notebook cell under bash', 'cell.py', '%%bash\nLR=3\npython train.py --lr $LR\n', 'train.py lr=3'],
  ['a Markdown page', 'README.md', '# x\n```bash\n$ python train.py \\\n    --lr 1e-4\n```\n```python\nx\n```\n- in a list\n  ```sh\n  python b.py --a 1\n  ```\n', 'train.py lr=1e-4\nb.py a=1'],
  ['a Slurm script', 'job.slurm', '#!/bin/bash\n#SBATCH --gres=gpu:4\nsrun torchrun --nproc_per_node 4 train.py --lr 1e-4\n', 'nproc_per_node=4 train.py lr=1e-4'],
];

for (const [name, file, text, expected] of ROWS) test(`launch lines of ${name}`, () => { assert.equal(launches(file, text), expected); });

test('Python beside a magic is still read', () => {
  const { tree } = snapshotOf({ file: 'cell.py', text: '!pip install peft\nfrom peft import LoraConfig\nc = LoraConfig(r=8)\n' });
  assert.ok(tree.roots.some((root) => root.kind === 'call' && root.name === 'LoraConfig' && root.value.entries[0]?.key === 'r'));
});

test('JSON and YAML of a Markdown page are documents, and nothing is reported there unless one asks', async () => {
  const text = '```json\n{ "zero_optimization": { "stage": 2 }, "gradient_cliping": 1.0 }\n```\n```yaml\npeft_type: LORA\nr: 8\n```\n';
  const snapshot = snapshotOf({ file: 'README.md', text });
  assert.deepEqual(snapshot.blocks.map((block) => block.dialect), ['deepspeed', 'peft']);
  assert.deepEqual(await findingsOf({ file: 'README.md', text }, readKnowledge()), []);
});
