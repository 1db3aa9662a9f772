import assert from 'node:assert/strict';
import test from 'node:test';
import { snapshotOf } from '../support/memory.js';

const dialects = (file: string, text: string): readonly string[] => snapshotOf({ file, text }).blocks.map((block) => block.dialect);

const ROWS: readonly (readonly [string, string, string, readonly string[]])[] = [
  ['DeepSpeed by one strong key', 'x.json', '{"zero_optimization": {"stage": 2}}', ['deepspeed']],
  ['DeepSpeed although a key is misspelt', 'x.json', '{"train_micro_batch_size_per_gpu": 4, "zero_optimisation": {}}', ['deepspeed']],
  ['a DeepSpeed dict in Python', 'x.py', 'cfg = {"train_batch_size": 8, "fp16": {"enabled": True}}', ['deepspeed']],
  ['a PEFT adapter', 'any.json', '{"peft_type": "LORA", "r": 8}', ['peft']],
  ['a ChatGLM3 YAML', 'lora.yaml', 'data_config: {train_file: a}\nmax_input_length: 1\ntraining_args: {output_dir: o}\npeft_config: {peft_type: LORA}\n', ['chatglm', 'chatglm', 'trainer', 'peft']],
  ['Trainer arguments as YAML', 'x.yaml', 'output_dir: o\nper_device_train_batch_size: 4\nsave_strategy: steps\n', ['trainer']],
  ['LLaMA-Factory stays silent', 'x.yaml', 'stage: sft\nfinetuning_type: lora\nper_device_train_batch_size: 4\nsave_strategy: steps\noutput_dir: o\n', []],
  ['Axolotl stays silent', 'x.yaml', 'base_model: x\nmicro_batch_size: 2\nadapter: lora\nlora_r: 8\noutput_dir: o\n', []],
  ['ms-swift stays silent', 'x.sh', 'swift sft --model x --train_type lora --per_device_train_batch_size 1 --learning_rate 1e-4', []],
  ['gpt-neox stays silent', 'x.json', '{"train_batch_size": 8, "fp16": {"enabled": true}, "num_layers": 12, "hidden_size": 8}', []],
  ['a package.json stays silent', 'package.json', '{"name": "x", "scripts": {"a": "b"}, "optimizer": "adam"}', []],
  ['a compose file stays silent', 'docker-compose.yaml', 'services:\n  a:\n    image: b\n', []],
  ['an ls stays silent', 'x.sh', 'ls --all --color', []],
  ['a modeline wins', 'x.yaml', '# ml-config-lens: dialect=none\npeft_type: LORA\nr: 8\n', []],
  ['a modeline chooses', 'x.yaml', '# ml-config-lens: dialect=peft\nr: 8\n', ['peft']],
  ['P-tuning scripts', 'x.sh', 'python main.py --pre_seq_len 128 --max_source_length 64', ['chatglm']],
  ['finetune.py --lora_rank', 'x.sh', 'python finetune.py --dataset_path d --lora_rank 8', ['chatglm']],
];

for (const [name, file, text, expected] of ROWS) test(name, () => { assert.deepEqual(dialects(file, text), expected); });
