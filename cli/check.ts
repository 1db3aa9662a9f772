import { readFileSync } from 'node:fs';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { codeOf } from '../server/rules/run.js';
import { phrase, plain, toRange } from '../server/features/convert.js';
import type { Arguments } from './arguments.js';
import { filesUnder } from './files.js';
import { frame } from './frame.js';
import type { Look } from './look.js';
import { lookAt } from './look.js';
import type { Terminal } from './terminal.js';

/** `check`: 0 when no error was found, 1 when one was, 2 when the call itself is wrong. */
export async function check(terminal: Terminal, args: Arguments): Promise<number> {
  const format = args.flags.get('format') ?? 'pretty';
  const word = (id: string, values?: Record<string, string | number>): string => terminal.knowledge.word(id, terminal.language, values);
  if (format !== 'pretty' && format !== 'json') { terminal.err(`--format is pretty or json, not ${format}\n`); return 2; }
  if (args.paths.length === 0) { terminal.err('check: which files or folders?\n'); return 2; }
  const looks: Look[] = [];
  let trouble = false;
  for (const wanted of args.paths[0] === '-' ? [{ path: args.flags.get('stdin-name') ?? 'stdin.json', exists: true }] : filesUnder(args.paths)) {
    if (!wanted.exists) { terminal.err(`${word('no-such-file', { path: wanted.path })}\n`); trouble = true; continue; }
    const look = await lookAt(terminal, wanted.path, args.paths[0] === '-' ? readFileSync(0, 'utf8') : undefined);
    if (look === 'not-utf8') { terminal.err(`${word('not-utf8', { path: wanted.path })}\n`); continue; }
    looks.push(look);
  }
  const all = looks.flatMap((look) => look.findings);
  const errors = all.filter((finding) => finding.severity === 'error').length;
  if (format === 'json') terminal.out(`${JSON.stringify({ files: looks.filter((look) => look.snapshot).map((look) => toJson(look, terminal)) })}\n`);
  else {
    for (const look of looks) for (const finding of look.findings) terminal.out(`${frame(look, finding, terminal)}\n\n`);
    const warnings = all.filter((finding) => finding.severity === 'warning').length;
    const files = looks.length;
    terminal.out(`${all.length === 0 ? word('found-none', { files }) : word('found', { files, errors, warnings, others: all.length - errors - warnings })}\n`);
  }
  return trouble ? 2 : errors > 0 ? 1 : 0;
}

/** The machine's form: zero-based positions in UTF-16 code units, as the protocol counts. */
function toJson({ path, snapshot, findings }: Look, { knowledge, language }: Terminal): unknown {
  const document = TextDocument.create('', '', 0, snapshot!.text);
  return {
    path, dialect: snapshot!.blocks[0]?.dialect ?? null,
    findings: findings.map((finding) => ({
      code: codeOf(finding.rule, finding), severity: finding.severity, message: plain(phrase(finding.rule, 'messages', finding.message, knowledge, language)), range: toRange(finding.span, document),
      fixes: (finding.fixes ?? []).map((fix) => ({
        title: plain(phrase(finding.rule, 'fixes', fix.title, knowledge, language)), safe: fix.safe,
        edits: fix.edits.map((edit) => ({ range: toRange(edit.span, document), newText: edit.text })),
      })),
    })),
  };
}
