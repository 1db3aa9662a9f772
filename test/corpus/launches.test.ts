// Commands that start training, found in scripts that other people published, against labels set by hand (launches.labels.tsv).
// CORPUS_CODE names a folder that holds the scripts as `owner+name/path` (the corpus's materialize.py writes it); skips without it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { startsTraining } from '../../server/dialects/training.js';
import { findingsOf, snapshotOf } from '../support/memory.js';
import { readKnowledge, ROOT } from '../support/knowledge.js';

const code = process.env.CORPUS_CODE;
const options = code !== undefined && existsSync(code) ? {} : { skip: 'corpus: CORPUS_CODE names no folder with the scripts, skipped' };

const labels = readFileSync(path.join(ROOT, 'test/corpus/launches.labels.tsv'), 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => {
  const [repo, file, hash, lines] = line.split('\t') as [string, string, string, string];
  return { file: path.join(repo.replace('/', '+'), file), hash, lines: lines === '-' ? [] : lines.split(',').map(Number) };
});

test('training commands: precision and recall over the labelled scripts', options, () => {
  const missed: string[] = [];
  const extra: string[] = [];
  let [right, there] = [0, 0];
  for (const { file, hash, lines } of labels) {
    if (!existsSync(path.join(code!, file))) continue;
    const bytes = readFileSync(path.join(code!, file));
    if (createHash('sha256').update(bytes).digest('hex') !== hash) continue;
    there++;
    const { tree, text } = snapshotOf({ file: 'a.sh', text: bytes.toString('utf8') });
    const found = new Set(tree.roots.flatMap((root) => (root.kind === 'command' && startsTraining(root) ? [text.slice(0, root.words[0]?.span.start ?? root.span.start).split('\n').length] : [])));
    right += lines.filter((line) => found.has(line)).length;
    missed.push(...lines.filter((line) => !found.has(line)).map((line) => `${file}:${line}`));
    extra.push(...[...found].filter((line) => !lines.includes(line)).map((line) => `${file}:${line}`));
  }
  const precision = right / (right + extra.length);
  const recall = right / (right + missed.length);
  console.log(`# training commands in ${there} of ${labels.length} labelled scripts: precision ${(100 * precision).toFixed(1)} %, recall ${(100 * recall).toFixed(1)} %; missed ${missed.join(', ')}`);
  assert.ok(there > 0, 'no labelled script is there');
  assert.ok(precision >= 0.97, `precision ${precision}: ${extra.join(', ')}`);
  assert.ok(recall >= 0.95, `recall ${recall}: ${missed.join(', ')}`);
});

test('no published script makes a rule throw, and every range lies in its file', options, async () => {
  const knowledge = readKnowledge();
  const scripts = readdirSync(code!, { recursive: true }).map(String).filter((name) => /\.(sh|slurm|sbatch|bash)$/.test(name));
  for (const name of scripts) {
    const text = readFileSync(path.join(code!, name), 'utf8');
    for (const finding of await findingsOf({ file: 'a.sh', text }, knowledge)) assert.ok(finding.span.start >= 0 && finding.span.start <= finding.span.end && finding.span.end <= text.length, `${name}: ${finding.rule}`);
    for (const root of snapshotOf({ file: 'a.sh', text }).tree.roots) {
      if (root.kind !== 'command') continue;
      for (const entry of [...root.launcher.entries, ...root.value.entries]) assert.ok(entry.span.start <= entry.keySpan.start && entry.keySpan.end <= entry.span.end && entry.span.end <= text.length, `${name}: ${entry.key}`);
    }
  }
  assert.ok(scripts.length > 0);
});
