// The hand-written pages of parameters: both languages, of like length, nothing that points nowhere.
import { calculators } from './calculators.mjs';
import { hasHan, languages, list, readYaml } from './files.mjs';
import { padding } from './padding.mjs';

const limits = { does: 320, usual: 220, trap: 220, interacts: 220 };

export function compileParameters(catalog, formulas, concepts, report) {
  const entries = {};
  // Class → parameter → number of its page: small, and read before any page is.
  const index = {};
  const facts = [];
  const texts = { en: [], 'zh-cn': [] };
  for (const name of list('parameters', '.yaml')) {
    for (const [number, entry] of (readYaml('parameters', name) ?? []).entries()) {
      const where = `parameters/${name} #${number + 1} (${entry.for?.[0] ?? 'no id'})`;
      checkEntry(entry, where, { catalog, formulas, concepts, report });
      for (const id of entry.for ?? []) {
        if (id in entries) report(where, `${id} is documented twice`);
        entries[id] = entry;
        const end = Math.max(id.lastIndexOf('.'), id.indexOf('/') + 1);
        (index[id.slice(0, end)] ??= {})[id.slice(end).replace(/^\./, '')] = facts.length;
      }
      const { for: _ids, en, 'zh-cn': zh, ...rest } = entry;
      entry.facts = rest;
      facts.push(rest);
      texts.en.push(en ?? {});
      texts['zh-cn'].push(zh ?? {});
    }
  }
  for (const [id, entry] of Object.entries(entries)) {
    for (const other of entry.with ?? []) if (!catalog.knows(other)) report(id, `"with" names ${other}, which is not in the catalog`);
  }
  linkBack(entries, concepts.parametersOf, catalog);
  return { files: { 'docs-index': index, 'docs': facts, 'docs.en': texts.en, 'docs.zh-cn': texts['zh-cn'] }, count: Object.keys(entries).length };
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
  const padded = padding(entry.for[0].split(/[./]/).at(-1), entry.en);
  if (padded) report(where, padded);
  if (!hasHan(entry['zh-cn'].does)) report(where, 'the Chinese text holds no Chinese');
  const ratio = entry['zh-cn'].does.length / entry.en.does.length;
  if (ratio < 0.15 || ratio > 1) report(where, `the two languages differ in length (${ratio.toFixed(2)})`);
  const values = (language) => Object.keys(entry[language].values ?? {}).sort().join();
  if (values('en') !== values('zh-cn')) report(where, 'the two languages explain different values');
}

/** A page that names a parameter is named by the parameter's page too: links lead both ways. Those written by hand come first. */
function linkBack(entries, parametersOf, catalog) {
  for (const [concept, ids] of Object.entries(parametersOf)) {
    for (const id of ids) {
      const entry = entries[id] ?? entries[catalog.find(id)?.id];
      if (entry && !entry.facts.concepts?.includes(concept)) entry.facts.concepts = [...(entry.facts.concepts ?? []), concept];
    }
  }
}
