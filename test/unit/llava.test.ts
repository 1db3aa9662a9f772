// The launch lines of LLaVA's own training, told from those of its descendants.
import assert from 'node:assert/strict';
import test from 'node:test';
import { hoverAt } from '../../server/features/hover/hover.js';
import { findingsOf, runOf, snapshotOf } from '../support/memory.js';
import { readKnowledge } from '../support/knowledge.js';

const knowledge = readKnowledge();

const FINETUNE = `#!/bin/bash
deepspeed llava/train/train_mem.py \\
    --model_name_or_path lmsys/vicuna-7b-v1.5 \\
    --version v1 \\
    --data_path ./data/mix.json \\
    --image_folder ./data \\
    --vision_tower openai/clip-vit-large-patch14-336 \\
    --mm_projector_type mlp2x_gelu \\
    --mm_vision_select_layer -2 \\
    --mm_use_im_start_end False \\
    --image_aspect_ratio pad \\
    --lora_enable True --lora_r 128 --lora_alpha 256 \\
    --bf16 True \\
    --output_dir ./out \\
    --per_device_train_batch_size 16 \\
    --learning_rate 2e-5 \\
    --model_max_length 2048
`;

const owners = (text: string): readonly string[] => snapshotOf({ file: 'a.sh', text }).blocks.filter((block) => block.dialect !== 'launcher').flatMap((block) => block.owners);

test('each flag of a fine-tuning script leads to the class that declares it', async () => {
  const run = await runOf({ file: 'finetune.sh', text: FINETUNE }, knowledge);
  const found = run.blocks.flatMap((block) => block.bindings.map(({ parameter }) => parameter?.id));
  const ids = (owner: string, ...names: readonly string[]): readonly string[] => names.map((name) => `llava/${owner}.${name}`);
  assert.deepEqual(found, [
    ...ids('ModelArguments', 'model_name_or_path', 'version'), ...ids('DataArguments', 'data_path', 'image_folder'),
    ...ids('ModelArguments', 'vision_tower', 'mm_projector_type', 'mm_vision_select_layer', 'mm_use_im_start_end'), ...ids('DataArguments', 'image_aspect_ratio'),
    ...ids('TrainingArguments', 'lora_enable', 'lora_r', 'lora_alpha', 'bf16', 'output_dir', 'per_device_train_batch_size', 'learning_rate', 'model_max_length'),
  ]);
  const batch = run.blocks.flatMap((block) => block.bindings).find(({ entry }) => entry.key === 'per_device_train_batch_size')?.parameter;
  assert.deepEqual(batch?.inheritedIds, ['transformers/TrainingArguments.per_device_train_batch_size']);
});

test('the hover of a flag is LLaVA’s own page, with this file’s numbers', async () => {
  const run = await runOf({ file: 'finetune.sh', text: FINETUNE }, knowledge);
  assert.match(JSON.stringify(hoverAt(run, FINETUNE.indexOf('--mm_projector_type') + 3, 'en')?.page), /21 million weights for a 7B model/);
  assert.deepEqual(hoverAt(run, FINETUNE.indexOf('--lora_alpha') + 3, 'en')?.page.here, ['α/r = 256/128 = 2']);
});

test('nothing is found in it', async () => {
  assert.deepEqual(await findingsOf({ file: 'finetune.sh', text: FINETUNE }, knowledge), []);
});

test('a rank of zero is told only where LoRA is on', async () => {
  const rules = async (flags: string): Promise<readonly string[]> => (await findingsOf({ file: 'a.sh', text: `deepspeed llava/train/train_mem.py --vision_tower x --mm_vision_select_layer -2 ${flags} --lora_r 0\n` }, knowledge)).map(({ rule }) => rule);
  assert.deepEqual(await rules(''), []);
  assert.deepEqual(await rules('--lora_enable False'), []);
  assert.deepEqual(await rules('--lora_enable True'), ['rank-not-positive']);
});

const OWN = ['llava/ModelArguments', 'llava/DataArguments', 'llava/TrainingArguments'];
const PLAIN = ['transformers/TrainingArguments'];
const ROWS: readonly (readonly [string, string, readonly string[]])[] = [
  ['as a module', 'torchrun --nproc_per_node 8 -m llava.train.train_xformers --vision_tower x --tune_mm_mlp_adapter True', OWN],
  ['another path, but all its flags', 'python my/train.py --mm_projector_type linear --mm_vision_select_layer -2 --tune_mm_mlp_adapter True', OWN],
  ['another path and few flags', 'python my/train.py --vision_tower x --image_folder y --per_device_train_batch_size 4 --save_strategy no', PLAIN],
  ['LLaVA-NeXT', 'torchrun llava/train/train_mem.py --mm_projector_type mlp2x_gelu --mm_tunable_parts mm_mlp_adapter --per_device_train_batch_size 4 --save_strategy no', PLAIN],
  ['Video-LLaVA', 'deepspeed videollava/train/train_mem.py --image_tower a --video_tower b --mm_projector_type mlp2x_gelu --tune_mm_mlp_adapter True --mm_vision_select_layer -2 --per_device_train_batch_size 4 --save_strategy no', PLAIN],
];

for (const [name, text, expected] of ROWS) test(name, () => { assert.deepEqual(owners(text), expected); });
