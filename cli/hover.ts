import { statSync } from 'node:fs';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { hoverAt } from '../server/features/hover/hover.js';
import { renderPlain } from '../server/features/hover/plain.js';
import { lookAt } from './look.js';
import type { Terminal } from './terminal.js';

/** `hover FILE:LINE:COLUMN`, both counted from 1. */
export async function hover(terminal: Terminal, place: string): Promise<number> {
  const { knowledge, language } = terminal;
  const match = /^(.+):(\d+):(\d+)$/.exec(place);
  if (!match) { terminal.err('hover: FILE:LINE:COLUMN\n'); return 2; }
  const [, file, line, column] = match as unknown as [string, string, string, string];
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) { terminal.err(`${knowledge.word('no-such-file', language, { path: file })}\n`); return 2; }
  const look = await lookAt(terminal, file);
  if (look === 'not-utf8') { terminal.err(`${knowledge.word('not-utf8', language, { path: file })}\n`); return 2; }
  if (!look.run) return 1;
  const document = TextDocument.create('', '', 0, look.run.subject.text);
  const answer = hoverAt(look.run, document.offsetAt({ line: Number(line) - 1, character: Number(column) - 1 }), language);
  if (!answer) return 1;
  terminal.out(`${renderPlain(answer.page, knowledge, language)}\n`);
  return 0;
}
