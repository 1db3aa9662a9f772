// The form of the book: every page whole, in both languages, of readable length, linked both ways, and none of them lonely.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import type { CatalogLibrary } from '../../server/knowledge/types.js';
import { readKnowledge, ROOT } from '../support/knowledge.js';

const knowledge = readKnowledge();
const concepts = knowledge.concepts();
const pages = knowledge.chapters().flatMap((chapter) => chapter.pages);
const prose = (id: string, language: 'en' | 'zh-cn'): string => knowledge.conceptPage(id, language)!.replace(/<pre>[^]*?<\/pre>|<table>[^]*?<\/table>|<math-pic[^]*?<\/math-pic>|<picture-pic[^]*?<\/picture-pic>/g, ' ').replace(/<[^>]+>/g, ' ');
const linksOf = (id: string, kind: 'concept' | 'parameter'): readonly string[] => [...knowledge.conceptPage(id, 'en')!.matchAll(new RegExp(`href="${kind}:([^"]+)"`, 'g'))].map((match) => match[1]!);

test('ten chapters, at least 130 pages, every model family of the mission among them', () => {
  assert.equal(knowledge.chapters().length, 10);
  assert.ok(pages.length >= 130, String(pages.length));
  for (const id of ['gpt-2', 'llama-1', 'llama-2', 'llama-3', 'chatglm-6b', 'chatglm2', 'glm-4', 'bloom', 'baichuan', 'qwen2', 'qwen3', 'mistral', 'mixtral', 'gemma', 'phi', 'falcon', 't5', 'bert', 'deepseek']) assert.ok(pages.includes(id), id);
});

for (const id of pages) {
  test(`page ${id}: whole in both languages`, () => {
    for (const [language, config, misunderstood] of [['en', /^In your config/, /^(Often misunderstood|What goes wrong)$/], ['zh-cn', /^在配置中/, /^(常见误解|容易出错的地方)$/]] as const) {
      const html = knowledge.conceptPage(id, language)!;
      const heads = [...html.matchAll(/<h2>([^]*?)<\/h2>/g)].map((match) => match[1]!);
      assert.ok(heads.some((head) => config.test(head)), `${language}: no ${config} among ${heads.join(', ')}`);
      assert.ok(heads.some((head) => misunderstood.test(head)), `${language}: no ${misunderstood} among ${heads.join(', ')}`);
      const length = language === 'en' ? prose(id, language).split(/\s+/).filter((word) => /\w/.test(word)).length : [...prose(id, language).matchAll(/\p{Script=Han}/gu)].length;
      const [least, most] = language === 'en' ? [90, 520] : [120, 1000];
      assert.ok(length >= least && length <= most, `${language}: ${length} words`);
    }
    // The same formulas, pictures and links in both languages.
    const marks = (language: 'en' | 'zh-cn'): string => [...knowledge.conceptPage(id, language)!.matchAll(/href="parameter:([^"]+)"|<picture-pic name="([\w-]+)"/g)].map((match) => match[1] ?? match[2]).sort().filter((each, place, all) => each !== all[place - 1]).join(', ');
    assert.equal(marks('zh-cn'), marks('en'));
    assert.ok(concepts[id]!.sources.length > 0 && concepts[id]!.related.length > 0);
  });

  test(`page ${id}: the parameters it names lead back to it`, () => {
    for (const target of linksOf(id, 'parameter')) {
      const parameter = knowledge.parameterById(target);
      const doc = parameter && knowledge.doc(parameter, 'en');
      if (doc) assert.ok(doc.facts.concepts?.includes(id), target);
    }
  });
}

test('no page is lonely: another one leads to it', () => {
  const led = new Set(pages.flatMap((id) => [...concepts[id]!.related, ...linksOf(id, 'concept')].filter((other) => other !== id)));
  assert.deepEqual(pages.filter((id) => !led.has(id)), []);
});

test('every parameter of the catalog has a page in both languages: its own, or that of the class it is inherited from', () => {
  const folder = path.join(ROOT, 'knowledge/catalog');
  const without: string[] = [];
  let count = 0;
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'families.json')) {
    const { library, classes } = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as CatalogLibrary;
    for (const owner of Object.keys(classes)) {
      for (const parameter of knowledge.parameters(`${library}/${owner}`)) {
        count++;
        if (!knowledge.doc(parameter, 'en') || !knowledge.doc(parameter, 'zh-cn')) without.push(parameter.id);
      }
    }
  }
  console.log(`  ${count} parameters of all classes, ${without.length} without a page`);
  assert.deepEqual(without, []);
});
