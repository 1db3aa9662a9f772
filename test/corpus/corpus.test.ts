// Real files that other people published (CORPUS_DIR, by default ../shared/corpus): no error on a working file, no throw on
// any file, and documentation for the keys people use. Skips where the corpus is not there.
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { findingsOf, snapshotOf } from '../support/memory.js';
import { readKnowledge } from '../support/knowledge.js';
import { items, keyCounts, options, read } from './corpus.js';

const knowledge = readKnowledge();

/** Errors that were opened and found right: repository, path, rule, and why. */
const CONFIRMED = new Set([
  'supersymmetry-technologies/bbt-neutron config/ds_config.json fp16-with-bf16',        // both are true
  'supersymmetry-technologies/bbt-neutron config/ds_config.json unknown-deepspeed-key', // grad_hooks left DeepSpeed before 0.8.3
  'supersymmetry-technologies/bbt-neutron config/ds_config.json refused-value',         // offload_optimizer.ratio below 1 at stage 0
  // The libraries themselves refuse these: asked by `npm run oracle`, test/oracle/verdicts.
  'totoiii/synth-ehr-spanish-english axolotl.yml conflicting-options',
  'OpenAccess-AI-Collective/axolotl examples/falcon/config-7b-qlora.yml missing-companion',
  'OpenAccess-AI-Collective/axolotl examples/xgen-7b/xgen-7b-8k-qlora.yml missing-companion',
  'OpenAccess-AI-Collective/axolotl examples/mamba/config.yml refused-value',
  'OpenAccess-AI-Collective/axolotl examples/jeopardy-bot/config.yml wrong-type', // tokens as a mapping, in all three
  'OpenAccess-AI-Collective/axolotl examples/mpt-7b/config.yml wrong-type',
  'OpenAccess-AI-Collective/axolotl examples/redpajama/config-3b.yml wrong-type',
  'keigotak/llm-training-pipeline ds_config.json refused-value', // warmup_min_lr and warmup_max_lr on WarmupCosineLR: TypeError
  'keigotak/llm-training-pipeline ds_config_sft.json refused-value',
  'keigotak/llm-training-pipeline ds_config_zero3.json refused-value',
  'moreWax/llmcompressor-axolotl_workflow accelerate_4x3090.yaml refused-value',
  'huggingface/smollm vision/experiments/pretraining/vloom/slurm_scripts_templates/with_launcher/accelerate_config.yaml deepspeed-keys-beside-file', // deepspeed_config_file beside zero_stage and others
]);

test('no error on a published file but those that were opened and confirmed', options, async () => {
  const wrong: string[] = [];
  let checked = 0;
  for (const item of items) {
    if (!/\.(json|ya?ml)$/.test(item.path)) continue;
    checked++;
    for (const finding of await findingsOf({ file: `a${path.extname(item.path)}`, text: read(item) }, knowledge)) {
      const name = `${item.repo} ${item.path} ${finding.rule}`;
      if (finding.severity === 'error' && !CONFIRMED.has(name)) wrong.push(`${name}: ${finding.message.id}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(checked > 1400, `${checked} files`);
});

test('DeepSpeed files are known by their keys, whatever they are called', options, () => {
  const deepspeed = items.filter((item) => item.kind === 'deepspeed_json');
  const missed = deepspeed.filter((item) => !snapshotOf({ file: 'a.json', text: read(item) }).blocks.some((block) => block.dialect === 'deepspeed'));
  assert.ok(missed.length <= deepspeed.length * 0.05, missed.map((item) => `${item.repo} ${item.path}`).join('\n'));
});

test('every file of the corpus is read without a throw', options, async () => {
  for (const item of items) {
    const file = `a${path.extname(item.path) || '.txt'}`;
    if (!/\.(json|jsonc|ya?ml|sh|py)$/.test(file)) continue;
    await findingsOf({ file, text: read(item) }, knowledge);
  }
});

test('coverage: keys of DeepSpeed files that the corpus uses at least twice are documented in both languages', options, () => {
  const rows = keyCounts('deepspeed_json').filter((row) => Number(row[1]) >= 2);
  const known = rows.flatMap(([key]) => knowledge.parameterById(`deepspeed/${key!}`) ?? []);
  const missing = known.filter((parameter) => !knowledge.doc(parameter, 'en') || !knowledge.doc(parameter, 'zh-cn')).map((parameter) => parameter.id);
  assert.deepEqual(missing, []);
  // The rest of the list is other tools' keys and notes that DeepSpeed does not read.
  assert.ok(known.length >= 100, `${known.length} keys`);
});
