// Short phrases of the interface: hover labels, commands' answers, the terminal.
import { hasHan, readYaml } from './files.mjs';

export function compileWords(report) {
  const words = { en: {}, 'zh-cn': {} };
  for (const [id, text] of Object.entries(readYaml('.', 'words.yaml'))) {
    if (!text.en || !text['zh-cn']) report(`words.yaml ${id}`, 'not in both languages');
    else if (!hasHan(text['zh-cn']) && text['zh-cn'] !== text.en) report(`words.yaml ${id}`, 'the Chinese text holds no Chinese');
    words.en[id] = text.en;
    words['zh-cn'][id] = text['zh-cn'];
  }
  return words;
}

/** Script argument names that stand for a library's parameter. */
export function compileSpellings(catalog, report) {
  const spellings = readYaml('.', 'spellings.yaml');
  for (const [name, id] of Object.entries(spellings)) if (!catalog.knows(id)) report(`spellings.yaml ${name}`, `${id} is not in the catalog`);
  return spellings;
}

/** The parameters behind each quantity. */
export function compileQuantities(catalog, report) {
  const quantities = readYaml('.', 'quantities.yaml');
  for (const [name, ids] of Object.entries(quantities)) for (const id of ids) if (!catalog.knows(id)) report(`quantities.yaml ${name}`, `${id} is not in the catalog`);
  return quantities;
}
