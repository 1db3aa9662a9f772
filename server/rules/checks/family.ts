import type { Check, CheckFix, Literal } from '../../knowledge/types.js';
import type { Run } from '../../run/run.js';
import type { Binding, BoundBlock } from '../../settings/bind.js';
import type { Span } from '../../text/span.js';
import { bindingsOf } from '../bindings.js';
import type { Finding, Fix, Related, Rule } from '../rule.js';
import { evaluate, isTrue } from './condition.js';
import { addEntry, removeEntry, setEntry, written } from './entry-edits.js';
import type { BindingsById } from './facts.js';
import { bindingOf, byId, factsOf, holder, isForReleases, isSure } from './facts.js';

/** A rule whose cases are data: each entry of knowledge/checks that names it is one code, one condition, one message. */
export function family(name: string): Rule {
  return {
    name,
    *check(run) {
      const places = placesOf(run.knowledge.checks(name));
      for (const [block, bindings] of blocks(run)) {
        for (const check of standing(places, bindings)) yield* findings(check, run, block, bindings);
      }
    },
  };
}

/** The checks of a family by the parameters at which they can stand: of a thousand only a few dozen concern one file. */
function placesOf(checks: readonly Check[]): ReadonlyMap<string, readonly Check[]> {
  let result = places.get(checks);
  if (!result) {
    const made = new Map<string, Check[]>();
    for (const check of checks) {
      for (const id of new Set(check.at.flatMap((name) => check.ids[name]!.map(holder)))) {
        const list = made.get(id);
        if (list) list.push(check);
        else made.set(id, [check]);
      }
    }
    places.set(checks, result = made);
  }
  return result;
}

const places = new WeakMap<readonly Check[], ReadonlyMap<string, readonly Check[]>>();

function standing(byPlace: ReadonlyMap<string, readonly Check[]>, bindings: BindingsById): ReadonlySet<Check> {
  const result = new Set<Check>();
  for (const id of bindings.keys()) for (const check of byPlace.get(id) ?? []) result.add(check);
  return result;
}

/** The bindings of every block, found once for all families. */
function blocks(run: Run): ReadonlyMap<BoundBlock, BindingsById> {
  let result = known.get(run);
  if (!result) {
    const grouped = new Map<BoundBlock, Binding[]>();
    for (const { block, binding } of bindingsOf(run)) {
      const of = grouped.get(block);
      if (of) of.push(binding);
      else grouped.set(block, [binding]);
    }
    known.set(run, result = new Map([...grouped].map(([block, bindings]) => [block, byId(bindings)])));
  }
  return result;
}

const known = new WeakMap<Run, ReadonlyMap<BoundBlock, BindingsById>>();

function* findings(check: Check, run: Run, block: BoundBlock, bindings: BindingsById): Generator<Finding> {
  const place = check.at.map((name) => bindingOf(check, name, bindings)).find((binding) => binding !== undefined);
  if (!place || !mayLook(check, run, block) || !isForReleases(check, run)) return;
  const facts = factsOf(check, run, block, bindings);
  const holds = evaluate(check.when, facts);
  if (holds === undefined || !isTrue(holds)) return;
  const values = { ...Object.fromEntries(check.names.map((name, index) => [name.replaceAll('.', '_'), shown(facts.value(index), block)])), it: place.entry.key, gpu: run.gpu(block)?.name ?? '' };
  const others = check.names.slice(0, check.used).flatMap((_name, index) => bindingOf(check, index, bindings) ?? []).filter((binding) => binding !== place);
  yield {
    span: placeOf(place), check: check.code, message: { id: check.code, values },
    ...severityOf(check, run), ...(check.tag ? { tag: check.tag } : {}),
    related: [...[...new Set(others)].map((binding): Related => ({ span: placeOf(binding), message: { id: 'with', values: { key: binding.entry.key } } })), ...askedFor(check, run, block)],
    fixes: check.fixes.flatMap((fix) => fixOf(fix, check, run, block, place, bindings) ?? []),
  };
}

/** A check's own severity; an error that only some releases make is a warning while the installed one is not known. */
function severityOf(check: Check, run: Run): Pick<Finding, 'severity'> {
  const severity = check.severity ?? run.knowledge.rule(check.rule)?.severity;
  return severity === 'error' && !isSure(check, run) ? { severity: 'warning' } : check.severity ? { severity: check.severity } : {};
}

/** Where the launch asks for the GPU that a check is about. */
function askedFor(check: Check, run: Run, block: BoundBlock): readonly Related[] {
  const place = JSON.stringify(check.when).includes('"capability"') ? run.gpu(block)?.place : undefined;
  return place ? [{ span: place.span, uri: place.file.uri, text: place.file.text, message: { id: 'gpu' } }] : [];
}

/** Whether a block is read by one of the classes that a check is about, or by an heir of it. */
function mayLook(check: Check, { knowledge }: Run, { block, schema }: BoundBlock): boolean {
  if (check.dialects && !check.dialects.includes(block.dialect)) return false;
  return check.marks.some((mark) => {
    const name = mark.slice(Math.max(mark.lastIndexOf('.'), mark.indexOf('/')) + 1);
    return schema.owners.some((owner) => {
      const found = knowledge.parameter(owner, name);
      return found !== undefined && (found.id === mark || found.inheritedIds.includes(mark));
    });
  });
}

/** The entry, or its key where the value is a whole section. */
function placeOf({ entry }: Binding): Span {
  return entry.value.kind === 'mapping' || entry.value.kind === 'list' ? entry.keySpan : entry.span;
}

function shown(value: Literal | undefined, block: BoundBlock): string {
  return value === undefined ? '?' : typeof value === 'string' ? value : written(block, value);
}

function fixOf(fix: CheckFix, check: Check, run: Run, block: BoundBlock, place: Binding, bindings: BindingsById): Fix | undefined {
  const known = check.names.indexOf(fix.name);
  const binding = known < 0 ? undefined : bindingOf(check, known, bindings);
  const key = fix.name.slice(fix.name.lastIndexOf('.') + 1);
  const value = fix.value ?? null;
  if (fix.kind === 'remove') return binding && { title: { id: 'remove', values: { key: binding.entry.key } }, safe: false, edits: [removeEntry(run, block, binding.entry)] };
  if (binding) return { title: { id: 'set', values: { key: binding.entry.key, value: shown(value, block) } }, safe: false, edits: [setEntry(block, binding.entry, value)] };
  // A new key goes where its neighbour stands.
  const parent = fix.name.slice(0, fix.name.lastIndexOf('.') + 1);
  const at = check.names[check.at[0]!]!;
  if (parent !== at.slice(0, at.lastIndexOf('.') + 1)) return undefined;
  const edit = addEntry(run, block, place.within, place.entry, key, value);
  return edit && { title: { id: 'add', values: { key, value: shown(value, block) } }, safe: false, edits: [edit] };
}
