import { candidates } from '../../knowledge/releases.js';
import type { Check, Literal } from '../../knowledge/types.js';
import type { Parameter } from '../../knowledge/catalog.js';
import type { Run } from '../../run/run.js';
import type { Binding, BoundBlock } from '../../settings/bind.js';
import { numberOf, quantity } from '../../settings/quantities.js';
import { nameOf } from '../../workspace/files.js';
import type { Read } from '../../settings/literal.js';
import { readValue } from '../../settings/literal.js';
import type { Facts } from './condition.js';

/** A block's bindings by the ids of their parameters; of a key given twice the last one counts, as loaders do. */
export type BindingsById = ReadonlyMap<string, Binding>;

/** @param bindings those that count: neither lost nor a script's own */
export function byId(bindings: Iterable<Binding>): BindingsById {
  const result = new Map<string, Binding>();
  for (const binding of bindings) {
    if (!binding.parameter) continue;
    for (const id of [binding.parameter.id, ...binding.parameter.inheritedIds]) result.set(id, binding);
  }
  return result;
}

/** The binding that gives a check's name, if the file does. */
export function bindingOf(check: Check, name: number, bindings: BindingsById): Binding | undefined {
  for (const id of check.ids[name] ?? []) {
    const found = bindings.get(holder(id));
    if (found) return found;
  }
  return undefined;
}

/** The parameter of `…gradient_checkpointing_kwargs#use_reentrant` is the dictionary. */
export function holder(id: string): string {
  const mark = id.indexOf('#');
  return mark < 0 ? id : id.slice(0, mark);
}

/** The value at a path inside a free dictionary; the dictionary may come through a variable. */
function inside({ entry, read }: Binding, id: string, { block }: BoundBlock): Read {
  const path = id.slice(id.indexOf('#') + 1).split('.');
  let { value } = entry;
  for (const key of path) {
    if (value.kind !== 'mapping') return value === entry.value && read.known && read.literal === null ? { known: true, literal: null } : { known: false, why: 'expression' };
    const next = value.entries.findLast((candidate) => candidate.key === key);
    if (!next) return { known: true, literal: null };
    value = next.value;
  }
  return readValue(value, block.loader);
}

/** What a check's names stand for in one block. */
export function factsOf(check: Check, run: Run, block: BoundBlock, bindings: BindingsById): Facts {
  return {
    value: (name) => {
      const binding = bindingOf(check, name, bindings);
      return binding ? valueOf(binding, readOf(binding, check, name, block), block) : defaultOf(check, name, run, block);
    },
    given: (name) => {
      const binding = bindingOf(check, name, bindings);
      if (!binding) return isOpen(block) ? undefined : false;
      const read = readOf(binding, check, name, block);
      if (!read.known) return read.why === 'section' || binding.entry.value.kind === 'list' ? true : undefined;
      return read.literal !== null;
    },
    written: (name) => (bindingOf(check, name, bindings) ? true : isOpen(block) ? undefined : false),
    around: (what) => around(what, run, block),
  };
}

function readOf(binding: Binding, check: Check, name: number, block: BoundBlock): Read {
  const id = check.ids[name]!.find((each) => each.includes('#'));
  return id === undefined ? binding.read : inside(binding, id, block);
}

function valueOf({ entry }: Binding, read: Read, { block }: BoundBlock): Literal | undefined {
  // Of a list of sections only its length is asked for.
  if (!read.known && entry.value.kind === 'list') return entry.value.items.map(() => true);
  if (!read.known) return read.why === 'section' && entry.value.kind === 'mapping' ? Object.fromEntries(entry.value.entries.map(({ key }) => [key, true])) : undefined;
  // What fills DeepSpeed's `auto` in is another file's business; elsewhere it is a value like others.
  return read.literal === 'auto' && (block.dialect === 'deepspeed' || block.dialect === 'accelerate') ? undefined : read.literal;
}

/** A block that may hold more than is seen: `**kwargs`, an unknown variable among the flags. */
function isOpen({ block }: BoundBlock): boolean {
  return 'open' in block.root && block.root.open;
}

/**
 * The value of a name that the file does not give. A script may have given the library's argument a default of its own: where its
 * parser is out of sight only "nothing" is taken for the default.
 */
function defaultOf(check: Check, name: number, run: Run, block: BoundBlock): Literal | undefined {
  if (isOpen(block)) return undefined;
  const { block: { loader, open }, schema } = block;
  const path = check.names[name]!;
  const id = check.ids[name]![0]!;
  if (id.includes('#')) return null;
  const parameter = path.includes('.') ? run.knowledge.parameterById(id) : schema.lookup(path) ?? run.knowledge.parameterById(id);
  const own = ownDefault(schema, path);
  if (own !== undefined) return own.value;
  const value = parameter && literalDefault(parameter);
  const script = loader === 'argv' && open && !schema.declared?.closed;
  return script && value !== undefined && value !== null && value !== false ? undefined : value;
}

function ownDefault(schema: BoundBlock['schema'], path: string): { readonly value: Literal | undefined } | undefined {
  const flag = schema.declared?.lookup(path)?.flag;
  if (flag?.where === undefined) return undefined;
  const { fallback } = flag;
  if (fallback === undefined || fallback === 'None') return { value: null };
  if (fallback === 'True' || fallback === 'False') return { value: fallback === 'True' };
  const quoted = /^(['"])([^'"\\]*)\1$/.exec(fallback);
  if (quoted) return { value: quoted[2]! };
  if (/^[-+]?(\d[\d_]*\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(fallback)) return { value: Number(fallback.replaceAll('_', '')) };
  return { value: undefined };
}

/** The default that all releases that may be installed agree on; None for what has to be given. */
function literalDefault({ forms, form, here }: Parameter): Literal | undefined {
  if (!here) return undefined;
  if (form.default === undefined) return form.defaultNote === undefined || form.required === true ? null : undefined;
  return forms.every((other) => JSON.stringify(other.default) === JSON.stringify(form.default)) ? form.default : undefined;
}

function around(what: string, run: Run, block: BoundBlock): Literal | undefined {
  const joins = run.joins.filter((join) => join.layers.some((layer) => layer.block === block));
  const agreed = <T extends Literal>(values: readonly (T | undefined)[]): T | undefined => (values.length > 0 && values.every((value) => value === values[0]) ? values[0] : undefined);
  switch (what) {
    case 'zero_stage': return agreed(joins.map((join) => (join.deepspeed ? numberOf(quantity(join.deepspeed.block, 'zero.stage', run.knowledge)) ?? (quantity(join.deepspeed.block, 'zero.stage', run.knowledge).state === 'absent' ? 0 : undefined) : undefined)));
    case 'world': return agreed(joins.map((join) => (join.world.known ? join.world.size : undefined)));
    case 'loader': return block.block.loader;
    case 'file': return nameOf(run.subject.uri);
    case 'capability': return run.gpu(block)?.capability;
    case 'gpu': return run.gpu(block)?.name;
    case 'family': return run.model(block)?.family;
    default: return undefined;
  }
}

/**
 * Whether a check that older releases do not make is sure to be made: their installed release is known. Until then a file that worked in its
 * day may well be one.
 */
export function isSure({ releases = {} }: Check, { knowledge }: Run): boolean {
  return Object.keys(releases).every((library) => candidates(knowledge.releases(library), knowledge.versions[library]) !== undefined);
}

/** Whether a check is about the releases that may be installed; while nothing is known, about the newest ones read. */
export function isForReleases(check: Check, run: Run): boolean {
  return Object.entries(check.releases ?? {}).every(([library, range]) => {
    const [, operator, release] = /^(<|>=)(.+)$/.exec(range)!;
    const all = run.knowledge.releases(library);
    const possible = candidates(all, run.knowledge.versions[library]) ?? all.slice(-1);
    const limit = all.indexOf(release!);
    return possible.every((each) => (operator === '<' ? all.indexOf(each) < limit : all.indexOf(each) >= limit));
  });
}

