// Facts looked up by hand in the libraries' own sources (named beside each): the generated catalog must say the same, release by release.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { LibraryVersions } from '../../server/knowledge/releases.js';
import { compareReleases } from '../../server/knowledge/releases.js';
import { LIBRARIES } from '../../server/knowledge/catalog.js';
import { readKnowledge } from '../support/knowledge.js';

const knowledge = readKnowledge();
const at = (library: string, release: string): LibraryVersions => ({ [library]: { text: release, from: 'test', exact: release, admits: (other) => compareReleases(other, release) === 0 } });

/** Class, parameter, release, then: there or not, type, default. */
const FACTS: readonly (readonly [string, string, string, boolean, string?, unknown?])[] = [
  ['transformers/TrainingArguments', 'evaluation_strategy', '4.36.2', true, 'str', 'no'],           // training_args.py: Union[IntervalStrategy, str] = "no"
  ['transformers/TrainingArguments', 'eval_strategy', '4.40.2', false],                              // came with 4.41
  ['transformers/TrainingArguments', 'eval_strategy', '4.41.2', true, 'str', 'no'],
  ['transformers/TrainingArguments', 'evaluation_strategy', '5.0.0', false],
  ['transformers/TrainingArguments', 'adam_beta2', '4.57.6', true, 'float', 0.999],
  ['transformers/Seq2SeqTrainingArguments', 'generation_num_beams', '4.57.6', true, 'int | none', null],
  ['transformers/Trainer', 'processing_class', '4.45.2', false],                                     // trainer.py 4.46: processing_class
  ['transformers/Trainer', 'tokenizer', '4.57.6', true],                                             // deprecate_kwarg, removed in 5.0.0
  ['transformers/Trainer', 'tokenizer', '5.0.0', false],
  ['transformers/GenerationConfig', 'temperature', '4.51.3', true, 'float', 1.0],
  ['transformers/BitsAndBytesConfig', 'bnb_4bit_quant_type', '4.57.6', true, 'str', 'fp4'],
  ['peft/LoraConfig', 'r', '0.17.1', true, 'int', 8],
  ['peft/LoraConfig', 'use_dora', '0.8.2', false],                                                   // tuners/lora/config.py: 0.9.0
  ['peft/LoraConfig', 'use_dora', '0.9.0', true, 'bool', false],
  ['peft/AdaLoraConfig', 'lora_alpha', '0.17.1', true, 'int', 8],                                    // inherited from LoraConfig
  ['deepspeed/zero_optimization', 'reduce_bucket_size', '0.16.9', true, 'int', 500000000],           // runtime/zero/config.py: pp_int(5e8)
  ['deepspeed/zero_optimization', 'mics_shard_size', '0.19.6', true, 'int', -1],
  ['deepspeed/zero_optimization', 'mics_shard_size', '0.19.7', false],                               // _REMOVED_ZERO_CONFIG_KEYS
  ['deepspeed/zero_optimization.offload_optimizer', 'pin_memory', '0.17.6', true, 'bool', false],
  ['deepspeed/launcher', 'num_gpus', '0.16.9', true, 'int', -1],                                     // launcher/runner.py parse_args
  ['trl/SFTConfig', 'max_seq_length', '0.19.1', true],                                               // sft_config.py: deprecated, removed in 0.20
  ['trl/SFTConfig', 'max_seq_length', '0.20.0', false],
  ['trl/SFTConfig', 'max_length', '0.17.0', true, 'int | none', 1024],
  ['trl/GRPOConfig', 'num_generations', '0.17.0', true, 'int | none', 8],
  ['accelerate/config', 'num_machines', '1.6.0', true, 'int', 1],
  ['accelerate/config.fsdp_config', 'fsdp_version', '1.5.2', false],                                 // commands/launch.py: 1.6.0
  ['accelerate/config.fsdp_config', 'fsdp_version', '1.6.0', true],
  ['torch/torchrun', 'nproc_per_node', '2.6.0', true, 'str', '1'],
  ['llamafactory/FinetuningArguments', 'pref_beta', '0.7.1', false],                                 // finetuning_args.py 0.8.0; before: dpo_beta
  ['llamafactory/FinetuningArguments', 'lora_rank', '0.9.3', true, 'int', 8],
  ['axolotl/AxolotlInputConfig', 'sequence_len', '0.12.2', true, 'int', 512],
  ['ms-swift/SftArguments', 'train_type', '3.5.3', true, 'str', 'lora'],
  ['ms-swift/SftArguments', 'tuner_type', '3.5.3', false],
  ['ultralytics/cfg', 'imgsz', '8.4.190', true, 'int | list[any]', 640],
  ['langchain-text-splitters/RecursiveCharacterTextSplitter', 'chunk_overlap', '1.1.3', true, 'int', 200],
  ['models/llama', 'rms_norm_eps', '4.51.3', true, 'float', 1e-6],
  ['models/qwen2', 'sliding_window', '4.51.3', true, 'int', 4096],                                    // configuration_qwen2.py: sliding_window=4096
];
for (const [owner, name, release, there, type, value] of FACTS) {
  test(`${owner}.${name} in ${release}: ${there ? `${type ?? 'there'}${value === undefined ? '' : ` = ${JSON.stringify(value)}`}` : 'not there'}`, () => {
    const library = LIBRARIES[owner.slice(0, owner.indexOf('/'))]!;
    const parameter = knowledge.at(at(library, release)).parameter(owner, name);
    assert.equal(parameter?.here ?? false, there);
    if (type !== undefined) assert.equal(parameter!.form.type, type);
    if (value !== undefined) assert.deepEqual(parameter!.form.default, value);
  });
}

test('what an unknown release may be is anything that was read', () => {
  const parameter = knowledge.parameter('transformers/TrainingArguments', 'evaluation_strategy')!;
  assert.equal(parameter.here, true);
  assert.deepEqual(knowledge.parameter('transformers/TrainingArguments', 'eval_strategy')!.formerNames, ['evaluation_strategy']);
});
test('strictness is that of the release: bf16 was read key by key before it became a model', () => {
  // deepspeed 0.16.9 runtime/config.py get_bfloat16_enabled; 0.17.1 runtime/precision_config.py
  assert.equal(knowledge.at(at('deepspeed', '0.16.9')).section('deepspeed/bf16')!.unknownKeys, 'ignored');
  assert.equal(knowledge.at(at('deepspeed', '0.17.1')).section('deepspeed/bf16')!.unknownKeys, 'refused');
  assert.equal(knowledge.section('deepspeed/bf16')!.changed, true);
});
test('enough is read: twelve releases and more of the five libraries that change most', () => {
  for (const library of ['transformers', 'peft', 'deepspeed', 'trl', 'accelerate']) assert.ok(knowledge.releases(library).length >= 12, library);
});
