import type { CommandRoot, Mapping } from '../syntax/tree.js';
import { keysOf, mappingAt, score } from './fingerprint.js';

/** The argument classes of one family of ChatGLM fine-tuning scripts and the names that tell it apart. */
interface Script { readonly owners: readonly string[]; readonly points: Readonly<Record<string, number>> }

const SEQ2SEQ = 'transformers/Seq2SeqTrainingArguments';

const SCRIPTS: readonly Script[] = [
  // THUDM/ChatGLM-6B and ChatGLM2-6B, ptuning/main.py
  {
    owners: ['chatglm/ModelArguments', 'chatglm/DataTrainingArguments', SEQ2SEQ],
    points: { pre_seq_len: 2, prefix_projection: 2, quantization_bit: 1, max_source_length: 1, max_target_length: 1, prompt_column: 1, response_column: 1, history_column: 1, ptuning_checkpoint: 2, overwrite_cache: 0.5, source_prefix: 0.5 },
  },
  // liucongg/ChatGLM-Finetuning, train.py
  {
    owners: ['chatglm/TrainScript'],
    points: { lora_dim: 2, lora_module_name: 2, freeze_module_name: 2, train_path: 1, pre_seq_len: 1, prefix_projection: 1, max_src_len: 2, max_len: 0.5, mode: 0.5, ds_file: 2, train_type: 0.5, is_skip: 1 },
  },
  // mymusise/ChatGLM-Tuning, finetune.py
  { owners: ['chatglm/FinetuneArguments', 'transformers/TrainingArguments'], points: { dataset_path: 1, lora_rank: 1.5, model_path: 1 } },
];

/** Commands of the family: by their own argument names, with a script named or ChatGLM mentioned for the weaker ones. */
export function chatglmOwners(mapping: Mapping, command?: CommandRoot): readonly string[] | undefined {
  const keys = keysOf(mapping);
  const named = command?.words.some((word) => /chatglm|glm-?4/i.test(word.text ?? '')) ?? false;
  const bonus = (named ? 1 : 0) + (/(^|\/)finetune\.py$/.test(command?.script?.text ?? '') ? 0.5 : 0);
  let best: Script | undefined;
  let bestScore = 0;
  for (const script of SCRIPTS) {
    const points = score(keys, script.points);
    if (points > 0 && points + bonus > bestScore) [best, bestScore] = [script, points + bonus];
  }
  return bestScore >= 2 ? best?.owners : undefined;
}

/** The blocks inside a ChatGLM3 or GLM-4 fine-tuning YAML (finetune_demo/finetune_hf.py): the file, its arguments, its adapter. */
export function finetuningYaml(mapping: Mapping): { training?: Mapping; peft?: Mapping; data?: Mapping } | undefined {
  const keys = keysOf(mapping);
  if (!keys.has('training_args') || !(keys.has('data_config') || keys.has('max_input_length'))) return undefined;
  const training = mappingAt(mapping, 'training_args');
  const peft = mappingAt(mapping, 'peft_config');
  const data = mappingAt(mapping, 'data_config');
  return { ...(training && { training }), ...(peft && { peft }), ...(data && { data }) };
}
