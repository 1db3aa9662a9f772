// Who reads a file, told by its keys alone, over every published file: the confusion table is printed, and its diagonal is asserted.
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { snapshotOf } from '../support/memory.js';
import type { Item } from './corpus.js';
import { items, options, read } from './corpus.js';

/** The dialects that are right for a kind. TRL's recipes are a Trainer's files too; other projects' configurations embed none of ours. */
const RIGHT: Readonly<Record<string, readonly string[]>> = {
  deepspeed_json: ['deepspeed'], peft_adapter_config: ['peft'], llamafactory_yaml: ['llamafactory'], axolotl_yaml: ['axolotl'], accelerate_yaml: ['accelerate'], hf_args_yaml: ['trl', 'trainer'],
  model_config_json: ['model'], generation_config_json: ['generation'], chatglm_finetune_yaml: ['chatglm'],
};

/** Files that were opened and whose label in the collection does not say who reads them. */
const RELABELLED: readonly (readonly [RegExp, string, string])[] = [
  [/^stephen-nju\/Llmtrain examples\/v1\//, 'llamafactory', 'a fork of LLaMA-Factory: its v1 files'],
  [/^modelscope\/ms-swift examples\/(ray|yaml)\//, 'swift', 'read by `swift` or `megatron`'],
  [/^modelscope\/ms-swift examples\/(?!train\/multi-node\/accelerate)/, 'swift', 'read by `swift`'],
  [/^OpenLMLab\/LOMO lomo\/config\/args_lomo_lora\.yaml$/, 'peft', 'a flat file with peft_type, handed to PEFT'],
  [/^EleutherAI\/gpt-neox configs\/autotuning_configs\//, 'none', 'gpt-neox keys around DeepSpeed ones: its reader is gpt-neox'],
  [/^ludwig-ai\/ludwig ludwig\/schema\//, 'none', 'Ludwig metadata about keys, no configuration'],
  [/^hiyouga\/LLaMA-Factory examples\/v1\/train_lora\/export_lora\.yaml$/, 'none', 'four keys that many tools share'],
  [/^pytorch\/torchtune tests\/assets\/generation_config\.json$/, 'none', 'two token ids, for a test'],
];

/** Kinds of tools that have no dialect: nothing may be taken for ours. */
const FOREIGN: ReadonlySet<string> = new Set(['torchtune_yaml', 'oumi_yaml', 'litgpt_yaml', 'gptneox_yaml', 'nanotron_yaml', 'ludwig_yaml', 'verl_yaml', 'hydra_train_yaml', 'trlx_yaml', 'lf_dataset_info', 'llm_ft_toolkit_yaml', 'other_train_yaml', 'train_args_json']);

const dialectOf = (item: Item): string => snapshotOf({ file: `a${path.extname(item.path)}`, text: read(item) }).blocks[0]?.dialect ?? 'none';
const relabelled = (item: Item): string | undefined => RELABELLED.find(([pattern]) => pattern.test(`${item.repo} ${item.path}`))?.[1];

test('every published file gets the dialect of the tool that reads it', options, (context) => {
  const table = new Map<string, Map<string, number>>();
  const wrong: string[] = [];
  const share = new Map<string, { right: number; all: number }>();
  for (const item of items) {
    // A hostfile is known by its name, which a kind of files does not have.
    if (!/\.(json|ya?ml)$/.test(item.path)) continue;
    const found = dialectOf(item);
    const row = table.get(item.kind) ?? new Map<string, number>();
    table.set(item.kind, row.set(found, (row.get(found) ?? 0) + 1));
    const expected = relabelled(item);
    if (FOREIGN.has(item.kind)) {
      if (found !== (expected ?? 'none') && found !== 'none') wrong.push(`${item.kind} ${item.repo} ${item.path}: ${found}`);
      continue;
    }
    const right = expected === undefined ? RIGHT[item.kind]?.includes(found) ?? false : found === expected;
    const count = share.get(item.kind) ?? { right: 0, all: 0 };
    share.set(item.kind, { right: count.right + (right ? 1 : 0), all: count.all + 1 });
    if (!right && found !== 'none') wrong.push(`${item.kind} ${item.repo} ${item.path}: ${found}`);
  }
  for (const [kind, row] of [...table].sort()) context.diagnostic(`${kind.padEnd(24)} ${[...row].sort().map(([dialect, count]) => `${dialect} ${count}`).join(' · ')}`);
  assert.deepEqual(wrong, [], 'a wrong dialect');
  for (const [kind, { right, all }] of share) assert.ok(right / all >= 0.98, `${kind}: ${right} of ${all}`);
  assert.ok(table.size > 15, `${table.size} kinds`);
});
