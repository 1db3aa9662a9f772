import { compareReleases } from '../knowledge/releases.js';
import type { Parameter } from '../knowledge/catalog.js';
import { writeLiteral } from '../knowledge/literals.js';
import type { Literal, Severity } from '../knowledge/types.js';
import type { Run } from '../run/run.js';
import type { Binding, BoundBlock } from '../settings/bind.js';
import { bindingsOf } from './bindings.js';
import type { Fix, Rule } from './rule.js';

/** What becomes of a key that the installed release does not have: argument classes and flags refuse it, some sections ignore it. */
function fate(run: Run, { block }: BoundBlock, { schema }: Binding): 'refused' | 'ignored' | 'kept' {
  // A saved adapter with a key that PEFT does not know: refused before 0.14.0, since then dropped with a warning (peft/config.py from_peft_type).
  const peft = run.knowledge.versions.peft?.exact;
  if (block.dialect === 'peft' && block.loader === 'json') return peft !== undefined && compareReleases(peft, '0.14.0') < 0 ? 'refused' : 'ignored';
  if (schema.unknownKeys === 'refused' || block.root.kind === 'call') return 'refused';
  if (schema.unknownKeys === 'open') return block.root.kind === 'command' ? 'refused' : 'ignored';
  return schema.unknownKeys;
}

/** A file that a run of a known release would trip over: an error where it is refused, a warning where it is ignored. */
function severityOf(run: Run, block: BoundBlock, binding: Binding): Severity {
  // A script may declare a name of its own that its library has dropped.
  return fate(run, block, binding) === 'refused' && binding.schema.unknownKeys !== 'open' ? 'error' : 'warning';
}

/** Every entry whose parameter the catalog knows, with what is known of its library's release. */
function* known(run: Run): Generator<{ readonly block: BoundBlock; readonly binding: Binding; readonly parameter: Parameter }> {
  for (const { block, binding } of bindingsOf(run)) {
    // A model's configuration keeps the keys of whichever release wrote it, and nothing breaks.
    if (!binding.parameter || block.block.dialect === 'model' || block.block.dialect === 'generation') continue;
    // A class that came later, or went, is not imported at all: nothing is to be said of each of its keys.
    if (run.knowledge.section(binding.schema.owners[0] ?? '')?.here === false) continue;
    if (binding.schema.unknownKeys !== 'kept') yield { block, binding, parameter: binding.parameter };
  }
}

function valuesOf(run: Run, binding: Binding, parameter: Parameter): Readonly<Record<string, string>> {
  const version = run.knowledge.versions[parameter.library];
  return { key: binding.entry.key, library: parameter.library, version: version?.text ?? '', from: version?.from ?? '', since: parameter.since ?? '', until: parameter.until ?? '' };
}

/** Renames a key, and says its value in the new one's words where those differ. */
function rename(run: Run, binding: Binding, parameter: Parameter, name: string, target: Parameter | undefined): readonly Fix[] {
  if (name.includes('.') || binding.within.entries.some((other) => other.key.replaceAll('-', '_') === name)) return [];
  const key = { span: binding.entry.keySpan, text: name };
  const words = parameter.form.renamedValues ?? turnedRound(target?.form.renamedValues);
  if (!words) return [{ title: { id: 'rename', values: { name } }, safe: target !== undefined && sameMeaning(parameter, target), edits: [key] }];
  const { read, entry } = binding;
  const said = read.known ? words[JSON.stringify(read.literal)] : undefined;
  if (said === undefined || entry.value.kind !== 'scalar') return [];
  return [{ title: { id: 'rename', values: { name } }, safe: true, edits: [key, { span: entry.value.span, text: written(said, run.subject.syntax) }] }];
}

/** The way back: what the newer key's value was in the older one's words. */
function turnedRound(words: Readonly<Record<string, Literal>> | undefined): Readonly<Record<string, Literal>> | undefined {
  return words && Object.fromEntries(Object.entries(words).map(([old, said]) => [JSON.stringify(said), JSON.parse(old) as Literal]));
}

/** A value as the file's syntax writes it. */
function written(value: Literal, syntax: Run['subject']['syntax']): string {
  return syntax === 'json' || syntax === 'python' ? writeLiteral(value, syntax) : String(value);
}

/** The parameter of a name where an entry stands. */
function sibling(binding: Binding, name: string): Parameter | undefined {
  return binding.schema.lookup(name);
}

/** A key whose name has moved, where the installed release is known to have the new name only: this is what the run fails on. */
export const renamedKey: Rule = {
  name: 'renamed-key',
  *check(run) {
    for (const { block, binding, parameter } of known(run)) {
      if (parameter.form.renamedTo === undefined || parameter.here) continue;
      const { name, target } = presentName(binding, parameter.form.renamedTo);
      if (target && !target.here) continue;
      yield {
        span: binding.entry.keySpan, tag: 'deprecated',
        message: { id: fate(run, block, binding) === 'refused' ? 'refused' : 'ignored', values: { ...valuesOf(run, binding, parameter), name } },
        severity: severityOf(run, block, binding),
        fixes: rename(run, binding, parameter, name, target),
      };
    }
  },
};

/** Where a name leads that may have moved more than once. */
function presentName(binding: Binding, name: string): { readonly name: string; readonly target: Parameter | undefined } {
  let current = { name, target: sibling(binding, name) };
  for (let step = 0; step < 4; step++) {
    const { target } = current;
    const next = target?.form.renamedTo;
    if (next === undefined || target?.here === true) break;
    current = { name: next, target: sibling(binding, next) };
  }
  return current;
}

/** The value may be carried over when the new key takes the same kind of value. */
function sameMeaning(old: Parameter, target: Parameter): boolean {
  const kinds = (parameter: Parameter): readonly string[] => parameter.form.type.split(' | ').filter((atom) => atom !== 'none' && atom !== 'any');
  const wanted = kinds(target);
  return kinds(old).length > 0 && kinds(old).every((kind) => wanted.includes(kind) || (kind === 'int' && wanted.includes('float')));
}

/** A key that the installed release does not have any more, and that no other name took over; what to do instead is said when it is known. */
export const removedKey: Rule = {
  name: 'removed-key',
  *check(run) {
    for (const { block, binding, parameter } of known(run)) {
      if (parameter.here || parameter.form.renamedTo !== undefined || isTooNew(run, parameter)) continue;
      const { instead, refused } = parameter.history.at(-1)!;
      const id = `${refused || fate(run, block, binding) === 'refused' ? 'refused' : 'ignored'}${instead ? '-instead' : ''}`;
      yield {
        span: binding.entry.keySpan, tag: 'deprecated', message: { id, values: { ...valuesOf(run, binding, parameter), ...(instead ? { instead } : {}) } },
        severity: refused ? 'error' : severityOf(run, block, binding), fixes: [],
      };
    }
  },
};

/** A key that came with a later release than the installed one. */
export const keyNotInVersion: Rule = {
  name: 'key-not-in-version',
  *check(run) {
    for (const { block, binding, parameter } of known(run)) {
      if (parameter.here || !isTooNew(run, parameter)) continue;
      const old = parameter.formerNames.map((name) => sibling(binding, name)).find((candidate) => candidate?.here);
      yield {
        span: binding.entry.keySpan,
        message: { id: `${fate(run, block, binding) === 'refused' ? 'refused' : 'ignored'}${old ? '-former' : ''}`, values: { ...valuesOf(run, binding, parameter), ...(old ? { name: old.name } : {}) } },
        severity: severityOf(run, block, binding), fixes: old ? rename(run, binding, parameter, old.name, old) : [],
      };
    }
  },
};

/** Whether every release that may be installed is older than the first that has the parameter. */
function isTooNew(run: Run, parameter: Parameter): boolean {
  const version = run.knowledge.versions[parameter.library];
  const { since } = parameter;
  if (!version || since === undefined || parameter.here) return false;
  const releases = run.knowledge.releases(parameter.library);
  return version.exact !== undefined ? compareReleases(version.exact, since) < 0 : !releases.some((release) => compareReleases(release, since) >= 0 && version.admits(release));
}

/** A key that still works and says that it will go. */
export const deprecatedArgument: Rule = {
  name: 'deprecated-argument',
  *check(run) {
    for (const { block, binding, parameter } of known(run)) {
      const named = parameter.form.deprecated;
      if (!named || !parameter.here || block.block.dialect === 'deepspeed') continue;
      // While the release is not known, the name may be the only one it has.
      if (!parameter.forms.every((form) => form.deprecated)) continue;
      const name = typeof named === 'string' && named !== binding.entry.key ? named : undefined;
      const target = name === undefined ? undefined : sibling(binding, name);
      yield {
        span: binding.entry.keySpan, tag: 'deprecated', message: { id: name === undefined ? 'deprecated' : 'renamed', values: { ...valuesOf(run, binding, parameter), ...(name === undefined ? {} : { name }) } },
        fixes: name !== undefined && target?.here ? rename(run, binding, parameter, name, target) : [],
      };
    }
  },
};
