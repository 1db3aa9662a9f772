import type { Knowledge } from '../../knowledge/knowledge.js';
import { say } from '../../knowledge/knowledge.js';
import type { Bilingual, Language } from '../../knowledge/types.js';
import type { Syntax } from '../../syntax/tree.js';

/** A block that people write as a whole. */
export interface WholeBlock {
  readonly prefix: string;
  readonly title: Bilingual;
  /** The class whose mapping it goes into. */
  readonly owner: string;
  readonly syntax: Syntax;
  /** The keys it writes at its top: offered only while none of them is there. */
  readonly keys: readonly string[];
  readonly body: string;
  readonly formula: string;
}

const zero = (stage: number, rest: string): string => `"zero_optimization": {\n  "stage": ${stage}${rest}\n}`;
const BUCKETS = ',\n  "overlap_comm": true,\n  "contiguous_gradients": true,\n  "reduce_bucket_size": "auto"';
const GATHER = ',\n  "stage3_prefetch_bucket_size": "auto",\n  "stage3_param_persistence_threshold": "auto",\n  "stage3_gather_16bit_weights_on_model_save": true';
const CPU = (what: string): string => `,\n  "offload_${what}": { "device": "cpu", "pin_memory": true }`;

const deepspeed = (prefix: string, en: string, zh: string, body: string, keys: readonly string[], formula = 'zero-memory'): WholeBlock =>
  ({ prefix, title: { 'en': en, 'zh-cn': zh }, owner: 'deepspeed/', syntax: 'json', keys, body, formula });

export const BLOCKS: readonly WholeBlock[] = [
  deepspeed('ds-zero1', 'ZeRO-1: optimizer states divided', 'ZeRO-1：切分优化器状态', zero(1, BUCKETS), ['zero_optimization']),
  deepspeed('ds-zero2', 'ZeRO-2: gradients divided too', 'ZeRO-2：再切分梯度', zero(2, BUCKETS), ['zero_optimization']),
  deepspeed('ds-zero2-offload', 'ZeRO-2, optimizer on the CPU', 'ZeRO-2，优化器卸载到 CPU', zero(2, BUCKETS + CPU('optimizer')), ['zero_optimization']),
  deepspeed('ds-zero3', 'ZeRO-3: parameters divided too', 'ZeRO-3：再切分参数', zero(3, BUCKETS + GATHER), ['zero_optimization']),
  deepspeed('ds-zero3-offload', 'ZeRO-3, optimizer and parameters on the CPU', 'ZeRO-3，优化器与参数卸载到 CPU', zero(3, BUCKETS + GATHER + CPU('optimizer') + CPU('param')), ['zero_optimization']),
  deepspeed('ds-bf16', 'bf16 mixed precision', 'bf16 混合精度', '"bf16": { "enabled": true }', ['bf16', 'fp16', 'bfloat16'], 'effective-batch'),
  deepspeed('ds-fp16', 'fp16 mixed precision with dynamic loss scaling', 'fp16 混合精度与动态损失缩放', '"fp16": {\n  "enabled": true,\n  "loss_scale": 0,\n  "initial_scale_power": ${1:16},\n  "loss_scale_window": 1000,\n  "hysteresis": 2,\n  "min_loss_scale": 1\n}', ['bf16', 'fp16', 'bfloat16'], 'loss-scale'),
  deepspeed('ds-batch', 'the three batch sizes', '三个批大小', '"train_micro_batch_size_per_gpu": "auto",\n"gradient_accumulation_steps": "auto",\n"train_batch_size": "auto"', ['train_micro_batch_size_per_gpu', 'gradient_accumulation_steps', 'train_batch_size'], 'effective-batch'),
  {
    prefix: 'peft-lora', title: { 'en': 'LoRA rank, scaling and targets', 'zh-cn': 'LoRA 的秩、缩放与目标模块' }, owner: 'peft/LoraConfig', syntax: 'yaml', keys: ['r', 'lora_alpha'],
    body: 'r: ${1:8}\nlora_alpha: ${2:32}\nlora_dropout: ${3:0.05}', formula: 'lora-scaling',
  },
];

/** The documentation of a block: its formula in plain text. */
export function formulaNote(block: WholeBlock, knowledge: Knowledge, language: Language): string {
  const formula = knowledge.formula(block.formula, language);
  return `${say(block.title, language)}\n\n${formula?.text ?? ''}`;
}
