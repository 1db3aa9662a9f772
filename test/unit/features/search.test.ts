// Looking things up: every row is a query and what has to come first.
import assert from 'node:assert/strict';
import test from 'node:test';
import { fold, search, searchEntries } from '../../../server/features/search.js';
import { readKnowledge } from '../../support/knowledge.js';

const knowledge = readKnowledge();
const english = searchEntries(knowledge, 'en');
const chinese = searchEntries(knowledge, 'zh-cn');

const ROWS: readonly (readonly [query: string, first: string])[] = [
  ['lora', 'lora'],
  ['LoRA', 'lora'],
  ['zero 3', 'zero-3'],
  ['rope', 'rope'],
  ['gqa', 'grouped-query-attention'],
  ['梯度累积', 'gradient-accumulation'],
  // tī dù lěi jī
  ['tdlj', 'gradient-accumulation'],
  // xuán zhuǎn wèi zhì biān mǎ
  ['xzwzbm', 'rope'],
  ['lora_alpha', 'peft/LoraConfig.lora_alpha'],
  ['--warmup-ratio', 'transformers/TrainingArguments.warmup_ratio'],
  ['batch-size-mismatch', 'batch-size-mismatch'],
];

for (const [query, first] of ROWS) {
  test(`"${query}" finds ${first} first, in both languages`, () => {
    for (const entries of [english, chinese]) {
      const found = search(entries, query);
      const best = found[0];
      assert.ok(best, 'nothing found');
      assert.equal(best.kind === 'parameter' ? best.title : best.id, best.kind === 'parameter' ? first.slice(first.lastIndexOf('.') + 1) : first, found.slice(0, 4).map(({ id }) => id).join(', '));
    }
  });
}

test('without a query: the book in reading order; every page can be found by its id and its title', () => {
  const pages = knowledge.chapters().flatMap((chapter) => chapter.pages);
  assert.deepEqual(search(english, ' ', 1000).map(({ id }) => id), pages);
  for (const id of pages) {
    for (const query of [id, knowledge.concepts()[id]!.title.en, knowledge.concepts()[id]!.title['zh-cn']]) assert.ok(search(english, query).slice(0, 3).some((entry) => entry.id === id), `${query} → ${id}`);
  }
});

test('what is not there is not found, and gaps of every kind are the same', () => {
  assert.deepEqual(search(english, 'qwertyuiop zxcvb'), []);
  assert.equal(fold('--LoRA_alpha'), 'lora alpha');
});
