import { TextDocument } from 'vscode-languageserver-textdocument';
import { codeOf } from '../server/rules/run.js';
import { phrase, plain, toRange } from '../server/features/convert.js';
import type { ReportedFinding } from '../server/rules/rule.js';
import type { Look } from './look.js';
import type { Terminal } from './terminal.js';

const COLOURS = { error: '31', warning: '33', information: '36', hint: '90' } as const;

/** A finding for people: where, what, the line with a mark under the place, and how it could be repaired. */
export function frame({ path, snapshot }: Look, finding: ReportedFinding, { knowledge, language, colour }: Terminal): string {
  const document = TextDocument.create('', '', 0, snapshot!.text);
  const range = toRange(finding.span, document);
  const paint = (code: string, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const line = document.getText({ start: { line: range.start.line, character: 0 }, end: { line: range.start.line + 1, character: 0 } }).replace(/[\r\n]+$/, '');
  const shown = line.replace(/\t/g, ' ');
  const to = range.end.line === range.start.line ? range.end.character : line.length;
  const before = width(shown.slice(0, range.start.character));
  const marked = Math.max(1, width(shown.slice(range.start.character, to)));
  const number = String(range.start.line + 1);
  const severity = paint(COLOURS[finding.severity], knowledge.word(`severity-${finding.severity}`, language));
  const fixes = (finding.fixes ?? []).map((fix) => `${' '.repeat(number.length)} = ${knowledge.word(fix.safe ? 'safe-fix' : 'suggested-fix', language)}: ${plain(phrase(finding.rule, 'fixes', fix.title, knowledge, language))}`);
  return [
    `${path}:${number}:${range.start.character + 1}: ${severity} ${plain(phrase(finding.rule, 'messages', finding.message, knowledge, language))} [${codeOf(finding.rule, finding)}]`,
    `${number} | ${shown}`, `${' '.repeat(number.length)} | ${' '.repeat(before)}${paint(COLOURS[finding.severity], '^'.repeat(marked))}`, ...fixes,
  ].join('\n');
}

/** Columns a text takes in a terminal: Chinese characters and full-width signs take two. */
export function width(text: string): number {
  let columns = 0;
  for (const character of text) columns += /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u.test(character) ? 2 : 1;
  return columns;
}
