import type { Knowledge } from '../knowledge/knowledge.js';
import type { Run } from '../run/run.js';
import type { Binding, BoundBlock } from '../settings/bind.js';
import type { Entry, Mapping } from '../syntax/tree.js';
import { addEntry, removeEntry, written } from './checks/entry-edits.js';
import type { Fix } from './rule.js';

/** Names that stand in many sections or say too little to point anywhere. */
const COMMON: ReadonlySet<string> = new Set(['enabled', 'type', 'params', 'name', 'path', 'device', 'config', 'mode', 'schedule', 'modules']);

/** The sections in which a name is a parameter, as paths from the top of the file; the top itself is ''. */
function homes(owner: string, knowledge: Knowledge): ReadonlyMap<string, readonly string[]> {
  const known = cache.get(knowledge) ?? new Map<string, ReadonlyMap<string, readonly string[]>>();
  cache.set(knowledge, known);
  let found = known.get(owner);
  if (!found) {
    const all = new Map<string, string[]>();
    const visit = (holder: string, path: string, depth: number): void => {
      for (const parameter of knowledge.parameters(holder)) {
        if (!parameter.here) continue;
        all.set(parameter.name, [...all.get(parameter.name) ?? [], path]);
        if (parameter.section !== undefined && !parameter.listed && depth < 2) visit(parameter.section, path === '' ? parameter.name : `${path}.${parameter.name}`, depth + 1);
      }
    };
    visit(owner, '', 0);
    known.set(owner, found = all);
  }
  return found;
}

const cache = new WeakMap<Knowledge, Map<string, ReadonlyMap<string, readonly string[]>>>();

/** The one place where a key would be right, when it stands in another: a section's path, '' for the top of the file. */
export function homeOf({ entry }: Binding, { block }: BoundBlock, knowledge: Knowledge): string | undefined {
  if (COMMON.has(entry.key) || entry.key.length < 4 || block.owners[0] === undefined) return undefined;
  const found = homes(block.owners[0], knowledge).get(entry.key);
  const here = entry.path.slice(0, -1).join('.');
  return found?.length === 1 && found[0] !== here ? found[0] : undefined;
}

/** Takes the entry to its home; a section that is not there yet is made where the key stood. Undefined where the value is no plain one. */
export function moveFix(run: Run, block: BoundBlock, binding: Binding, home: string): Fix | undefined {
  const { entry, read } = binding;
  if (!read.known || block.block.root.kind === 'command') return undefined;
  // As it was written: 1.0 stays 1.0.
  const raw = run.subject.text.slice(entry.value.span.start, entry.value.span.end);
  const title = { id: home === '' ? 'move-up' : 'move', values: { key: entry.key, home } };
  const path = home === '' ? [] : home.split('.');
  const target = sectionAt(block.block.mapping, path);
  const behind = target && lastOf(target, entry);
  if (target && behind) {
    const added = addEntry(run, block, target, behind, entry.key, read.literal);
    const same = added && { ...added, text: added.text.slice(0, -written(block, read.literal).length) + raw };
    return same && { title, safe: false, edits: [removeEntry(run, block, entry), same] };
  }
  // A new section: at the top level, where the key stood.
  if (target || path.length !== 1 || entry.path.length !== 1) return undefined;
  const text = block.block.loader === 'json' || block.block.loader === 'hjson' ? `"${home}": { "${entry.key}": ${raw} }` : `${home}:\n  ${entry.key}: ${raw}`;
  return { title, safe: false, edits: [{ span: entry.span, text }] };
}

function sectionAt(mapping: Mapping, path: readonly string[]): Mapping | undefined {
  let at: Mapping | undefined = mapping;
  for (const key of path) {
    const value: Entry['value'] | undefined = at?.entries.find((entry) => entry.key === key)?.value;
    at = value?.kind === 'mapping' ? value : undefined;
  }
  return at;
}

/** The last entry of a section that is not the one to be moved, nor the section that it stands in. */
function lastOf({ entries }: Mapping, moved: Entry): Entry | undefined {
  return entries.findLast((entry) => entry !== moved && !entry.merged);
}
