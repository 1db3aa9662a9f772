import { existsSync } from 'node:fs';
import { describeRun, runText } from '../server/features/run-page.js';
import type { Snapshot } from '../server/workspace/snapshot.js';
import type { Arguments } from './arguments.js';
import { pathOf } from './files.js';
import { lookAt } from './look.js';
import type { Terminal } from './terminal.js';

/** `explain-run SCRIPT`: every run that the file takes part in, as a table of the settings that take effect. */
export async function explainRun(terminal: Terminal, args: Arguments): Promise<number> {
  const { knowledge, language } = terminal;
  const [path] = args.paths;
  if (path === undefined) { terminal.err('explain-run: which script, YAML or DeepSpeed file?\n'); return 2; }
  if (!existsSync(path)) { terminal.err(`${knowledge.word('no-such-file', language, { path })}\n`); return 2; }
  const look = await lookAt(terminal, path);
  if (look === 'not-utf8') { terminal.err(`${knowledge.word('not-utf8', language, { path })}\n`); return 2; }
  const joins = look.run?.joins.filter((join) => join.layers.length > 0) ?? [];
  if (!look.run || joins.length === 0) { terminal.err(`${knowledge.word('run-none', language, { path })}\n`); return 1; }
  const known = new Map([[look.snapshot!.uri, Promise.resolve(look.findings)]]);
  const findingsOf = (file: Snapshot) => {
    let found = known.get(file.uri);
    if (!found) known.set(file.uri, found = lookAt(terminal, pathOf(file.uri)).then((other) => (other === 'not-utf8' ? [] : other.findings)));
    return found;
  };
  const pages = await Promise.all(joins.map((join) => describeRun(join, findingsOf, look.run!.knowledge, language)));
  terminal.out(pages.map((page) => runText(page, knowledge, language)).join('\n'));
  return pages.some((page) => page.warnings.some((warning) => warning.severity === 'error')) ? 1 : 0;
}
