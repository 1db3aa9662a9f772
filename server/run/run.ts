import type { Knowledge } from '../knowledge/knowledge.js';
import type { BoundBlock } from '../settings/bind.js';
import { mayRead } from '../workspace/files.js';
import type { Snapshot } from '../workspace/snapshot.js';
import type { Workspace } from '../workspace/workspace.js';
import { boundBlocks } from './bound.js';
import type { JoinedRun } from './joined.js';
import { findJoins } from './joined.js';
import type { Gpu } from './gpu.js';
import { gpuNamed, gpuOfJoin } from './gpu.js';
import type { FileLink } from './links.js';
import { findLinks } from './links.js';
import type { ModelFacts } from './model.js';
import { familyOfHubId, readModelConfig } from './model.js';
import type { PyYamlReader } from './pyyaml.js';
import { findPyYamlReader } from './pyyaml.js';
import type { Reader } from './readers.js';
import { readersOf } from './readers.js';
import type { StartedScript } from './scripts.js';
import { findScripts, parsersOf } from './scripts.js';

/**
 * All that is known when one file is looked at: the file, bound to parameters, and what the files beside it add.
 * A file that nothing joins is a run of one.
 */
export interface Run {
  readonly subject: Snapshot;
  readonly blocks: readonly BoundBlock[];
  readonly links: readonly FileLink[];
  /** The launches that this file takes part in, each with all its files. */
  readonly joins: readonly JoinedRun[];
  /** Launch lines that hand this DeepSpeed JSON to its reader. */
  readonly readers: readonly Reader[];
  /** The script that reads this YAML with PyYAML, if one is in sight. */
  readonly pyyaml: PyYamlReader | undefined;
  /** What is known, as it is for the installed releases (`knowledge.versions`). */
  readonly knowledge: Knowledge;
  /** The scripts its launch lines start, as far as they are in the workspace. */
  readonly scripts: readonly StartedScript[];
  /** Names of the folder's files by the folder's URI, for repairs of paths that lead nowhere. */
  readonly files: readonly string[];
  /** The files that were looked at, or looked for: when one of them changes, comes or goes, the run is another. */
  readonly touched: ReadonlySet<string>;
  /** The model a block trains, when the files say so. */
  model(block: BoundBlock): ModelFacts | undefined;
  /** The GPU a block's launches are for, when one is named. */
  gpu(block: BoundBlock): Gpu | undefined;
}

/** The run around a file. Bound blocks are cached by snapshot, so that a hover after the diagnostics costs nothing. */
export async function openRun(snapshot: Snapshot, disk: Workspace, everything: Knowledge): Promise<Run> {
  if (snapshot.blocks.length === 0) return runOfOne(snapshot, everything);
  const knowledge = everything.at(await disk.versions(snapshot));
  const touched = new Set<string>();
  const workspace: Workspace = {
    ...disk,
    snapshot: (uri, languageId) => {
      if (uri === snapshot.uri) return Promise.resolve(snapshot);
      // Nothing outside the workspace is read.
      if (!mayRead(uri, snapshot.uri, disk.folders())) return Promise.resolve(undefined);
      touched.add(uri);
      return disk.snapshot(uri, languageId);
    },
  };
  const scripts = await findScripts(snapshot, workspace, knowledge);
  boundBlocks(snapshot, knowledge, parsersOf(scripts));
  const [links, joins, pyyaml] = await Promise.all([
    findLinks(snapshot, workspace),
    findJoins(snapshot, workspace, knowledge),
    snapshot.syntax === 'yaml' ? findPyYamlReader(snapshot, workspace) : Promise.resolve(undefined),
  ]);
  const missing = links.some((link) => !link.exists);
  return runOfOne(snapshot, knowledge, { links, joins, pyyaml, scripts, touched, chosenGpu: workspace.gpu(snapshot.uri), files: missing ? await workspace.files() : [] });
}

/** What the files beside one add to it. */
interface Found {
  readonly links: readonly FileLink[];
  readonly joins: readonly JoinedRun[];
  readonly pyyaml: PyYamlReader | undefined;
  readonly scripts: readonly StartedScript[];
  readonly touched: ReadonlySet<string>;
  readonly files: readonly string[];
  readonly chosenGpu: string | undefined;
}

/** The run of a file alone, or with what is already known about the files beside it. */
export function runOfOne(snapshot: Snapshot, knowledge: Knowledge, found: Partial<Found> = {}): Run {
  const { links = [], joins = [], pyyaml, scripts = [], touched = new Set<string>(), files = [], chosenGpu } = found;
  const blocks = boundBlocks(snapshot, knowledge, parsersOf(scripts));
  return { subject: snapshot, blocks, links, joins, readers: readersOf(snapshot, joins), pyyaml, knowledge, touched, scripts, files, model: (block) => modelOf(block, links, knowledge), gpu: (block) => gpuOf(block, joins, chosenGpu, knowledge) };
}

/** What a launch asks for itself counts more than the settings; launches that ask for different GPUs say nothing of the file they share. */
function gpuOf(block: BoundBlock, joins: readonly JoinedRun[], chosen: string | undefined, knowledge: Knowledge): Gpu | undefined {
  const asked = joins.filter((join) => [...join.layers, join.deepspeed, join.accelerate].some((layer) => layer?.block === block)).map((join) => gpuOfJoin(join, knowledge));
  const [first] = asked;
  if (first && asked.every((gpu) => gpu?.name === first.name)) return first;
  return asked.some((gpu) => gpu !== undefined) || chosen === undefined ? undefined : gpuNamed(chosen, knowledge);
}

const MODEL_KEYS = new Set(['model_name_or_path', 'model_path', 'base_model', 'base_model_name_or_path']);

function modelOf(block: BoundBlock, links: readonly FileLink[], knowledge: Knowledge): ModelFacts | undefined {
  for (const link of links) {
    if (link.role !== 'model' || !link.entry || !block.block.mapping.entries.includes(link.entry) || !link.target) continue;
    const facts = readModelConfig(link.target, link.value.text);
    if (facts) return facts;
  }
  for (const entry of block.block.mapping.entries) {
    if (MODEL_KEYS.has(entry.key) && !entry.lost && entry.value.kind === 'scalar') return familyOfHubId(entry.value.text, knowledge);
  }
  return undefined;
}
