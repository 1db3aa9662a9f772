// The hand-written pages of parameters: both languages, of like length, nothing that points nowhere.
import { hasHan, languages, list, readYaml } from './files.mjs';

const limits = { does: 320, usual: 220, trap: 220, interacts: 220 };
const calculators = new Set(['effective-batch', 'loss-scale', 'lora-scaling', 'prefix-params', 'warmup', 'zero-memory', 'bucket-bytes', 'tokens-per-step', 'steps', 'schedule-curve']);

export function compileParameters(catalog, formulas, concepts, report) {
  const byParameter = {};
  const facts = [];
  const texts = { en: [], 'zh-cn': [] };
  for (const name of list('parameters', '.yaml')) {
    for (const [index, entry] of (readYaml('parameters', name) ?? []).entries()) {
      const where = `parameters/${name} #${index + 1} (${entry.for?.[0] ?? 'no id'})`;
      checkEntry(entry, where, { catalog, formulas, concepts, report });
      for (const id of entry.for ?? []) {
        if (id in byParameter) report(where, `${id} is documented twice`);
        byParameter[id] = facts.length;
      }
      const { for: _ids, en, 'zh-cn': zh, ...rest } = entry;
      facts.push(rest);
      texts.en.push(en ?? {});
      texts['zh-cn'].push(zh ?? {});
    }
  }
  for (const [id, index] of Object.entries(byParameter)) {
    for (const other of facts[index].with ?? []) if (!catalog.knows(other)) report(id, `"with" names ${other}, which is not in the catalog`);
  }
  return { files: { 'docs-index': { byParameter, facts }, 'docs.en': texts.en, 'docs.zh-cn': texts['zh-cn'] }, count: Object.keys(byParameter).length };
}

function checkEntry(entry, where, { catalog, formulas, concepts, report }) {
  for (const id of entry.for ?? []) if (!catalog.knows(id)) report(where, `${id} is not in the catalog`);
  if (entry.formula && !formulas.has(entry.formula)) report(where, `formula ${entry.formula} does not exist`);
  if (entry.here && !calculators.has(entry.here)) report(where, `calculator ${entry.here} does not exist`);
  for (const id of entry.concepts ?? []) if (!concepts.has(id)) report(where, `concept ${id} does not exist`);
  for (const language of languages) {
    const text = entry[language];
    if (!text?.does) { report(where, `no "does" in ${language}`); continue; }
    for (const [part, limit] of Object.entries(limits)) if ((text[part]?.length ?? 0) > limit) report(where, `${language}.${part} has ${text[part].length} characters, more than ${limit}`);
  }
  if (!entry.en || !entry['zh-cn']) return;
  for (const part of Object.keys(limits)) if (Boolean(entry.en[part]) !== Boolean(entry['zh-cn'][part])) report(where, `"${part}" is in one language only`);
  if (!hasHan(entry['zh-cn'].does)) report(where, 'the Chinese text holds no Chinese');
  const ratio = entry['zh-cn'].does.length / entry.en.does.length;
  if (ratio < 0.15 || ratio > 1) report(where, `the two languages differ in length (${ratio.toFixed(2)})`);
  const values = (language) => Object.keys(entry[language].values ?? {}).sort().join();
  if (values('en') !== values('zh-cn')) report(where, 'the two languages explain different values');
}
