import type { Knowledge } from '../../knowledge/knowledge.js';
import type { Edit } from '../../text/edit.js';
import { span } from '../../text/span.js';
import { readOutline } from '../../syntax/python-outline.js';
import type { Snapshot } from '../../workspace/snapshot.js';
import type { Workspace } from '../../workspace/workspace.js';
import type { FlagHere } from './flags.js';
import { nameSpan, usesOf } from './flags.js';

/** What a rename changes, by file. */
export type Renaming = ReadonlyMap<Snapshot, readonly Edit[]>;

/**
 * Renames a flag where it is declared, on every launch line that gives it, and where the script reads it from its parsed arguments
 * (`args.lora_rank`). Launch lines keep their dashes or underscores; an abbreviation becomes the whole new name.
 */
export async function renameFlag(here: FlagHere, to: string, workspace: Workspace, knowledge: Knowledge): Promise<Renaming | 'library' | 'not-a-name' | 'taken'> {
  const { flag, parser } = here;
  if (!flag.where) return 'library';
  const name = to.replace(/^--?/, '');
  if (!/^[A-Za-z][\w-]*$/.test(name) || (parser.kind !== 'argparse' && parser.kind !== 'click' && name.includes('-'))) return 'not-a-name';
  if (parser.lookup(name)?.how === 'exact' && name !== flag.name) return 'taken';
  const edits = new Map<Snapshot, Edit[]>();
  const add = (file: Snapshot, edit: Edit): void => {
    const known = edits.get(file);
    if (!known) edits.set(file, [edit]);
    else if (!known.some((other) => other.span.start === edit.span.start)) known.push(edit);
  };
  add(flag.where.file, { span: nameSpan(flag, flag.where.file), text: name });
  for (const use of await usesOf(here, workspace, knowledge)) {
    const negative = flag.negative.includes(use.spelled) ? (use.spelled.startsWith('no-') ? 'no-' : 'no_') : '';
    const dashed = use.spelled.slice(negative.length).includes('-') && !flag.name.includes('-');
    add(use.file, { span: use.span, text: negative + (dashed ? name.replaceAll('_', '-') : name) });
  }
  const [old, now] = [flag.name.replaceAll('-', '_'), name.replaceAll('-', '_')];
  if (old !== now) for (const file of new Set([...parser.files, parser.script])) for (const edit of readsOf(file, old, now)) add(file, edit);
  return edits;
}

/** `args.name`, where `args` is what a parser gave, or is called like it. */
function readsOf(file: Snapshot, old: string, now: string): readonly Edit[] {
  if (!file.text.includes(`.${old}`)) return [];
  const given = new Set(readOutline(file.text).calls.filter((call) => /parse_(known_)?args|parse_args_into_dataclasses/.test(call.callee)).flatMap((call) => call.targets));
  return [...file.text.matchAll(new RegExp(`\\b([A-Za-z_]\\w*)\\.${old}\\b(?!\\s*\\()`, 'g'))].filter((match) => given.has(match[1]!) || /(^|_)(args?|opts?|arguments)$/.test(match[1]!)).map((match) => {
    const start = match.index + match[1]!.length + 1;
    return { span: span(start, start + old.length), text: now };
  });
}
