// Real files that other people published (CORPUS_DIR, by default ../shared/corpus): no error on a working DeepSpeed file,
// nothing at all on files of tools we do not know, and detection by keys alone. Skips where the corpus is not there.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { snapshotOf } from '../support/memory.js';
import { findingsOf } from '../support/memory.js';
import { readKnowledge, ROOT } from '../support/knowledge.js';

interface Item { readonly repo: string; readonly path: string; readonly kind: string; readonly here: boolean; readonly file?: string }

const corpus = process.env.CORPUS_DIR ?? path.join(ROOT, '../shared/corpus');
const there = existsSync(path.join(corpus, 'manifest.jsonl'));
const options = there ? {} : { skip: `corpus: not at ${process.env.CORPUS_DIR ?? '../shared/corpus'}, skipped` };
const knowledge = readKnowledge();
const items: readonly Item[] = there ? readFileSync(path.join(corpus, 'manifest.jsonl'), 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Item).filter((item) => item.here && item.file) : [];
const read = (item: Item): string => readFileSync(path.join(corpus, item.file!), 'utf8');

/** Errors that were opened and found right: repository, path, rule, and why. */
const CONFIRMED = new Set([
  'supersymmetry-technologies/bbt-neutron config/ds_config.json fp16-with-bf16',        // both are true
  'supersymmetry-technologies/bbt-neutron config/ds_config.json unknown-deepspeed-key', // grad_hooks left DeepSpeed before 0.9.5
]);

test('no error on a published DeepSpeed file but those that were opened and confirmed', options, async () => {
  const wrong: string[] = [];
  let checked = 0;
  for (const item of items.filter((candidate) => candidate.kind === 'deepspeed_json')) {
    checked++;
    for (const finding of await findingsOf({ file: 'a.json', text: read(item) }, knowledge)) {
      const name = `${item.repo} ${item.path} ${finding.rule}`;
      if (finding.severity === 'error' && !CONFIRMED.has(name)) wrong.push(`${name}: ${finding.message.id}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(checked > 150, `${checked} files`);
});

test('other tools’ files stay untouched', options, async () => {
  const foreign = new Set(['llamafactory_yaml', 'axolotl_yaml', 'torchtune_yaml', 'verl_yaml', 'accelerate_yaml', 'oumi_yaml', 'litgpt_yaml', 'gptneox_yaml', 'nanotron_yaml', 'ludwig_yaml', 'xtuner_py_config']);
  const touched: string[] = [];
  let checked = 0;
  for (const item of items.filter((candidate) => foreign.has(candidate.kind))) {
    checked++;
    const snapshot = snapshotOf({ file: `a${path.extname(item.path)}`, text: read(item) });
    if (snapshot.blocks.length > 0) touched.push(`${item.kind} ${item.repo} ${item.path}: ${snapshot.blocks.map((block) => block.dialect).join()}`);
  }
  assert.deepEqual(touched, []);
  assert.ok(checked > 300, `${checked} files`);
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
  const rows = readFileSync(path.join(corpus, 'keys/keys_deepspeed_json.tsv'), 'utf8').split('\n').slice(1).map((line) => line.split('\t')).filter((row) => Number(row[1]) >= 2);
  const known = rows.flatMap(([key]) => knowledge.parameterById(`deepspeed/${key!}`) ?? []);
  const missing = known.filter((parameter) => !knowledge.doc(parameter, 'en') || !knowledge.doc(parameter, 'zh-cn')).map((parameter) => parameter.id);
  assert.deepEqual(missing, []);
  // The rest of the list is other tools' keys and notes that DeepSpeed does not read.
  assert.ok(known.length >= 100, `${known.length} keys`);
});
