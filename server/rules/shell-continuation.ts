import type { Run } from '../run/run.js';
import type { CommandRoot, Note, NoteCode } from '../syntax/tree.js';
import { span } from '../text/span.js';
import type { Finding, Rule } from './rule.js';
import { mendCommand } from './shell-mend.js';

/** Faults of continued lines, in commands that are recognised as training runs; what other scripts do is their own affair. */
const faults = (code: NoteCode, find: (note: Note, run: Run, root: CommandRoot) => Omit<Finding, 'fixes'>): Rule => ({
  name: code,
  *check(run) {
    for (const note of run.subject.tree.notes) {
      if (note.code !== code || note.root === undefined) continue;
      const root = run.subject.tree.roots[note.root];
      if (root?.kind !== 'command' || !run.blocks.some((block) => block.block.root === root)) continue;
      yield { ...find(note, run, root), fixes: [{ title: { id: 'mend' }, safe: true, edits: mendCommand(run, root, note.root) }] };
    }
  },
});

/** How many flags are lost behind a place, and the first of them by name. */
function lostBehind(root: CommandRoot, offset: number): { readonly count: number; readonly flags: string } {
  const lost = root.value.entries.concat(root.launcher.entries).filter((entry) => entry.lost && entry.span.start > offset);
  const names = lost.slice(0, 3).map((entry) => `\`--${entry.key}\``).join(', ');
  return { count: lost.length, flags: lost.length > 3 ? `${names} …` : names };
}

export const commentAfterContinuation = faults('comment-after-continuation', (note, run, root) => {
  const { text } = run.subject;
  const lost = lostBehind(root, note.span.end);
  const lineStart = text.lastIndexOf('\n', note.span.start - 1) + 1;
  const before = text.slice(lineStart, note.span.start);
  if (before.trim() === '') return { span: note.span, message: { id: 'own-line', values: { ...lost } } };
  const blanks = /\\([ \t]*)$/.exec(before)?.[1]?.length ?? 2;
  const id = blanks >= 2 ? 'extra-argument' : 'words';
  return { span: note.span, message: lost.count > 0 ? { id, values: { ...lost } } : { id: `${id}-last` } };
});

export const spaceAfterContinuation = faults('space-after-continuation', (note, _run, root) => {
  const lost = lostBehind(root, note.span.end);
  return { span: span(note.span.start - 1, note.span.end), message: lost.count > 0 ? { id: 'lost', values: { ...lost } } : { id: 'last' } };
});

export const missingContinuation = faults('missing-continuation', (note, run, root) => {
  const lost = lostBehind(root, note.span.start);
  const { text } = run.subject;
  // The range is the last word of the line that should have gone on.
  let start = note.span.start;
  while (start > 0 && /\S/.test(text[start - 1]!)) start--;
  return { span: span(start, note.span.start), message: { id: /^[ \t]*\\/.test(text.slice(note.span.start)) ? 'blank-line' : 'lost', values: { ...lost } } };
});

/** One finding for the file: the first backslash whose line ends in CR LF, and one fix for all of them. */
export const carriageReturn: Rule = {
  name: 'carriage-return',
  *check(run) {
    const { text, tree, syntax } = run.subject;
    const note = syntax === 'shell' ? tree.notes.find((candidate) => candidate.code === 'carriage-return') : undefined;
    if (!note) return;
    const edits = [...text.matchAll(/\r\n/g)].map((match) => ({ span: span(match.index, match.index + 1), text: '' }));
    yield { span: span(note.span.start - 1, note.span.end), message: { id: 'crlf', values: { lines: edits.length } }, fixes: [{ title: { id: 'lf' }, safe: true, edits }] };
  },
};
