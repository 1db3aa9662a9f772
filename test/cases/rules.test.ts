// Every example in knowledge/rules is executed: the findings, where they stand, and the file after the fix.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { RuleExample, RuleWords } from '../../server/knowledge/types.js';
import { RULES } from '../../server/rules/index.js';
import { UNUSED } from '../../server/rules/suppression.js';
import { applyEdits } from '../../server/text/edit.js';
import { findingsOf } from '../support/memory.js';
import { readKnowledge, testedRules } from '../support/knowledge.js';

const knowledge = readKnowledge();

test('every rule has its words, and every page its rule', () => {
  assert.deepEqual([...RULES.map((rule) => rule.name), UNUSED].sort(), Object.keys(knowledge.rules()).sort());
  assert.deepEqual(RULES.map((rule) => rule.name), [...RULES.map((rule) => rule.name)].sort(), 'in alphabetical order');
});

for (const [name, words] of Object.entries(testedRules())) {
  for (const [index, example] of words.examples.entries()) {
    test(`${example.check ?? name}: example ${index + 1} finds what it says`, async () => {
      const all = await findingsOf(example, knowledge);
      const found = all.filter((finding) => shows(example, name, finding));
      assert.deepEqual(found.map((finding) => ({ at: example.text.slice(finding.span.start, finding.span.end), message: finding.message.id, severity: finding.severity })),
        expected(example, words));
      for (const finding of found) assertPhrases(name, words, finding);
    });
    if (example.fixed !== undefined) test(`${example.check ?? name}: example ${index + 1} after the fix`, async () => { await assertFixed(name, example); });
  }
  for (const [index, example] of words.silent.entries()) {
    test(`${example.check ?? name}: stays silent on ${example.file} (${index + 1})`, async () => {
      assert.deepEqual((await findingsOf(example, knowledge)).filter((finding) => shows(example, name, finding)).map((finding) => finding.message.id), []);
    });
  }
}

/** An example of a check is about that check; other findings of its family stand in their own examples. */
function shows(example: RuleExample, rule: string, finding: { readonly rule: string; readonly check?: string }): boolean {
  return finding.rule === rule && (example.check === undefined || finding.check === example.check);
}

function expected(example: RuleExample, words: RuleWords) {
  return (example.findings ?? []).map((finding) => ({ at: finding.at, message: finding.message, severity: finding.severity ?? words.severity }));
}

/** Every phrase a finding uses exists and has all its values. */
function assertPhrases(rule: string, words: RuleWords, finding: Awaited<ReturnType<typeof findingsOf>>[number]): void {
  const phrases = [['messages', finding.message], ...(finding.related ?? []).map((other) => ['messages', other.message] as const), ...(finding.fixes ?? []).map((fix) => ['fixes', fix.title] as const)] as const;
  for (const [kind, { id, values }] of phrases) {
    const text = words[kind][id];
    assert.ok(text, `${rule} uses ${kind}.${id}, which has no words`);
    for (const language of ['en', 'zh-cn'] as const) for (const [, hole] of text[language].matchAll(/\{(\w+)\}/g)) assert.ok(values && hole! in values, `${rule}.${id} (${language}) has no value for {${hole!}}`);
  }
}

/** Applies the first fix of each finding in turn; then the findings are gone and no new ones came. */
async function assertFixed(name: string, example: RuleExample): Promise<void> {
  const before = await findingsOf(example, knowledge);
  let text = example.text;
  for (let round = 0; round < 20; round++) {
    const finding = (await findingsOf({ ...example, text }, knowledge)).find((candidate) => shows(example, name, candidate) && (candidate.fixes?.length ?? 0) > 0);
    if (!finding) break;
    text = applyEdits(text, finding.fixes![0]!.edits);
  }
  assert.equal(text, example.fixed);
  const after = await findingsOf({ ...example, text }, knowledge);
  const fresh = after.filter((finding) => !before.some((old) => old.rule === finding.rule && old.message.id === finding.message.id));
  assert.deepEqual(fresh.map((finding) => `${finding.rule}.${finding.message.id}`), [], 'the fix brings no new finding');
}
