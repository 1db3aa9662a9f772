import { startsTraining } from '../server/dialects/training.js';
import { lineNumber } from '../server/text/lines.js';
import type { Snapshot } from '../server/workspace/snapshot.js';
import type { Binding } from '../server/settings/bind.js';
import { settingOf } from '../server/settings/quantities.js';
import type { Arguments } from './arguments.js';
import { filesUnder } from './files.js';
import { lookAt } from './look.js';
import type { Terminal } from './terminal.js';

/** `inspect --format json`: what is understood of each file, entry by entry. */
export async function inspect(terminal: Terminal, args: Arguments): Promise<number> {
  const files: unknown[] = [];
  for (const { path, exists } of filesUnder(args.paths)) {
    if (!exists) { terminal.err(`${terminal.knowledge.word('no-such-file', terminal.language, { path })}\n`); return 2; }
    const look = await lookAt(terminal, path);
    if (look === 'not-utf8' || !look.run) continue;
    const dialects = [...new Set(look.run.blocks.map((block) => block.block.dialect))];
    const entries = look.run.blocks.flatMap((block) => block.bindings.map((binding) => describe(binding, block.block.dialect, terminal)));
    files.push({ path, dialect: dialects[0] ?? null, dialects, entries, launches: look.snapshot ? launchesOf(look.snapshot) : [] });
  }
  terminal.out(`${JSON.stringify({ files })}\n`);
  return 0;
}

/** The launch lines of a file: where each program stands, and whether it trains. */
function launchesOf({ tree, text }: Snapshot): readonly unknown[] {
  return tree.roots.flatMap((root) => (root.kind === 'command' && (root.script || startsTraining(root)) ? [{ line: lineNumber(text, root.words[0]?.span.start ?? root.span.start), script: root.script?.text ?? null, trains: startsTraining(root) }] : []));
}

function describe(binding: Binding, dialect: string, { knowledge }: Terminal): unknown {
  const setting = settingOf(binding);
  const { parameter, entry } = binding;
  return {
    path: entry.path, dialect, value: setting.state === 'known' ? setting.value : entry.value.kind === 'unread' ? entry.value.text : null,
    state: entry.lost ? 'absent' : setting.state, parameter: parameter?.id ?? null,
    documented: { 'en': parameter ? knowledge.doc(parameter, 'en') !== undefined : false, 'zh-cn': parameter ? knowledge.doc(parameter, 'zh-cn') !== undefined : false },
  };
}
