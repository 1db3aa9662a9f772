import type { Command, CommandArgument } from 'unbash';
import { span } from '../../text/span.js';
import type { CommandRoot, Entry, List, Mapping, Scalar, Starter, Unread, Value, Word } from '../tree.js';
import type { Scope } from './expand.js';
import { expandWord } from './expand.js';
import type { Argument } from './pieces.js';
import { isKnown, textOf } from './pieces.js';
import { LAUNCHER_MODULES, nameOfProgram, NEVER_LAUNCH, programIndex, SCRIPT_PROGRAM, SWITCHES, TOOL_PROGRAM } from './programs.js';
import { flagOf, isBrokenContinuation, pairOf, treeWord, valueOf } from './words.js';

/** A command and the fragments that a broken continuation cut off it, in order. */
export interface CommandParts { readonly command: Command; readonly lost: readonly Command[] }

interface Draft {
  readonly launcher: Entry[];
  readonly value: Entry[];
  readonly positionals: Word[];
  script: Word | undefined;
  /** `-m` was seen: the next word is a module. */
  module: boolean;
  /** Whose flags stand before the script: a key of SWITCHES. */
  starter: Starter | undefined;
  readonly tool: boolean;
  /** A command that starts nothing. */
  readonly never: boolean;
}

/** The tree's form of one simple command with everything that was meant to belong to it. */
export function readCommand({ command, lost }: CommandParts, scope: Scope): CommandRoot {
  const { source } = scope;
  const words = expanded(command, scope);
  const texts = words.map((word) => (isKnown(word) ? textOf(word) : undefined));
  const program = programIndex(texts);
  const name = nameOfProgram(texts[program] ?? '');
  const unnamed = texts[program] === undefined && texts[program + 1] === '-m';
  const draft: Draft = { launcher: [], value: [], positionals: [], script: undefined, module: false, starter: SCRIPT_PROGRAM.test(name) ? starterOf(name) : unnamed ? 'python' : undefined, tool: TOOL_PROGRAM.test(name), never: NEVER_LAUNCH.has(name) };
  readWords(words.slice(program), false, source, draft);
  for (const fragment of lost) readWords(expanded(fragment, scope), true, source, draft);
  const end = Math.max(lost.at(-1)?.end ?? 0, command.end);
  const start = command.name?.pos ?? command.pos;
  const own = span(start, trimmedEnd(source, start, end));
  // Without a script there is no telling where the launcher's flags end: they are all the program's own.
  const split = draft.script !== undefined;
  return {
    kind: 'command', span: own, words: words.map(treeWord), program,
    environment: [
      ...command.prefix.flatMap((item) => (item.type === 'Assignment' && item.value.type === 'Word' ? assignmentEntry(expandWord(item, scope)[0]!, source) : [])),
      ...words.slice(0, program).flatMap((word) => assignmentEntry(word, source)),
    ],
    launcher: mapping(split ? draft.launcher : [], own.start),
    ...(draft.script ? { script: draft.script } : {}),
    positionals: split || draft.tool ? draft.positionals : [],
    value: mapping(split ? draft.value : [...draft.launcher, ...draft.value], own.start),
    open: words.some((word) => word.many),
    ...(draft.starter === undefined ? {} : { starter: draft.starter }),
  };
}

/** Name and arguments of a command. */
export function argumentsOf(command: Command): readonly CommandArgument[] {
  return command.name ? [command.name, ...command.args] : command.args;
}

function expanded(command: Command, scope: Scope): readonly Argument[] {
  const words = argumentsOf(command);
  // `\ # words` are what a comment became: neither values nor arguments anybody meant.
  const broken = words.findIndex(isBrokenContinuation);
  return (broken < 0 ? words : words.slice(0, broken)).flatMap((word) => expandWord(word, scope));
}

function starterOf(name: string): Starter {
  return /^torchrun/.test(name) ? 'torchrun' : /^(deepspeed|ds)$/.test(name) ? 'deepspeed' : /^accelerate/.test(name) ? 'accelerate' : 'python';
}

interface OpenFlag { readonly entry: Omit<Entry, 'value' | 'span' | 'path'>; readonly start: number; readonly end: number; readonly values: (Scalar | Unread)[]; readonly takesNone: boolean }

function readWords(words: readonly Argument[], lost: boolean, text: string, draft: Draft): void {
  let open: OpenFlag | undefined;
  const finish = (): void => {
    if (!open) return;
    const value = joined(open.values, open.end);
    const entry: Entry = { ...open.entry, path: [open.entry.key], span: span(open.start, Math.max(open.end, value.span.start >= open.start ? value.span.end : 0)), value, ...(lost ? { lost } : {}) };
    (draft.script ? draft.value : draft.launcher).push(entry);
    open = undefined;
  };
  let flagsEnd = false;
  for (const [index, word] of words.entries()) {
    // Behind `--` there are no flags any more.
    if (!flagsEnd && draft.script && textOf(word) === '--') { finish(); flagsEnd = true; continue; }
    const flag = flagsEnd ? undefined : flagOf(word);
    if (flag) {
      const value = openFlag(word, flag, text, draft, finish);
      if (value) open = value;
      if (flag.valueFrom !== undefined) finish();
      continue;
    }
    const content = textOf(word);
    if (!lost && isScript(words, index, open, draft)) {
      finish();
      const launched = !(draft.module && LAUNCHER_MODULES.has(content));
      if (!launched) draft.starter = /accelerate/.test(content) ? 'accelerate' : /deepspeed/.test(content) ? 'deepspeed' : /\.launch(er)?$/.test(content) ? 'launch' : 'torchrun';
      draft.module = false;
      if (launched) draft.script = treeWord(word);
      continue;
    }
    const pair = draft.tool && index > 0 ? pairOf(word) : undefined;
    if (pair?.valueFrom !== undefined) {
      finish();
      const value = valueOf(word, pair.valueFrom, text);
      const empty = word.pieces.length === 1 && content.length === pair.valueFrom;
      draft.value.push({ key: pair.name, keySpan: pair.nameSpan, span: word.span, path: [pair.name], value: empty ? { kind: 'missing', span: span(word.span.end, word.span.end) } : value, pair: true, ...(lost ? { lost } : {}) });
    } else if (open) open.values.push(valueOf(word, 0, text));
    else if (draft.script || (draft.tool && index > 1)) draft.positionals.push(treeWord(word));
  }
  finish();
}

/** Closes the flag before and opens this one; nothing for `-m`, which names the script. */
function openFlag(word: Argument, flag: NonNullable<ReturnType<typeof flagOf>>, text: string, draft: Draft, finish: () => void): OpenFlag | undefined {
  finish();
  const beforeScript = !draft.script && draft.starter !== undefined;
  if (beforeScript && (flag.name === 'm' || flag.name === 'module')) draft.module = true;
  if (flag.name === 'm' && beforeScript) return undefined;
  const entry = { key: flag.name, keySpan: flag.nameSpan, ...(flag.valueFrom === undefined ? {} : { equals: true }) };
  return { entry, start: flag.start, end: word.span.end >= flag.nameSpan.end ? Math.max(flag.nameSpan.end, flag.valueFrom === undefined ? flag.nameSpan.end : word.span.end) : flag.nameSpan.end, values: flag.valueFrom === undefined ? [] : [valueOf(word, flag.valueFrom, text)], takesNone: beforeScript && (SWITCHES[draft.starter!]?.has(flag.name) ?? false) };
}

function isScript(words: readonly Argument[], index: number, open: OpenFlag | undefined, draft: Draft): boolean {
  if (draft.script || draft.never || index === 0) return false;
  const word = words[index]!;
  const content = textOf(word);
  if (draft.module) return open === undefined || open.values.length > 0 || open.takesNone;
  // A tool starts its own script: behind one of its flags such a name is the flag's value.
  if (/\.py$/.test(content)) return !(draft.tool && open !== undefined);
  if (draft.starter === undefined || (draft.starter === 'accelerate' && content === 'launch') || (draft.starter === 'python' && open?.entry.key === 'c')) return false;
  // Not a `.py` of its own name: it is the first word that no flag before it can claim.
  const free = open === undefined || open.takesNone || open.values.length > 0;
  return free && !/^[\\&|;<>]/.test(content) && content !== 'launch' && content !== 'run' && !/^[A-Za-z_]\w*=/.test(content) && (draft.starter !== 'python' || open === undefined || open.takesNone)
    // A variable that may hold more flags is the script only where no other word can be.
    && (!word.many || (draft.starter === 'python' && !words.some((other, at) => at > index && /\.py$/.test(textOf(other)))));
}

function joined(values: readonly (Scalar | Unread)[], end: number): Value {
  if (values.length === 0) return { kind: 'missing', span: span(end, end) };
  if (values.length === 1) return values[0]!;
  const [first, last] = [values[0]!.span, values.at(-1)!.span];
  const list: List = { kind: 'list', span: span(first.start, Math.max(first.end, last.start >= first.start ? last.end : first.end)), items: values };
  return list;
}

function mapping(entries: readonly Entry[], start: number): Mapping {
  const first = entries[0];
  const last = entries.at(-1);
  return { kind: 'mapping', span: first && last ? span(first.span.start, Math.max(first.span.end, last.span.end)) : span(start, start), entries };
}

/** `A=b` as an entry; nothing for any other word. */
function assignmentEntry(word: Argument, text: string): readonly Entry[] {
  const match = /^([A-Za-z_]\w*)=/.exec(textOf(word));
  if (!match) return [];
  const keySpan = span(word.span.start, word.span.start + match[1]!.length);
  return [{ key: match[1]!, keySpan, span: word.span, path: [match[1]!], value: valueOf(word, match[0].length, text) }];
}

/** A command that ends in an escaped blank should not cover the blank. */
function trimmedEnd(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && /[\s\\]/.test(text[last - 1]!)) last--;
  return last;
}
