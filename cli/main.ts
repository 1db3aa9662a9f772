import { readFileSync } from 'node:fs';
import path from 'node:path';
import { languageOf } from '../server/handlers/abilities.js';
import { openKnowledge } from '../server/knowledge/knowledge.js';
import { openPack } from '../server/knowledge/pack.js';
import { packagedKnowledge } from '../server/package.node.js';
import type { Language } from '../server/knowledge/types.js';
import { readArguments } from './arguments.js';
import { check } from './check.js';
import { explain } from './explain.js';
import { explainRun } from './explain-run.js';
import { hover } from './hover.js';
import { inspect } from './inspect.js';
import { migrate } from './migrate.js';

const USAGE = `usage: ml-config-lens check [--format pretty|json] PATH …       exit 1 when there are errors; - reads standard input
       ml-config-lens explain TERM                                a parameter, a concept or a rule
       ml-config-lens explain-run SCRIPT                          the joined run: warnings, then every setting with its source
       ml-config-lens hover FILE:LINE:COLUMN                      what the editor shows there (from 1)
       ml-config-lens inspect --format json PATH …                dialect, entries and documentation of each file
       ml-config-lens migrate --to LIBRARY=RELEASE[,…] [--write] PATH …   the renames a release asks for (transformers=5.x); --write applies them
options: --lang en|zh-cn   --stdin-name NAME   --version   --help
`;

/** What every command gets: where to write, in which language, with which knowledge. */
export type { Terminal } from './terminal.js';

async function main(): Promise<number> {
  const args = readArguments(process.argv.slice(2));
  if (args.flags.has('version')) { process.stdout.write(`${version()}\n`); return 0; }
  if (args.flags.has('help') || args.command === undefined) { process.stdout.write(USAGE); return args.flags.has('help') ? 0 : 2; }
  const asked = args.flags.get('lang');
  if (asked !== undefined && asked !== 'en' && asked !== 'zh-cn') { process.stderr.write(`--lang is en or zh-cn, not ${asked}\n`); return 2; }
  const language: Language = asked === 'en' || asked === 'zh-cn' ? asked : languageOf(process.env.LC_ALL ?? process.env.LC_MESSAGES ?? process.env.LANG);
  const knowledge = packagedKnowledge({ openKnowledge, openPack });
  const terminal = { knowledge, language, colour: process.stdout.isTTY && !process.env.NO_COLOR, out: (text: string) => { process.stdout.write(text); }, err: (text: string) => { process.stderr.write(text); } };
  switch (args.command) {
    case 'check': return check(terminal, args);
    case 'explain': return explain(terminal, args.paths.join(' '));
    case 'explain-run': return explainRun(terminal, args);
    case 'hover': return hover(terminal, args.paths[0] ?? '');
    case 'inspect': return inspect(terminal, args);
    case 'migrate': return migrate(terminal, args);
    default:
      process.stderr.write(`unknown command ${args.command}\n${USAGE}`);
      return 2;
  }
}

function version(): string {
  return (JSON.parse(readFileSync(path.join(__dirname, '../../package.json'), 'utf8')) as { version: string }).version;
}

/** The command as a process: its exit code says how it went. A reader that closes early (`| head`) ends it as it ends other programs: 128 + SIGPIPE. */
export function command(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => { if (error.code === 'EPIPE') process.exit(141); throw error; });
  main().then((code) => { process.exitCode = code; }, (error: unknown) => {
    process.stderr.write(`ml-config-lens: ${error instanceof Error ? error.stack ?? error.message : String(error)}\n`);
    process.exitCode = 2;
  });
}
