// The generated facts, library by library. The compiler proves the form, turns renames around and indexes ids; it changes no fact.
import { list, readJson } from './files.mjs';

const atom = /^(int|float|bool|str|none|any|dict|enum|class:[\w.-]+|list\[.+\]|dict\[.+\])$/;
const unknownKeys = new Set(['refused', 'ignored', 'kept']);

export function compileCatalog(report) {
  const files = {};
  const libraries = {};
  let count = 0;
  for (const name of list('catalog', '.json')) {
    const content = readJson('catalog', name);
    files[`catalog-${name.replace(/\.json$/, '')}`] = content;
    if (content.library) libraries[content.library] = content;
  }
  for (const content of Object.values(libraries)) {
    for (const [className, owner] of Object.entries(content.classes)) {
      const where = `catalog/${content.library} ${className}`;
      for (const base of owner.bases ?? []) if (!classOf(libraries, content.library, base)) report(where, `base ${base} is not in the catalog`);
      for (const value of typeof owner.unknownKeys === 'object' ? owner.unknownKeys.map((span) => span.value) : [owner.unknownKeys ?? 'kept']) {
        if (!unknownKeys.has(value)) report(where, `unknownKeys ${value}`);
      }
      for (const [parameter, forms] of Object.entries(owner.parameters)) {
        count++;
        checkForms(`${where}.${parameter}`, forms, content, report);
        const { renamedTo } = forms.at(-1);
        if (renamedTo && !renamedTo.includes('.') && !find(libraries, `${content.library}/${className}.${renamedTo}`)) report(`${where}.${parameter}`, `renamedTo ${renamedTo} is not in the catalog`);
      }
      const former = formerNames(owner.parameters);
      if (Object.keys(former).length > 0) owner.formerNames = former;
    }
  }
  return { files, libraries, count, knows: (id) => Boolean(find(libraries, id)), find: (id) => find(libraries, id) };
}

function checkForms(where, forms, content, report) {
  if (!Array.isArray(forms) || forms.length === 0) { report(where, 'no forms'); return; }
  for (const form of forms) {
    if (!content.releases.includes(form.since)) report(where, `since ${form.since} is not a release that was read`);
    if (form.until && !content.releases.includes(form.until)) report(where, `until ${form.until} is not a release that was read`);
    for (const part of String(form.type).split(/ \| (?![^[]*\])/)) if (!atom.test(part)) report(where, `unknown type "${part}"`);
    for (const [, section] of String(form.type).matchAll(/class:([\w.-]+)/g)) if (!content.classes[section]) report(where, `section ${section} is not in the catalog`);
    if (form.instead && !(form.instead.en && form.instead['zh-cn'])) report(where, '`instead` in both languages');
  }
}

/** New name → the names it had, those that went last first. */
function formerNames(parameters) {
  const result = {};
  for (const [old, forms] of Object.entries(parameters)) {
    const name = forms.at(-1).renamedTo;
    if (name && parameters[name]) (result[name] ??= []).push(old);
  }
  for (const names of Object.values(result)) names.sort((a, b) => String(parameters[b].at(-1).until ?? '~').localeCompare(String(parameters[a].at(-1).until ?? '~'), 'en', { numeric: true }));
  return result;
}

function classOf(libraries, library, name) {
  const slash = name.indexOf('/');
  return slash < 0 ? libraries[library]?.classes[name] : libraries[name.slice(0, slash)]?.classes[name.slice(slash + 1)];
}

/** The forms of `library/Class.name` and the id of the class that declares it: itself, or one of its bases. */
function find(libraries, id) {
  const slash = id.indexOf('/');
  const rest = id.slice(slash + 1);
  const dot = rest.lastIndexOf('.');
  const names = [`${id.slice(0, slash)}/${dot < 0 ? '' : rest.slice(0, dot)}`];
  const name = rest.slice(dot + 1);
  for (const candidate of names) {
    const owner = classOf(libraries, '', candidate);
    if (!owner) continue;
    if (owner.parameters[name]) return { id: candidate.endsWith('/') ? `${candidate}${name}` : `${candidate}.${name}`, forms: owner.parameters[name] };
    for (const base of owner.bases ?? []) {
      const full = base.includes('/') ? base : `${candidate.slice(0, candidate.indexOf('/'))}/${base}`;
      if (!names.includes(full)) names.push(full);
    }
  }
  return undefined;
}
