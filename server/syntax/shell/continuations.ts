import type { Command } from 'unbash';
import { span } from '../../text/span.js';
import type { Span } from '../../text/span.js';
import { argumentsOf } from './commands.js';
import type { CommandParts } from './commands.js';
import { isBrokenContinuation } from './words.js';
import type { Comment, Note, NoteCode } from '../tree.js';

/** Commands with their lost fragments put back, and what cut them off. `root` in the notes is the index of the command. */
export interface Rejoined { readonly commands: readonly CommandParts[]; readonly notes: readonly Note[] }

/**
 * Puts the lines that a comment, a blank or a missing backslash cut off back to the command they were written for. Such a line is a
 * command of its own to the shell, whose name begins with `--`: no program is called that.
 */
export function rejoin(commands: readonly Command[], comments: readonly Comment[], text: string): Rejoined {
  const result: { command: Command; lost: Command[] }[] = [];
  const notes: Note[] = [];
  let previous: Command | undefined;
  for (const command of commands) {
    const owner = result.at(-1);
    if (owner && previous && isFragment(command) && takesFlags(owner.command)) {
      const cause = causeBetween(previous, command, comments, text);
      if (cause) {
        owner.lost.push(command);
        notes.push({ ...cause, related: span(command.pos, command.end), root: result.length - 1 });
        previous = command;
        continue;
      }
    }
    if (owner && previous) noteAtEnd(previous, owner, comments, text, result.length - 1, notes);
    result.push({ command, lost: [] });
    previous = command;
  }
  if (previous && result.length > 0) noteAtEnd(previous, result.at(-1)!, comments, text, result.length - 1, notes);
  return { commands: result, notes };
}

function isFragment(command: Command): boolean {
  return /^--[A-Za-z]/.test(command.name?.text ?? '');
}

function takesFlags(command: Command): boolean {
  return argumentsOf(command).some((word, index) => index > 0 && /^--[A-Za-z]/.test(word.text));
}

/** Why `next` is not part of `before`, when it stands where its continuation would. */
function causeBetween(before: Command, next: Command, comments: readonly Comment[], text: string): { code: NoteCode; span: Span } | undefined {
  const atEnd = brokenWord(before, comments, text);
  if (atEnd) return onlyFiller(text.slice(lineEnd(text, atEnd.span.start), next.pos)) ? atEnd : undefined;
  const gap = text.slice(before.end, next.pos);
  const commentsBetween = comments.filter((comment) => comment.span.start >= before.end && comment.span.end <= next.pos);
  const continued = /^[ \t]*\\\r?\n/.exec(gap);
  if (continued) {
    // A backslash, then a line that is a comment: the comment swallows its own line break, and the command ends.
    const comment = commentsBetween[0];
    if (comment && onlyFiller(gap.slice(continued[0].length))) return { code: 'comment-after-continuation', span: comment.span };
    return /^\s*$/.test(gap.slice(continued[0].length)) ? { code: 'missing-continuation', span: span(before.end, before.end) } : undefined;
  }
  // The next line, indented or not, holds flags: the backslash is missing.
  const lines = gap.split('\n').length - 1;
  const filler = gap.replace(/#[^\n]*/g, '').trim() === '';
  return filler && lines === 1 ? { code: 'missing-continuation', span: span(before.end, before.end) } : undefined;
}

/** The escaped blank at the end of a command that was meant as a continuation: what stands behind it decides its name. */
function brokenWord(command: Command, comments: readonly Comment[], text: string): { code: NoteCode; span: Span } | undefined {
  const word = argumentsOf(command).find(isBrokenContinuation);
  if (!word) return undefined;
  const end = lineEnd(text, word.pos);
  const rest = text.slice(word.pos + 1, end);
  if (rest.trim() === '') {
    return rest.startsWith('\r') ? { code: 'carriage-return', span: span(word.pos + 1, word.pos + 2) } : { code: 'space-after-continuation', span: span(word.pos + 1, word.pos + 1 + rest.replace(/\r$/, '').length) };
  }
  const comment = comments.find((candidate) => candidate.span.start > word.pos && candidate.span.start < end);
  if (comment) return { code: 'comment-after-continuation', span: comment.span };
  const sign = /^[ \t]#/.test(rest) ? word.pos + 2 : undefined;
  return sign === undefined ? undefined : { code: 'comment-after-continuation', span: span(sign, text.slice(sign, end).trimEnd().length + sign) };
}

/** A command whose last line ends in an escaped blank passes that blank on, even when no line is lost. */
function noteAtEnd(last: Command, owner: CommandParts, comments: readonly Comment[], text: string, root: number, notes: Note[]): void {
  if (!takesFlags(owner.command) || (last !== owner.command && !owner.lost.includes(last))) return;
  const fault = brokenWord(last, comments, text);
  if (fault && fault.code !== 'carriage-return') notes.push({ ...fault, root });
}

/** Blanks, line breaks and whole-line comments only. */
function onlyFiller(text: string): boolean {
  return text.replace(/#[^\n]*/g, '').trim() === '';
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}
