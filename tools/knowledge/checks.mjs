// knowledge/checks: what the libraries refuse, replace or ignore, one entry a combination. Each becomes a message of the family of rules it
// belongs to, with an example and a counter-example; the condition becomes a tree over catalog parameters.
import { at, changed, entryText, exampleText, merged } from './examples.mjs';
import { parse } from 'yaml';
import { hasHan, languages, list, readJson, readText } from './files.mjs';
import { readCondition } from './conditions.mjs';

const hole = (name) => name.replaceAll('.', '_');
/** The settings a message shows; `it` is the key it stands at, `gpu` the GPU of the run. */
const holes = (text) => [...text.matchAll(/\{([\w.]+)\}/g)].map((match) => match[1]).filter((name) => name !== 'it' && name !== 'gpu');

/** The groups of checks as they are written, with what a check inherits from its group filled in. */
export function readChecks() {
  return list('checks', '.yaml').flatMap((file) => parse(readText('checks', file), { merge: true }).flatMap((group) => Object.entries(group.checks).flatMap(([code, check]) => each({
    file, code, ...group, ...check,
    of: [check.of ?? group.of].flat(), dialects: check.dialects ?? group.dialects, example: { ...group.example, ...check.example },
    source: `${group.source}${check.in ? ` (${check.in})` : ''}`, then: check.then === undefined ? group.then : check.then, checks: undefined,
  }))));
}

/** One check for many keys alike: in `when` and `fix` the word `it` stands for each of them in turn; the first one has the example. */
function each(check) {
  if (!check.each) return [check];
  return check.each.map((name, index) => ({
    ...check, again: index > 0, at: name, when: check.when.replace(/\bit\b/g, name), fix: check.fix?.map((fix) => fix.replace(/\bit\b/g, name)),
  }));
}

/**
 * @param rules the compiled rules; the families gain messages, fixes, examples
 * @returns the checks as the server reads them
 */
export function compileChecks(catalog, rules, report) {
  const compiled = [];
  const seen = new Set();
  for (const check of readChecks()) {
    const where = `checks/${check.file} ${check.code}`;
    if (seen.has(check.code) && !check.again) report(where, 'a code is used twice');
    seen.add(check.code);
    const family = rules[check.rule];
    if (!family?.family) { report(where, `${check.rule} is no family of checks`); continue; }
    for (const language of languages) if (!check[language]) report(where, `no ${language}`);
    if (!check.en || !check['zh-cn']) continue;
    if (!hasHan(check['zh-cn'])) report(where, 'the Chinese text holds no Chinese');
    const message = { en: sentence(check.en, check.then?.en), 'zh-cn': sentence(check['zh-cn'], check.then?.['zh-cn'], '') };
    if (holes(message.en).sort().join() !== holes(message['zh-cn']).sort().join()) report(where, 'different placeholders in the two languages');
    let condition;
    try { condition = readCondition(check.when); } catch (error) { report(where, error.message); continue; }
    const places = [check.at].flat();
    const names = [...new Set([...condition.names, ...places, ...holes(message.en)])];
    const ids = names.map((name) => idsOf(name, check.of, catalog));
    names.forEach((name, index) => { if (ids[index].length === 0) report(where, `${name} is in none of ${check.of.join(', ')}`); });
    const fixes = (check.fix ?? []).map((text) => readFix(text, where, report)).filter(Boolean);
    compiled.push({
      code: check.code, rule: check.rule, ...(check.severity ? { severity: check.severity } : {}), ...(check.dialects ? { dialects: check.dialects } : {}), ...(check.releases ? { releases: check.releases } : {}),
      ...(check.tag ? { tag: check.tag } : family.tag ? { tag: family.tag } : {}),
      marks: check.of.flatMap((owner) => markOf(owner, catalog)), names, ids, when: condition.tree, used: condition.names.length, at: places.map((name) => names.indexOf(name)), fixes,
    });
    if (check.again) continue;
    const spelled = (text) => text.replace(/\{([\w.]+)\}/g, (_all, name) => `{${hole(name)}}`);
    family.messages[check.code] = { en: spelled(message.en), 'zh-cn': spelled(message['zh-cn']) };
    family.sources.push(check.source);
    for (const dialect of check.dialects ?? [...new Set(check.of.map((id) => id.split('/')[0]))]) if (!family.dialects.includes(dialect)) family.dialects.push(dialect);
    addExamples({ ...check, beside: installed(check, catalog) }, family, places, fixes, where, report);
  }
  for (const [name, family] of Object.entries(rules)) {
    if (!family.family) continue;
    family.sources = [...new Set(family.sources)];
    if (family.examples.length === 0) report(`rules/${name}.yaml`, 'a family without a check');
  }
  return compiled;
}

/** The files beside an example. What holds since some release is shown with a release that has it: without one an error is a warning. */
function installed({ releases = {}, beside }, catalog) {
  const pins = Object.entries(releases).flatMap(([library, range]) => (range.startsWith('>=') ? [`${library}==${catalog.libraries[library].releases.at(-1)}`] : []));
  return pins.length === 0 || beside?.['requirements.txt'] !== undefined ? beside : { ...beside, 'requirements.txt': `${pins.join('\n')}\n` };
}

/** `base` is a working file: with `bad` over it the check fires, with `good` over it it does not. */
function addExamples(check, family, places, fixes, where, report) {
  const { file = 'train.yaml', base = {}, frame } = check.example;
  const module = check.of[0].slice(0, check.of[0].indexOf('/'));
  const text = (settings) => exampleText(file, settings, frame, module);
  if (!check.bad || (!check.good && fixes.length === 0)) { report(where, 'no example (bad, and good or a fix)'); return; }
  const bad = merged(base, check.bad);
  const place = places.find((name) => at(bad, name) !== undefined && at(bad, name) !== null) ?? places[0];
  const [fix] = fixes;
  const parent = place.includes('.') ? place.slice(0, place.lastIndexOf('.') + 1) : '';
  const fixed = fix && (fix.kind === 'remove' ? changed(bad, fix.name, undefined) : fix.kind === 'set' ? changed(bad, fix.name, fix.value) : changed(bad, fix.name, fix.value, fix.name.startsWith(parent) && !fix.name.slice(parent.length).includes('.') ? place : undefined));
  family.examples.push({
    file, text: text(bad), findings: [{ at: entryText(file, place.slice(place.lastIndexOf('.') + 1), at(bad, place)), message: check.code, ...(check.severity ? { severity: check.severity } : {}) }],
    ...(fixed ? { fixed: text(fixed) } : {}), ...(check.beside ? { with: check.beside } : {}), check: check.code, source: check.source,
  });
  family.silent.push({ file, text: text(check.good ? merged(base, check.good) : fixed), check: check.code, ...(check.beside ? { with: check.beside } : {}) });
}

/** A parameter that only this class and its heirs have: where it can stand, the check may look. */
function markOf(owner, catalog) {
  const [library, name] = [owner.slice(0, owner.indexOf('/')), owner.slice(owner.indexOf('/') + 1)];
  const own = Object.keys(catalog.libraries[library]?.classes[name]?.parameters ?? {});
  return own.length > 0 ? [`${owner}${owner.endsWith('/') ? '' : '.'}${own[0]}`] : [];
}

function sentence(text, then, gap = ' ') {
  return then ? `${text}${gap}${then}` : text;
}

/** The catalog ids of a name in each of the classes that has it; sections are followed. */
function idsOf(name, owners, catalog) {
  return owners.flatMap((owner) => {
    const parts = name.split('.');
    let holder = owner;
    for (const [index, part] of parts.entries()) {
      const found = catalog.find(holder.endsWith('/') ? `${holder}${part}` : `${holder}.${part}`);
      if (!found) return [];
      const id = found.id;
      if (index === parts.length - 1) return [id];
      const { type } = found.forms.at(-1);
      const section = /class:([\w.-]+)/.exec(type)?.[1];
      // What stands in a free dictionary has no parameter: its place is named from the one that holds it.
      if (!section) return /\b(dict|any)\b/.test(type) ? [`${id}#${parts.slice(index + 1).join('.')}`] : [];
      holder = `${id.slice(0, id.indexOf('/'))}/${section}`;
    }
    return [];
  });
}

/** `remove x`, `set x = value`, `add x = value`; values are JSON, or a bare word. */
function readFix(text, where, report) {
  const match = /^(remove|set|add) ([\w.]+)(?: = (.+))?$/.exec(text);
  if (!match || (match[1] !== 'remove') !== (match[3] !== undefined)) { report(where, `fix "${text}"`); return undefined; }
  let value;
  if (match[3] !== undefined) try { value = JSON.parse(match[3]); } catch { value = match[3]; }
  return { kind: match[1], name: match[2], ...(value === undefined ? {} : { value }) };
}

/** Parameter → the kinds of values its library refuses, of every parameter that was tried. */
export function compileRefusedKinds() {
  return Object.assign({}, ...list('refused-kinds', '.json').map((name) => readJson('refused-kinds', name)).map(({ accepted, refused }) => ({ ...Object.fromEntries(accepted.map((id) => [id, []])), ...refused })));
}
