// The generated facts, library by library. Nothing is changed here; the compiler only proves the form and indexes ids.
import { list, readJson } from './files.mjs';

const atom = /^(int|float|bool|str|none|any|dict|enum|class:[\w.]+|list\[.+\]|dict\[.+\])$/;

export function compileCatalog(report) {
  const files = {};
  const libraries = {};
  let count = 0;
  for (const name of list('catalog', '.json')) {
    const content = readJson('catalog', name);
    const short = name.replace(/\.json$/, '');
    files[`catalog-${short}`] = content;
    if (!content.library) continue;
    libraries[content.library] = content;
    for (const [className, owner] of Object.entries(content.classes)) {
      for (const [parameter, forms] of Object.entries(owner.parameters)) {
        count++;
        const where = `catalog/${name} ${className}.${parameter}`;
        if (!Array.isArray(forms) || forms.length === 0) report(where, 'no forms');
        for (const form of forms) {
          if (!content.releases.includes(form.since)) report(where, `since ${form.since} is not a release that was read`);
          if (form.until && !content.releases.includes(form.until)) report(where, `until ${form.until} is not a release that was read`);
          for (const part of String(form.type).split(' | ')) if (!atom.test(part)) report(where, `unknown type "${part}"`);
        }
      }
    }
  }
  return { files, libraries, count, knows: (id) => Boolean(find(libraries, id)) };
}

/** The forms of `library/Class.name`, looked for in the class and then in its bases. */
function find(libraries, id) {
  const slash = id.indexOf('/');
  const library = libraries[id.slice(0, slash)];
  if (!library) return undefined;
  const rest = id.slice(slash + 1);
  const dot = rest.lastIndexOf('.');
  const className = dot < 0 ? '' : rest.slice(0, dot);
  const name = rest.slice(dot + 1);
  for (const candidate of [className, ...(library.classes[className]?.bases ?? [])]) {
    const forms = library.classes[candidate]?.parameters[name];
    if (forms) return forms;
  }
  return undefined;
}
