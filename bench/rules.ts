// npm run bench:rules : what all rules together cost on one file that is already read, in ms (median and p95 of 300 runs after 50 to warm up).
// The fixtures are the peers' harness's (BENCH_DIR, by default ../shared/bench).
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { RULES } from '../server/rules/index.js';
import { NO_RULE_SETTINGS } from '../server/rules/rule-settings.js';
import { runRules } from '../server/rules/run.js';
import { openRun } from '../server/run/run.js';
import { createSnapshot } from '../server/workspace/snapshot.js';
import { openWorkspace } from '../server/workspace/workspace.js';
import { readKnowledge, ROOT } from '../test/support/knowledge.js';

const folder = path.join(process.env.BENCH_DIR ?? path.join(ROOT, '../shared/bench'), 'fixtures');
const knowledge = readKnowledge();
const nothing = { read: () => Promise.resolve(undefined), list: () => Promise.resolve([]), subfolders: () => Promise.resolve([]) };
const workspace = openWorkspace({ files: nothing, folders: () => [], open: () => undefined, chosenDialect: () => undefined, chosenVersions: () => ({}), chosenGpu: () => undefined });

async function measure(): Promise<void> {
  for (const name of ['ds60.json', 'run60.yaml', 'launch60.sh']) {
    const text = readFileSync(path.join(folder, name), 'utf8');
    const times: number[] = [];
    for (let round = 0; round < 350; round++) {
      const snapshot = createSnapshot({ uri: `memory://bench/${name}`, version: round, languageId: '', text });
      if (!snapshot) throw new Error(`no reader for ${name}`);
      const run = await openRun(snapshot, workspace, knowledge);
      const began = performance.now();
      runRules(RULES, run, NO_RULE_SETTINGS, (rule, error) => { throw new Error(rule, { cause: error }); });
      if (round >= 50) times.push(performance.now() - began);
    }
    times.sort((a, b) => a - b);
    console.log(`${name.padEnd(14)} ${times[150]!.toFixed(2)} / ${times[285]!.toFixed(2)} ms, ${RULES.length} rules`);
  }
}

void measure();
