// Every finding on the published files, as a committed list: a rule that changes shows here as a diff. Each code that occurs has been opened and
// judged (judged.yaml). UPDATE_EXPECTED=1 writes the list anew.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { parse } from 'yaml';
import { readKnowledge, ROOT } from '../support/knowledge.js';
import { items, options } from './corpus.js';
import { findingsIn, isAlone } from './findings.js';

const file = path.join(ROOT, 'test/corpus/expected.json');
const judged = parse(readFileSync(path.join(ROOT, 'test/corpus/judged.yaml'), 'utf8')) as Readonly<Record<string, string>>;

test('the findings on the published files are the expected ones, and every code is judged', options, async () => {
  const knowledge = readKnowledge();
  const found: Record<string, readonly string[]> = {};
  for (const item of items.filter(isAlone)) {
    const lines = await findingsIn(item, knowledge);
    if (lines.length > 0) found[`${item.repo} ${item.path}`] = lines;
  }
  const sorted = Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
  if (process.env.UPDATE_EXPECTED || !existsSync(file)) writeFileSync(file, `${JSON.stringify(sorted, undefined, 1)}\n`);
  assert.deepEqual(sorted, JSON.parse(readFileSync(file, 'utf8')));
  const codes = new Set(Object.values(sorted).flat().map((line) => line.split(' ').slice(1).join(' ')));
  assert.deepEqual([...codes].filter((code) => judged[code] === undefined), [], 'codes without a judgement');
  assert.deepEqual(Object.keys(judged).filter((code) => !codes.has(code)), [], 'judgements of codes that do not occur any more');
});
