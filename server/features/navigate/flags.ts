import type { Knowledge } from '../../knowledge/knowledge.js';
import type { Launch } from '../../run/launches.js';
import { launchesOf } from '../../run/launches.js';
import type { Run } from '../../run/run.js';
import type { DeclaredFlag, DeclaredParser } from '../../schemas/declared/declared.js';
import { readParser } from '../../schemas/declared/read.js';
import type { Span } from '../../text/span.js';
import { touches } from '../../text/span.js';
import type { Snapshot } from '../../workspace/snapshot.js';
import type { Workspace } from '../../workspace/workspace.js';
import { targetAt } from '../query.js';

/** A place in some file. */
export interface Location { readonly file: Snapshot; readonly span: Span }

/** A flag at the cursor: on a launch line, or where it is declared. */
export interface FlagHere { readonly flag: DeclaredFlag; readonly parser: DeclaredParser; readonly span: Span }

/** The flag at an offset of a launch line or of a Python file. */
export async function flagAt(run: Run, offset: number, workspace: Workspace, knowledge: Knowledge): Promise<FlagHere | undefined> {
  const { subject } = run;
  // In a notebook cell a launch line stands beside Python.
  if (subject.syntax !== 'python' || targetAt(run, offset)?.block.block.root.kind === 'command') {
    const target = targetAt(run, offset);
    const parser = target?.block.schema.declared;
    const found = target?.binding.declared;
    return target?.at === 'key' && parser && found ? { flag: found.flag, parser, span: target.binding.entry.keySpan } : undefined;
  }
  const at = (parser: DeclaredParser | undefined): FlagHere | undefined => {
    const flag = parser?.flags.find(({ where }) => where?.file.uri === subject.uri && touches(where.span, offset));
    return parser && flag?.where ? { flag, parser, span: nameSpan(flag, subject) } : undefined;
  };
  const own = at(await readParser(subject, workspace, knowledge));
  if (own) return own;
  // Declared in a module of the script that is launched.
  for (const launch of await launchesOf(subject, workspace, knowledge)) { const found = at(launch.parser); if (found) return found; }
  return undefined;
}

/** The characters of a declaration that are the name: without quotes and dashes. */
export function nameSpan(flag: DeclaredFlag, file: Snapshot): Span {
  const { span } = flag.where!;
  const text = file.text.slice(span.start, span.end);
  const at = text.indexOf(flag.name);
  return at < 0 ? span : { start: span.start + at, end: span.start + at + flag.name.length };
}

/** Where a flag is used: every launch line of the workspace that gives it, under any spelling. */
export async function usesOf({ flag, parser }: FlagHere, workspace: Workspace, knowledge: Knowledge): Promise<readonly (Location & { readonly spelled: string })[]> {
  const home = flag.where?.file ?? parser.script;
  const launches = await launchesOf(home, workspace, knowledge);
  const uses = launches.flatMap(({ file, command, parser: reader }) => command.value.entries.flatMap((entry) => {
    const found = reader.lookup(entry.key)?.flag;
    return found && sameFlag(found, flag) ? [{ file, span: entry.keySpan, spelled: entry.key }] : [];
  }));
  const seen = new Set<string>();
  return uses.filter(({ file, span }) => { const key = `${file.uri} ${span.start}`; return seen.has(key) ? false : seen.add(key); });
}

function sameFlag(a: DeclaredFlag, b: DeclaredFlag): boolean {
  return a.name === b.name && a.where?.file.uri === b.where?.file.uri && a.where?.span.start === b.where?.span.start;
}

export type { Launch };
