// Our findings beside the verdicts of the real libraries (test/oracle/verdicts, made by `npm run oracle`). An example of every check; and, where the
// published files are (CORPUS_DIR), thousands of small mistakes in working files. Prints a table per library and lists every disagreement.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { parse } from 'yaml';
import { options } from '../corpus/corpus.js';
import { readKnowledge, ROOT, testedRules } from '../support/knowledge.js';
import { findingsOf } from '../support/memory.js';
import type { Case, Recipe } from './cases.js';
import { caseOf, exampleCases, idOf, published } from './cases.js';
import { chance } from './mutate.js';

interface Verdict extends Partial<Recipe> { readonly example?: string; readonly library: string; readonly verdict: 'accepted' | 'warned' | 'refused' | 'environment'; readonly said?: string }

const knowledge = readKnowledge();
const folder = path.join(ROOT, 'test/oracle/verdicts');
const verdicts: ReadonlyMap<string, readonly Verdict[]> = new Map(existsSync(folder) ? readdirSync(folder).sort().map((name) => [name.replace(/\.jsonl$/, ''), readFileSync(path.join(folder, name), 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Verdict)]) : []);

/** Why some refusals are not ours to tell: a pattern of what the library said, and the reason. */
interface Explained { readonly judge: string; readonly said: string; readonly why: string }
const explained = parse(readFileSync(path.join(ROOT, 'test/oracle/undecidable.yaml'), 'utf8')) as readonly Explained[];
const undecidable = (judge: string, said = ''): boolean => explained.some((each) => judge.startsWith(each.judge) && new RegExp(each.said).test(said));

const errorsIn = async (each: Case): Promise<readonly string[]> => (await findingsOf(each, knowledge)).filter((finding) => finding.severity === 'error').map((finding) => `${finding.rule}/${finding.check ?? finding.message.id}`);

/** The severity of a check's finding in its own example. */
const severities = new Map(Object.values(testedRules()).flatMap((words) => words.examples.flatMap((example) => (example.check === undefined ? [] : [[example.check, example.findings?.[0]?.severity ?? words.severity] as const]))));

test('the examples: what a check calls an error the library refuses, and its neighbour it accepts', () => {
  const all = [...verdicts.values()].flat().filter((verdict) => verdict.example !== undefined);
  const byName = new Map(all.map((verdict) => [verdict.example!, verdict]));
  const wrong: string[] = [];
  const count = { refused: 0, accepted: 0, environment: 0 };
  for (const { id } of exampleCases()) {
    const verdict = byName.get(id);
    const [code = '', kind] = id.split(' ');
    if (!verdict) { wrong.push(`${id}: no verdict`); continue; }
    if (verdict.verdict === 'environment') { count.environment++; continue; }
    const expected = kind === 'bad' && severities.get(code) === 'error' ? 'refused' : 'accepted';
    count[expected]++;
    // A warning of ours may stand before an error of the library's; what we call an error must be one.
    const fits = expected === 'refused' ? verdict.verdict === 'refused' : kind === 'bad' || verdict.verdict !== 'refused';
    if (!fits) wrong.push(`${id}: ${verdict.verdict} by ${verdict.library}${verdict.said === undefined ? '' : `: ${verdict.said}`}`);
  }
  console.log(`oracle, examples: ${count.refused} refused as they should be, ${count.accepted} accepted as they should be, ${count.environment} decided by the machine`);
  assert.deepEqual(wrong, []);
});

test('mutations of working files: what the libraries refuse we call an error, what they accept we do not', options, async () => {
  const files = published();
  const table: string[] = [];
  const missed: string[] = [];
  const alarms: string[] = [];
  let total = { refused: 0, found: 0 };
  for (const [judge, list] of verdicts) {
    const row = { cases: 0, refused: 0, found: 0, accepted: 0, alarms: 0, machine: 0, undecidable: 0, library: '' };
    for (const verdict of list) {
      if (verdict.hash === undefined || verdict.kind === undefined) continue;
      const recipe = { hash: verdict.hash, kind: verdict.kind, ...(verdict.mutation ? { mutation: verdict.mutation } : {}) };
      const file = files.get(recipe.hash);
      const each = file && caseOf(recipe, file.settings);
      if (!each) continue;
      // What the published file itself holds is the corpus test's matter; here its own verdict only says whether it works.
      if (!recipe.mutation) continue;
      row.cases++;
      row.library = verdict.library;
      if (verdict.verdict === 'environment') { row.machine++; continue; }
      // The verdict is that of one release: the project says that it has it.
      const errors = await errorsIn({ ...each, with: { ...each.with, 'requirements.txt': verdict.library.replaceAll(' ', '==').replaceAll(',==', '\n') } });
      const words = `${judge} ${idOf(recipe)} (${file.repo} ${file.path})`;
      if (verdict.verdict !== 'refused') {
        row.accepted++;
        if (errors.length > 0) { row.alarms++; alarms.push(`${words}: ${errors.join(', ')}`); }
      } else if (errors.length === 0 && undecidable(judge, verdict.said)) row.undecidable++;
      else {
        row.refused++;
        if (errors.length > 0) row.found++;
        // A third of the cases is looked at only here, in the table.
        else if (chance(idOf(recipe)) > 1 / 3) missed.push(`${words}: ${verdict.said ?? ''}`);
        else missed.push(`${judge} (held back)`);
      }
    }
    if (row.cases === 0) continue;
    total = { refused: total.refused + row.refused, found: total.found + row.found };
    table.push(`${row.library.padEnd(52)} ${String(row.cases).padStart(5)} cases · ${String(row.refused).padStart(4)} refused, ${String(row.found).padStart(4)} found (${((100 * row.found) / Math.max(1, row.refused)).toFixed(1)} %) · ${String(row.accepted).padStart(4)} accepted, ${row.alarms} false alarms · ${row.undecidable} not decidable · ${row.machine} machine`);
  }
  console.log(['mutations of published files, and what we call an error:', ...table].map((line) => `oracle, ${line}`).join('\n'));
  console.log(`oracle, all libraries: ${total.found} of ${total.refused} refusals found (${((100 * total.found) / Math.max(1, total.refused)).toFixed(1)} %), ${alarms.length} false alarms`);
  if (process.env.ORACLE_LIST) console.log([...alarms.map((line) => `ALARM ${line}`), ...missed.map((line) => `MISSED ${line}`)].join('\n'));
  // What is refused and not told, as a committed list: a rule that changes shows here as a diff.
  const list = missed.filter((line) => !line.endsWith('(held back)')).sort();
  const file = path.join(ROOT, 'test/oracle/missed.txt');
  if (process.env.UPDATE_EXPECTED) writeFileSync(file, `${list.join('\n')}\n`);
  assert.deepEqual(list, readFileSync(file, 'utf8').split('\n').filter((line) => line !== ''));
  assert.deepEqual(alarms, [], 'false alarms');
  assert.ok(total.found >= 0.95 * total.refused, `${total.found} of ${total.refused} found`);
});
