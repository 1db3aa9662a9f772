// Every completion, once applied, leaves a document that still holds every other entry and brings no new error.
import assert from 'node:assert/strict';
import test from 'node:test';
import { completionsAt, plainText } from '../../../server/features/completion/completion.js';
import { applyEdits } from '../../../server/text/edit.js';
import type { Value } from '../../../server/syntax/tree.js';
import { findingsOf, runOf, snapshotOf } from '../../support/memory.js';
import { readKnowledge } from '../../support/knowledge.js';

const knowledge = readKnowledge();

/** Paths of all entries of a file, in order. */
function paths(file: string, text: string): readonly string[] {
  const into: string[] = [];
  const walk = (value: Value): void => { if (value.kind === 'mapping') for (const entry of value.entries) { into.push(entry.path.join('.')); walk(entry.value); } };
  for (const root of snapshotOf({ file, text }).tree.roots) walk(root.value);
  return into;
}

async function assertEveryChoice(file: string, marked: string): Promise<number> {
  const offset = marked.indexOf('‸');
  const text = marked.replace('‸', '');
  const choices = completionsAt(await runOf({ file, text }, knowledge), offset, 'en');
  const before = (await findingsOf({ file, text }, knowledge)).filter((finding) => finding.severity === 'error').map((finding) => finding.rule);
  for (const choice of choices) {
    const after = applyEdits(text, [{ span: choice.replace, text: plainText(choice.snippet) }, ...choice.additional]);
    const tree = snapshotOf({ file, text: after }).tree;
    assert.deepEqual(tree.notes.filter((note) => note.code === 'syntax-error' || note.code === 'trailing-comma' || note.code === 'duplicate-key'), [], `${choice.label} in\n${after}`);
    const left = new Set(paths(file, after));
    // What is being completed may be replaced; everything else must still be there.
    const lost = paths(file, text).filter((path) => !left.has(path));
    assert.ok(lost.length <= 1 && lost.every((path) => text.slice(choice.replace.start, choice.replace.end).includes(path.split('.').at(-1)!)), `${choice.label} loses ${lost.join()} in\n${after}`);
    const fresh = (await findingsOf({ file, text: after }, knowledge)).filter((finding) => finding.severity === 'error' && !before.includes(finding.rule) && !ASKS_FOR_COMPANY.has(finding.rule));
    assert.deepEqual(fresh.map((finding) => `${finding.rule} ${finding.message.id}`), [], `${choice.label} in\n${after}`);
  }
  return choices.length;
}

/**
 * Rules that a key on its own brings up, because it needs another beside it, or because what is there rules it out, or because its
 * placeholder (0, an empty text) is typed over: the writer sees why. */
const ASKS_FOR_COMPANY: ReadonlySet<string> = new Set(['streaming-without-max-steps', 'conflicting-options', 'missing-companion', 'refused-value']);

const PLACES: readonly (readonly [string, string, string, number])[] = [
  ['a key in an empty object', 'ds.json', '{ "zero_optimization": { "stage": 2, "offload_optimizer": {‸} } }', 5],
  ['a key inside quotes', 'ds.json', '{ "zero_optimization": { "stage": 2, "‸" }, "steps_per_print": 10 }', 20],
  ['a key at the top, before others', 'ds.json', '{ ‸\n "zero_optimization": { "stage": 2 }\n}', 30],
  ['a key behind the last entry, comma missing', 'ds.json', '{\n  "zero_optimization": { "stage": 2 },\n  "steps_per_print": 10\n  ‸\n}', 30],
  ['a key between entries', 'ds.json', '{\n  "zero_optimization": { "stage": 2 },\n  ‸\n  "steps_per_print": 10\n}', 30],
  ['a value of an enumeration', 'ds.json', '{ "zero_optimization": { "stage": ‸ } }', 4],
  ['a value that is there', 'ds.json', '{ "zero_optimization": { "stage": 2, "offload_optimizer": { "device": "c‸pu" } } }', 3],
  ['a YAML key', 'peft.yaml', 'peft_type: LORA\nr: 8\n‸\n', 15],
  ['a YAML value', 'peft.yaml', 'peft_type: LORA\nbias: ‸\n', 3],
  ['a flag', 'run.sh', 'torchrun train.py --per_device_train_batch_size 4 --save_strategy no --‸\n', 50],
  ['a flag on a continued line', 'run.sh', 'torchrun train.py --per_device_train_batch_size 4 --save_strategy no \\\n  ‸\n', 50],
  ['a flag value', 'run.sh', 'torchrun train.py --per_device_train_batch_size 4 --lr_scheduler_type ‸--save_strategy no\n', 0],
  ['a keyword argument', 'a.py', 'from peft import LoraConfig\nc = LoraConfig(r=8, ‸)\n', 15],
  ['LLaMA-Factory: a key', 'sft.yaml', 'model_name_or_path: x\nstage: sft\nfinetuning_type: lora\ncutoff_len: 2048\n‸\n', 300],
  ['LLaMA-Factory: a choice', 'sft.yaml', 'model_name_or_path: x\ncutoff_len: 2048\nfinetuning_type: lora\nstage: ‸\n', 6],
  ['Axolotl: a key', 'a.yml', 'base_model: x\nsequence_len: 2048\nmicro_batch_size: 1\nval_set_size: 0.1\n‸\n', 400],
  ['Axolotl: a key of a data set in the list', 'a.yml', 'base_model: x\nsequence_len: 2048\nmicro_batch_size: 1\nval_set_size: 0.1\ndatasets:\n  - path: d\n    ‸\n', 20],
  ['Accelerate: a key', 'c.yaml', 'compute_environment: LOCAL_MACHINE\ndistributed_type: FSDP\nnum_machines: 1\n‸\n', 20],
  ['Accelerate: a key of a section', 'c.yaml', 'compute_environment: LOCAL_MACHINE\ndistributed_type: FSDP\nnum_machines: 1\nfsdp_config:\n  fsdp_version: 2\n  ‸\n', 10],
  ['Accelerate: the first key of a section', 'c.yaml', 'compute_environment: LOCAL_MACHINE\ndistributed_type: FSDP\nnum_machines: 1\nfsdp_config:\n  ‸\n', 10],
  ['Accelerate: a choice', 'c.yaml', 'compute_environment: LOCAL_MACHINE\nnum_machines: 1\nmixed_precision: ‸\ndistributed_type: FSDP\n', 4],
  ['TRL: a key', 't.yaml', 'model_name_or_path: x\npacking: true\nuse_peft: true\ndataset_name: d\nper_device_train_batch_size: 1\nsave_strategy: epoch\n‸\n', 150],
  ['ms-swift: a flag', 'run.sh', 'swift sft --model x --tuner_type lora --‸\n', 200],
  ['ms-swift: a choice', 'run.sh', 'swift rlhf --model x --rlhf_type ‸\n', 5],
  ['Ultralytics: a key', 'args.yaml', 'task: detect\nimgsz: 640\nmosaic: 1.0\nclose_mosaic: 10\n‸\n', 80],
  ['a config.json: a key', 'config.json', '{ "model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 4096, ‸ }', 20],
  ['a generation_config.json: a key', 'generation_config.json', '{ "do_sample": true, "temperature": 0.6, "top_p": 0.9, ‸ }', 40],
  ['a dict key', 'a.py', 'args = {"lora_r": 8, "lora_alpha": 16, "‸": value}\n', 20],
];

for (const [name, file, marked, least] of PLACES) {
  test(`${name}: every choice fits`, async () => {
    const count = await assertEveryChoice(file, marked);
    assert.ok(count >= least, `${count} choices, at least ${least} expected`);
  });
}

test('nothing is offered in files of nobody, in comments and in strings', async () => {
  for (const [file, marked] of [['x.json', '{ "name": "a", ‸ }'], ['x.yaml', 'services:\n  ‸\n'], ['run.sh', 'ls --‸\n'], ['peft.yaml', 'peft_type: LORA\nr: 8 # a comment ‸\n']] as const) {
    assert.deepEqual(completionsAt(await runOf({ file, text: marked.replace('‸', '') }, knowledge), marked.indexOf('‸'), 'en'), [], marked);
  }
});
