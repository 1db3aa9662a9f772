import type { Command, CommandArgument } from 'unbash';
import { span } from '../text/span.js';
import { flagOf, isBrokenContinuation, treeWord, valueOf } from './shell-words.js';
import type { CommandRoot, Entry, List, Mapping, Scalar, Unread, Value, Word } from './tree.js';

/** Modules that launch another script: `python -m torch.distributed.run train.py`. */
const LAUNCHER_MODULES = new Set(['torch.distributed.launch', 'torch.distributed.run', 'accelerate.commands.launch', 'deepspeed.launcher.runner']);
const PROGRAMS_WITH_MODULES = /(^|\/)(python[\d.]*|torchrun|accelerate|deepspeed)$/;

/** A command and the fragments that a broken continuation cut off it, in order. */
export interface CommandParts { readonly command: Command; readonly lost: readonly Command[] }

interface Draft { readonly launcher: Entry[]; readonly value: Entry[]; readonly positionals: Word[]; script: Word | undefined; pendingModule: boolean; expectsModule: boolean }

/** The tree's form of one simple command with everything that was meant to belong to it. */
export function readCommand({ command, lost }: CommandParts, text: string): CommandRoot {
  const words = argumentsOf(command);
  const draft: Draft = { launcher: [], value: [], positionals: [], script: undefined, pendingModule: false, expectsModule: words.some((word) => PROGRAMS_WITH_MODULES.test(word.text)) };
  readWords(words, false, text, draft);
  for (const fragment of lost) readWords(argumentsOf(fragment), true, text, draft);
  const end = Math.max(lost.at(-1)?.end ?? 0, command.end);
  const start = command.name?.pos ?? command.pos;
  const own = span(start, trimmedEnd(text, start, end));
  // Without a script there is no telling where the launcher's flags end: they are all the program's own.
  const split = draft.script !== undefined;
  return {
    kind: 'command',
    span: own,
    words: words.map(treeWord),
    environment: command.prefix.flatMap((item) => (item.type === 'Assignment' && item.value.type === 'Word' ? [assignmentEntry(item.name, item.pos, item.value, text)] : [])),
    launcher: mapping(split ? draft.launcher : [], own.start),
    ...(draft.script ? { script: draft.script } : {}),
    positionals: split ? draft.positionals : [],
    value: mapping(split ? draft.value : [...draft.launcher, ...draft.value], own.start),
  };
}

/** Name and arguments of a command. */
export function argumentsOf(command: Command): readonly CommandArgument[] {
  return command.name ? [command.name, ...command.args] : command.args;
}

function readWords(words: readonly CommandArgument[], lost: boolean, text: string, draft: Draft): void {
  let open: { readonly entry: Omit<Entry, 'value' | 'span' | 'path'>; readonly start: number; readonly end: number; readonly values: (Scalar | Unread)[] } | undefined;
  const finish = (): void => {
    if (!open) return;
    const value = joined(open.values, open.end);
    const entry: Entry = { ...open.entry, path: [open.entry.key], span: span(open.start, Math.max(open.end, value.span.end)), value, ...(lost ? { lost } : {}) };
    (draft.script ? draft.value : draft.launcher).push(entry);
    open = undefined;
  };
  for (const [index, word] of words.entries()) {
    // `\ # words` are what a comment became: neither values nor arguments anybody meant.
    if (isBrokenContinuation(word)) break;
    const flag = flagOf(word);
    if (flag) {
      finish();
      if (flag.name === 'm' && !draft.script && draft.expectsModule) { draft.pendingModule = true; continue; }
      open = { entry: { key: flag.name, keySpan: flag.nameSpan, ...(flag.valueStart === undefined ? {} : { equals: true }) }, start: word.pos, end: word.end, values: [] };
      if (flag.valueStart !== undefined) {
        open.values.push(valueOf(word, flag.valueStart, text));
        finish();
      }
      continue;
    }
    const isScript = !draft.script && index > 0 && (draft.pendingModule || /\.py$/.test(treeWord(word).text ?? word.text));
    if (isScript) {
      finish();
      const launched = !(draft.pendingModule && LAUNCHER_MODULES.has(word.text));
      draft.pendingModule = false;
      if (launched) draft.script = treeWord(word);
    } else if (open) open.values.push(valueOf(word, word.pos, text));
    else if (draft.script) draft.positionals.push(treeWord(word));
  }
  finish();
}

function joined(values: readonly (Scalar | Unread)[], end: number): Value {
  if (values.length === 0) return { kind: 'missing', span: span(end, end) };
  if (values.length === 1) return values[0]!;
  const list: List = { kind: 'list', span: span(values[0]!.span.start, values.at(-1)!.span.end), items: values };
  return list;
}

function mapping(entries: readonly Entry[], start: number): Mapping {
  const first = entries[0];
  return { kind: 'mapping', span: first ? span(first.span.start, entries.at(-1)!.span.end) : span(start, start), entries };
}

function assignmentEntry(name: string, pos: number, word: CommandArgument, text: string): Entry {
  return { key: name, keySpan: span(pos, pos + name.length), span: span(pos, word.end), path: [name], value: valueOf(word, word.pos, text) };
}

/** A command that ends in an escaped blank should not cover the blank. */
function trimmedEnd(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && /[\s\\]/.test(text[last - 1]!)) last--;
  return last;
}
