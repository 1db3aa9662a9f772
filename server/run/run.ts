import type { Knowledge } from '../knowledge/knowledge.js';
import type { BoundBlock } from '../settings/bind.js';
import { bindBlock } from '../settings/bind.js';
import type { Snapshot } from '../workspace/snapshot.js';
import type { Workspace } from '../workspace/workspace.js';
import type { FileLink } from './links.js';
import { findLinks } from './links.js';
import type { ModelFacts } from './model.js';
import { familyOfHubId, readModelConfig } from './model.js';
import type { PyYamlReader } from './pyyaml.js';
import { findPyYamlReader } from './pyyaml.js';
import type { Parsers, StartedScript } from './scripts.js';
import { findScripts, parsersOf, sameParsers } from './scripts.js';
import type { Reader } from './readers.js';
import { findReaders } from './readers.js';

/**
 * All that is known when one file is looked at: the file, bound to parameters, and what the files beside it add.
 * A file that nothing joins is a run of one.
 */
export interface Run {
  readonly subject: Snapshot;
  readonly blocks: readonly BoundBlock[];
  readonly links: readonly FileLink[];
  /** Launch lines that hand this DeepSpeed JSON to its reader. */
  readonly readers: readonly Reader[];
  /** The script that reads this YAML with PyYAML, if one is in sight. */
  readonly pyyaml: PyYamlReader | undefined;
  /** What is known, as it is for the installed releases (`knowledge.versions`). */
  readonly knowledge: Knowledge;
  /** The scripts its launch lines start, as far as they are in the workspace. */
  readonly scripts: readonly StartedScript[];
  /** The files that were looked at, or looked for: when one of them changes, comes or goes, the run is another. */
  readonly touched: ReadonlySet<string>;
  /** The model a block trains, when the files say so. */
  model(block: BoundBlock): ModelFacts | undefined;
}

/** The run around a file. Bound blocks are cached by snapshot, so that a hover after the diagnostics costs nothing. */
export async function openRun(snapshot: Snapshot, disk: Workspace, everything: Knowledge): Promise<Run> {
  if (snapshot.blocks.length === 0) return runOfOne(snapshot, everything);
  const knowledge = everything.at(await disk.versions(snapshot));
  const touched = new Set<string>();
  const workspace: Workspace = { ...disk, snapshot: (uri) => { touched.add(uri); return disk.snapshot(uri); } };
  const isDeepSpeedJson = snapshot.syntax === 'json' && snapshot.blocks.some((block) => block.dialect === 'deepspeed');
  const [links, readers, pyyaml, scripts] = await Promise.all([
    findLinks(snapshot, workspace),
    isDeepSpeedJson ? findReaders(snapshot, workspace) : Promise.resolve([]),
    snapshot.syntax === 'yaml' ? findPyYamlReader(snapshot, workspace) : Promise.resolve(undefined),
    findScripts(snapshot, workspace, knowledge),
  ]);
  return runOfOne(snapshot, knowledge, { links, readers, pyyaml, scripts, touched });
}

/** The run of a file alone, or with what is already known about the files beside it. */
export function runOfOne(snapshot: Snapshot, knowledge: Knowledge, found: Partial<Found> = {}): Run {
  const { links = [], readers = [], pyyaml, scripts = [], touched = new Set<string>() } = found;
  const blocks = bound(snapshot, knowledge, parsersOf(scripts));
  return { subject: snapshot, blocks, links, readers, pyyaml, knowledge, touched, scripts, model: (block) => modelOf(block, links, knowledge) };
}

/** What the files beside one add to it. */
interface Found { readonly links: readonly FileLink[]; readonly readers: readonly Reader[]; readonly pyyaml: PyYamlReader | undefined; readonly scripts: readonly StartedScript[]; readonly touched: ReadonlySet<string> }

const cache = new WeakMap<Snapshot, { readonly knowledge: Knowledge; readonly parsers: Parsers; readonly blocks: readonly BoundBlock[] }>();

function bound(snapshot: Snapshot, knowledge: Knowledge, parsers: Parsers): readonly BoundBlock[] {
  const known = cache.get(snapshot);
  if (known?.knowledge === knowledge && sameParsers(known.parsers, parsers)) return known.blocks;
  const blocks = snapshot.blocks.map((block) => bindBlock(block, knowledge, block.dialect === 'launcher' ? undefined : parsers.get(block.root)));
  cache.set(snapshot, { knowledge, parsers, blocks });
  return blocks;
}

const MODEL_KEYS = new Set(['model_name_or_path', 'model_path', 'base_model', 'base_model_name_or_path']);

function modelOf(block: BoundBlock, links: readonly FileLink[], knowledge: Knowledge): ModelFacts | undefined {
  for (const link of links) {
    if (link.role !== 'model' || !block.block.mapping.entries.includes(link.entry) || !link.target) continue;
    const facts = readModelConfig(link.target, link.value.text);
    if (facts) return facts;
  }
  for (const entry of block.block.mapping.entries) {
    if (MODEL_KEYS.has(entry.key) && !entry.lost && entry.value.kind === 'scalar') return familyOfHubId(entry.value.text, knowledge);
  }
  return undefined;
}
