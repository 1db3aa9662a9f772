import { span } from '../text/span.js';
import type { Span } from '../text/span.js';
import type { Note } from '../syntax/tree.js';
import type { Run } from '../run/run.js';
import type { Finding, Rule } from './rule.js';

/** The dialect's block that a note in a JSON file belongs to. */
function isDeepSpeedJson(run: Run): boolean {
  return run.subject.syntax === 'json' && run.blocks.some((block) => block.block.dialect === 'deepspeed');
}

function notes(run: Run, code: Note['code']): readonly Note[] {
  return run.subject.tree.notes.filter((note) => note.code === code);
}

/** The launch line that reads this file with Python's json, as related information. */
function pythonReader(run: Run): Finding['related'] {
  const reader = run.readers.find((candidate) => candidate.loader === 'json');
  if (!reader) return undefined;
  return [{ span: reader.command.script?.span ?? reader.command.span, uri: reader.script.uri, text: reader.script.text, message: { id: 'reader' } }];
}

/** Comments pass DeepSpeed's own reader (hjson) and stop Python's json: an error only where a launch line shows the latter. */
export const commentInJson: Rule = {
  name: 'comment-in-json',
  *check(run) {
    const related = isDeepSpeedJson(run) ? pythonReader(run) : undefined;
    if (!related) return;
    const { text } = run.subject;
    for (const note of notes(run, 'json-comment')) {
      yield { span: note.span, message: { id: 'refused' }, related, fixes: [{ title: { id: 'remove' }, safe: false, edits: [{ span: withLine(note.span, text), text: '' }] }] };
    }
  },
};

export const trailingComma: Rule = {
  name: 'trailing-comma',
  *check(run) {
    const related = isDeepSpeedJson(run) ? pythonReader(run) : undefined;
    if (!related) return;
    for (const note of notes(run, 'trailing-comma')) {
      yield { span: note.span, message: { id: 'refused' }, related, fixes: [{ title: { id: 'remove' }, safe: true, edits: [{ span: note.span, text: '' }] }] };
    }
  },
};

/** DeepSpeed refuses a JSON with a key given twice; every other reader keeps the last one in silence. */
export const duplicateKey: Rule = {
  name: 'duplicate-key',
  *check(run) {
    for (const note of notes(run, 'duplicate-key')) {
      const block = run.blocks.find((candidate) => candidate.block.root.span.start <= note.span.start && note.span.end <= candidate.block.root.span.end);
      if (!block) continue;
      const key = run.subject.text.slice(note.span.start, note.span.end);
      const { syntax } = run.subject;
      const handed = run.readers.some((reader) => reader.loader === 'json');
      const id = syntax === 'hostfile' ? 'host' : syntax === 'python' && block.block.root.kind === 'call' ? 'keyword' : syntax === 'json' && block.block.dialect === 'deepspeed' && !handed ? 'refused' : syntax === 'yaml' ? 'yaml' : 'last-wins';
      yield {
        span: note.span, message: { id, values: { key } }, severity: id === 'last-wins' || id === 'yaml' ? 'warning' : 'error',
        ...(note.related ? { related: [{ span: note.related, message: { id: 'first', values: { key } } }] } : {}),
      };
    }
  },
};

/** What no reader can read. In the editor VS Code's own JSON support speaks about JSON. */
export const syntaxError: Rule = {
  name: 'syntax-error',
  *check(run) {
    const { syntax, version } = run.subject;
    // A version below zero is a file read from disk: the terminal, where nobody else speaks.
    if (syntax === 'json' && version >= 0) return;
    if (syntax !== 'json' && syntax !== 'yaml' && syntax !== 'hostfile') return;
    for (const note of notes(run, 'syntax-error').slice(0, 3)) yield { span: note.span, message: { id: syntax } };
  },
};

/** A comment that has its line to itself takes the line along. */
function withLine(comment: Span, text: string): Span {
  const lineStart = text.lastIndexOf('\n', comment.start - 1) + 1;
  if (text.slice(lineStart, comment.start).trim() === '') {
    const lineEnd = text.indexOf('\n', comment.end);
    return span(lineStart, lineEnd < 0 ? text.length : lineEnd + 1);
  }
  let { start } = comment;
  while (/[ \t]/.test(text[start - 1] ?? '')) start--;
  return span(start, comment.end);
}
