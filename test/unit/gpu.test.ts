// Which GPU a run is for: by its words, by Slurm's options, by the settings. Compute capabilities: NVIDIA's table "CUDA GPU Compute Capability".
import assert from 'node:assert/strict';
import test from 'node:test';
import { gpuNamed } from '../../server/run/gpu.js';
import { readKnowledge } from '../support/knowledge.js';
import { findingsOf } from '../support/memory.js';

const knowledge = readKnowledge();

const NAMES: readonly (readonly [text: string, capability: number | undefined])[] = [
  ['V100', 7.0], ['Tesla V100-SXM2-32GB', 7.0], ['nvidia_a100-sxm4-80gb', 8.0], ['gpu:a100:4', 8.0], ['NVIDIA GeForce RTX 3090', 8.6], ['rtx_4090', 8.9], ['RTX A6000', 8.6], ['h100', 9.0],
  ['T4', 7.5], ['gpu:t4:1', 7.5], ['5090', 12.0],
  // Of several the one that can do most decides; an unknown alternative leaves it open.
  ['v100|a100', 8.0], ['v100|mystery', undefined], ['highmem', undefined], ['', undefined],
];

for (const [text, capability] of NAMES) {
  test(`GPU named "${text}": ${capability ?? 'unknown'}`, () => { assert.equal(gpuNamed(text, knowledge)?.capability, capability); });
}

const RUN = 'torchrun --nproc_per_node 4 train.py --per_device_train_batch_size 1 --learning_rate 1e-4 --num_train_epochs 3 --output_dir out --tf32 True\n';
const SCRIPTS: readonly (readonly [name: string, text: string, found: boolean])[] = [
  ['no GPU named', RUN, false],
  ['#SBATCH --constraint', `#!/bin/bash\n#SBATCH --constraint=v100\n${RUN}`, true],
  ['#SBATCH --gres', `#!/bin/bash\n#SBATCH --gres=gpu:v100:4\n${RUN}`, true],
  ['#SBATCH -C of a GPU that has it', `#!/bin/bash\n#SBATCH -C a100\n${RUN}`, false],
  ['srun --gpus', `srun --gpus=t4:4 ${RUN}`, true],
  ['--gpu_type', RUN.replace('\n', ' --gpu_type V100\n'), true],
  ['the memory of a node is no GPU', `#!/bin/bash\n#SBATCH --constraint=highmem\n${RUN}`, false],
];

for (const [name, text, found] of SCRIPTS) {
  test(`tf32 and the GPU: ${name}`, async () => {
    const codes = (await findingsOf({ file: 'run.sh', text }, knowledge)).filter(({ rule }) => rule === 'unsupported-by-gpu').map(({ check }) => check);
    assert.deepEqual(codes, found ? ['trainer-tf32'] : []);
  });
}

test('what the launch asks for counts more than the settings', async () => {
  const text = `#!/bin/bash\n#SBATCH --constraint=a100\n${RUN}`;
  assert.deepEqual((await findingsOf({ file: 'run.sh', text, with: { 'ml-config-lens.yaml': 'gpu: V100' } }, knowledge)).filter(({ rule }) => rule === 'unsupported-by-gpu'), []);
  const alone = await findingsOf({ file: 'run.sh', text: RUN, with: { 'ml-config-lens.yaml': 'gpu: V100' } }, knowledge);
  assert.deepEqual(alone.filter(({ rule }) => rule === 'unsupported-by-gpu').map(({ check }) => check), ['trainer-tf32']);
});

test('a DeepSpeed file takes the GPU of the launch that uses it', async () => {
  const file = { file: 'ds.json', text: '{ "train_micro_batch_size_per_gpu": 1, "zero_optimization": { "stage": 2 }, "bf16": { "enabled": true } }' };
  const run = '#!/bin/bash\n#SBATCH --gres=gpu:v100:8\ndeepspeed --num_gpus 8 train.py --deepspeed ds.json --per_device_train_batch_size 1 --learning_rate 1e-4 --num_train_epochs 3 --output_dir out --bf16 True\n';
  const found = (await findingsOf({ ...file, with: { 'run.sh': run } }, knowledge)).find(({ rule }) => rule === 'unsupported-by-gpu');
  assert.equal(found?.check, 'deepspeed-bf16');
  const [asked] = found?.related?.filter(({ uri }) => uri !== undefined) ?? [];
  assert.equal(asked && asked.text?.slice(asked.span.start, asked.span.end), 'gpu:v100:8');
});
