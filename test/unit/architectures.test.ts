// The rows of the comparison of architectures: what the compiler cannot see. Sources name files that exist, families are known, every page shows its table.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { parse } from 'yaml';
import { LIBRARIES } from '../../server/knowledge/catalog.js';
import { readKnowledge, ROOT } from '../support/knowledge.js';

interface Cell { readonly en: string; readonly source: string }
interface Model { readonly family: string[]; readonly classes: string[]; readonly names?: string[]; readonly cells: Readonly<Record<string, Cell>> }

/** Families whose code stands in their checkpoints (`trust_remote_code`), not in transformers. */
const REMOTE = new Set(['chatglm', 'baichuan', 'RefinedWebModel', 'RefinedWeb', 'internlm2', 'minicpm', 'Yi', 'yi']);
/** Names of the same layers in the checkpoints' own code (DeepSeek-V2) and in transformers before 5 (Mixtral): people still meet them. */
const EARLIER = new Set(['DeepseekV2MoE', 'MoEGate', 'MixtralBlockSparseTop2MLP']);
/** The libraries' sources, where the catalog was made on this machine: then files and classes are looked up. */
const SOURCES = path.join(ROOT, '.cache/catalog/src');

const knowledge = readKnowledge();
const folder = path.join(ROOT, 'knowledge/architectures');
const models = new Map(readdirSync(folder).map((name) => [name.replace(/\.yaml$/, ''), parse(readFileSync(path.join(folder, name), 'utf8')) as Model]));
const sources = (model: Model): string[] => [...new Set(Object.values(model.cells).flatMap((cell) => cell.source.split('; ')))];
const ofLibraries = (model: Model): { library: string; release: string; file: string; names: string[] }[] => sources(model).flatMap((source) => {
  const match = /^([\w-]+) (\d[\w.]*), ([\w./-]+)(?:: (.+))?$/.exec(source);
  return match ? [{ library: match[1]!, release: match[2]!, file: match[3]!, names: match[4]?.split(', ') ?? [] }] : [];
});
/** A class, a function or a constant of this name begins a line. */
const defines = (text: string, name: string): boolean => new RegExp(`^(?:class|def) ${name}\\b|^${name}\\b.*=`, 'm').test(text);

for (const [id, model] of models) {
  test(`${id}: its families are model types of transformers, or of code in the checkpoint`, () => {
    const unknown = model.family.filter((family) => !REMOTE.has(family) && !knowledge.section(`models/${family}`));
    assert.deepEqual(unknown, []);
  });

  test(`${id}: its sources are files of releases that were read`, () => {
    for (const { library, release, file, names } of ofLibraries(model)) {
      assert.ok(library in LIBRARIES, library);
      assert.ok(knowledge.releases(library).includes(release), `${library} ${release}`);
      assert.match(file, new RegExp(`^${library.replaceAll('-', '[-_]')}/.+\\.(py|json|md)$`), file);
      const text = path.join(SOURCES, `${library}-${release}`, file);
      if (!existsSync(path.dirname(text))) continue;
      for (const name of names) assert.ok(defines(readFileSync(text, 'utf8'), name), `${file} has no ${name}`);
    }
  });

  test(`${id}: a family of transformers is described from its own modelling file`, () => {
    const files = model.family.filter((family) => !REMOTE.has(family)).flatMap((family) => knowledge.modelFamilies()[family]?.file ?? []);
    const read = new Set(ofLibraries(model).map(({ file }) => file));
    if (files.length > 0) assert.ok(files.some((file) => read.has(file)), `none of ${files.join(', ')}`);
    // The names that lead here are those of that code.
    const texts = files.map((file) => path.join(SOURCES, `transformers-${knowledge.releases('transformers').at(-1)!}`, path.dirname(file))).filter((dir) => existsSync(dir))
      .flatMap((dir) => readdirSync(dir).filter((name) => name.endsWith('.py')).map((name) => readFileSync(path.join(dir, name), 'utf8')));
    if (texts.length === 0 || model.family.some((family) => REMOTE.has(family))) return;
    for (const name of [...model.classes, ...(model.names ?? [])]) if (!EARLIER.has(name)) assert.ok(texts.some((text) => defines(text, name)), `${name} is nowhere in ${files.join(', ')}`);
  });

  test(`${id}: its page shows the table, and the comparison has its row`, () => {
    for (const language of ['en', 'zh-cn'] as const) {
      const table = /<table>[^]*?<\/table>/.exec(knowledge.conceptPage(id, language)!)?.[0] ?? '';
      assert.equal(table.match(/<tr>/g)?.length, Object.keys(model.cells).length + 1, language);
      assert.ok(knowledge.conceptPage('architectures', language)!.includes(`<td><a href="concept:${id}">`), language);
    }
  });
}

test('a name leads to models of one family, and to few', () => {
  const uses = new Map<string, string[]>();
  for (const [id, model] of models) for (const name of [...model.classes, ...(model.names ?? [])]) uses.set(name, [...(uses.get(name) ?? []), id]);
  for (const [name, ids] of uses) {
    const [first, ...others] = ids.map((id) => models.get(id)!.family);
    assert.ok(ids.length <= 3 && first!.some((family) => others.every((other) => other.includes(family))), `${name}: ${ids.join(', ')}`);
  }
});
