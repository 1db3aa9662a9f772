import { readFileSync, writeFileSync } from 'node:fs';
import { phrase, plain } from '../server/features/convert.js';
import { applyEdits } from '../server/text/edit.js';
import type { Edit } from '../server/text/edit.js';
import { LIBRARIES } from '../server/knowledge/catalog.js';
import type { ReportedFinding } from '../server/rules/rule.js';
import { settingsEvidence } from '../server/workspace/versions/versions.js';
import type { Arguments } from './arguments.js';
import { decode, filesUnder } from './files.js';
import { lookAt } from './look.js';
import type { Terminal } from './terminal.js';

/** Rules whose findings a move to another release is about. */
const RENAMES = new Set(['renamed-key', 'key-not-in-version', 'deprecated-argument', 'deprecated-key']);
const LEFT = new Set(['removed-key', 'renamed-key', 'key-not-in-version']);

/**
 * `migrate --to transformers=5.x PATH …`: shows every rename the release asks for, line by line, and what it cannot do by itself.
 * 0 when nothing is left to do by hand, 1 when something is, 2 when the call itself is wrong.
 */
export async function migrate(terminal: Terminal, args: Arguments): Promise<number> {
  const { knowledge, language, out, err } = terminal;
  const word = (id: string, values?: Record<string, string | number>): string => knowledge.word(id, language, values);
  const wanted = args.flags.get('to') ?? '';
  const versions = Object.fromEntries(wanted.split(',').flatMap((pair) => { const match = /^\s*([\w.-]+)\s*=+\s*(\S+)\s*$/.exec(pair); return match ? [[match[1]!, match[2]!]] : []; }));
  if (args.paths.length === 0 || Object.keys(versions).length === 0 || settingsEvidence(versions, '').length !== Object.keys(versions).length) {
    err(`${word('migrate-usage', { libraries: [...new Set(Object.values(LIBRARIES))].filter((name) => name !== 'chatglm').sort().join(', ') })}\n`);
    return 2;
  }
  let [files, changed, renames, left] = [0, 0, 0, 0];
  for (const { path, exists } of filesUnder(args.paths)) {
    if (!exists) { err(`${word('no-such-file', { path })}\n`); return 2; }
    const bytes = readFileSync(path);
    const before = decode(bytes);
    if (before === undefined) { err(`${word('not-utf8', { path })}\n`); continue; }
    files++;
    const { text, count, remaining } = await renamed(terminal, path, before, versions);
    if (text !== before) { changed++; renames += count; out(difference(path, before, text)); }
    for (const finding of remaining) {
      left++;
      const line = text.slice(0, finding.span.start).split('\n').length;
      out(`${path}:${line}: ${word('migrate-left')}: ${plain(phrase(finding.rule, 'messages', finding.message, knowledge, language))}\n`);
    }
    // A byte order mark is no part of the text; it stays where it was.
    const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? '\uFEFF' : '';
    if (text !== before && args.flags.has('write')) writeFileSync(path, mark + text);
  }
  const release = Object.entries(versions).map(([library, version]) => `${library} ${version}`).join(', ');
  out(`${renames === 0 ? word('migrate-none', { files, release }) : word('migrate-done', { renames, changed, files, release })}\n`);
  if (renames > 0 && !args.flags.has('write')) out(`${word('migrate-write')}\n`);
  return left > 0 ? 1 : 0;
}

/** The text after every rename, one pass after another until nothing moves, and what is left. */
async function renamed(terminal: Terminal, path: string, before: string, versions: Readonly<Record<string, string>>): Promise<{ readonly text: string; readonly count: number; readonly remaining: readonly ReportedFinding[] }> {
  let text = before;
  let count = 0;
  for (let pass = 0; ; pass++) {
    const look = await lookAt(terminal, path, text, versions);
    if (look === 'not-utf8') return { text, count, remaining: [] };
    const edits = pass < 5 ? look.findings.filter((finding) => RENAMES.has(finding.rule)).flatMap((finding): readonly Edit[] => finding.fixes?.find((fix) => fix.safe)?.edits ?? []) : [];
    if (edits.length === 0) return { text, count, remaining: look.findings.filter((finding) => LEFT.has(finding.rule)) };
    text = applyEdits(text, edits);
    count += edits.length;
  }
}

/** The lines that differ, old above new. Renames never add or take away a line. */
function difference(path: string, before: string, after: string): string {
  const old = before.split('\n');
  const lines = after.split('\n').flatMap((line, index) => (line === old[index] ? [] : [`@@ ${index + 1} @@`, `-${old[index] ?? ''}`, `+${line}`]));
  return `--- ${path}\n+++ ${path}\n${lines.join('\n')}\n`;
}
