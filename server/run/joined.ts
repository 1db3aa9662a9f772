import type { Knowledge } from '../knowledge/knowledge.js';
import type { Literal } from '../knowledge/types.js';
import type { BoundBlock } from '../settings/bind.js';
import type { Quantity } from '../settings/quantities.js';
import { declaredDefault, quantity } from '../settings/quantities.js';
import type { CommandRoot, Entry } from '../syntax/tree.js';
import { candidateFolders, nameOf, resolveUri } from '../workspace/files.js';
import type { Snapshot } from '../workspace/snapshot.js';
import { placeName } from '../workspace/snapshot.js';
import type { Workspace } from '../workspace/workspace.js';
import { boundBlocks } from './bound.js';
import { launchFiles } from './launches.js';
import type { FileLink } from './links.js';
import { findLinks } from './links.js';
import type { ModelFacts } from './model.js';
import { familyOfHubId, readModelConfig } from './model.js';
import { findScripts, parsersOf } from './scripts.js';
import type { World } from './world.js';
import { worldSize } from './world.js';

/** One file's share in a run. */
export interface Layer { readonly file: Snapshot; readonly block: BoundBlock }

/** All the files that take part in one launch, read together. */
export interface JoinedRun {
  /** The file with the launch line; a YAML that no launch line names is a run by itself. */
  readonly home: Snapshot;
  readonly command: CommandRoot | undefined;
  /** Who sets arguments, the one that wins first: the command line over its YAML. */
  readonly layers: readonly Layer[];
  readonly deepspeed: (Layer & { readonly link: FileLink }) | undefined;
  readonly accelerate: Layer | undefined;
  readonly hostfile: Snapshot | undefined;
  readonly model: ModelFacts | undefined;
  /** LLaMA-Factory's dataset_info.json. */
  readonly datasets: Snapshot | undefined;
  readonly links: readonly FileLink[];
  readonly world: World;
  /** Whether a Hugging Face Trainer reads the arguments: it is what fills `"auto"`. */
  readonly trainer: boolean;
}

/** A quantity of a run: its value, the entry that set it, and the entries that it overrode. */
export type Effective =
  | { readonly state: 'known'; readonly value: Literal; readonly from: SettingPlace; readonly overridden: readonly SettingPlace[] }
  | { readonly state: 'default'; readonly value: Literal; readonly name: string }
  | { readonly state: 'unknown'; readonly why: string; readonly from: SettingPlace; readonly overridden: readonly SettingPlace[] }
  | { readonly state: 'absent' };

export interface SettingPlace { readonly file: Snapshot; readonly entry: Entry; readonly value: Literal | undefined }

/** What a run has for a quantity: the first layer that gives it, else the default of the argument class. */
export function effective(run: JoinedRun, name: Quantity, knowledge: Knowledge): Effective {
  const found = run.layers.flatMap(({ file, block }) => {
    const setting = quantity(block, name, knowledge);
    return setting.state === 'absent' ? [] : [{ setting, place: { file, entry: setting.binding.entry, value: setting.state === 'known' ? setting.value : undefined } }];
  });
  const [first, ...rest] = found;
  const overridden = rest.map(({ place }) => place);
  if (first?.setting.state === 'known') return { state: 'known', value: first.setting.value, from: first.place, overridden };
  if (first?.setting.state === 'unknown') return { state: 'unknown', why: first.setting.why, from: first.place, overridden };
  const ids = knowledge.quantity(name);
  for (const { block } of run.layers) {
    const own = declaredDefault(block, name, knowledge);
    if (own) return { state: 'default', value: own.value, name: own.flag };
    const parameter = block.schema.parameters().find((candidate) => [candidate.id, ...candidate.inheritedIds].some((id) => ids.includes(id)));
    if (parameter?.form.default !== undefined && parameter.form.default !== null) return { state: 'default', value: parameter.form.default, name: parameter.name };
  }
  return { state: 'absent' };
}

/** The number a run has for a quantity, defaults included; undefined when it is not known. */
export function effectiveNumber(run: JoinedRun, name: Quantity, knowledge: Knowledge): number | undefined {
  const found = effective(run, name, knowledge);
  return (found.state === 'known' || found.state === 'default') && typeof found.value === 'number' ? found.value : undefined;
}

/** How a run is called: the file and the line of its launch. */
export function nameOfRun({ home, command }: JoinedRun): string {
  return command ? placeName(home, command.span.start) : nameOf(home.uri);
}

const ARGUMENTS: ReadonlySet<string> = new Set(['trainer', 'chatglm', 'trl', 'llamafactory', 'axolotl', 'swift']);

/** The runs that a file takes part in. */
export async function findJoins(subject: Snapshot, workspace: Workspace, knowledge: Knowledge): Promise<readonly JoinedRun[]> {
  const own = await homeRuns(subject, workspace, knowledge);
  if (own.some((run) => run.command) || subject.syntax === 'shell' || subject.syntax === 'python' || subject.blocks.length === 0) return own;
  const naming = await namingRuns(subject, workspace, knowledge);
  return naming.length > 0 ? naming : own;
}

/** The runs that start in a file: each launch line, or the arguments that a YAML holds. */
export async function homeRuns(home: Snapshot, workspace: Workspace, knowledge: Knowledge, only?: (command: CommandRoot) => boolean): Promise<readonly JoinedRun[]> {
  // What the launched scripts declare decides which argument classes are certain.
  const scripts = home.blocks.some((block) => block.root.kind === 'command') ? await findScripts(home, workspace, knowledge) : [];
  const blocks = boundBlocks(home, knowledge, parsersOf(scripts));
  const links = await findLinks(home, workspace);
  if (home.tree.roots.some((root) => root.kind === 'command')) {
    const commands = [...new Set(blocks.flatMap(({ block }) => (block.root.kind === 'command' ? [block.root] : [])))].filter((command) => only?.(command) ?? true);
    return Promise.all(commands.map((command) => joinCommand(command, home, links.filter((link) => link.command === command), workspace, knowledge)));
  }
  const layers = blocks.filter(({ block }) => ARGUMENTS.has(block.dialect)).map((block) => ({ file: home, block }));
  return layers.length === 0 || home.syntax === 'python' ? [] : [await assemble(home, undefined, layers, links, workspace, knowledge)];
}

async function joinCommand(command: CommandRoot, home: Snapshot, links: readonly FileLink[], workspace: Workspace, knowledge: Knowledge): Promise<JoinedRun> {
  const own = boundBlocks(home, knowledge).filter(({ block }) => block.root === command && block.dialect !== 'launcher').map((block) => ({ file: home, block }));
  const file = links.find((link) => link.role === 'arguments' && link.target)?.target;
  const below = file && file !== home ? boundBlocks(file, knowledge).filter(({ block }) => ARGUMENTS.has(block.dialect)).map((block) => ({ file, block })) : [];
  const inner = file && file !== home ? await findLinks(file, workspace) : [];
  return assemble(home, command, [...own, ...below], [...links, ...inner], workspace, knowledge);
}

async function assemble(home: Snapshot, command: CommandRoot | undefined, layers: readonly Layer[], links: readonly FileLink[], workspace: Workspace, knowledge: Knowledge): Promise<JoinedRun> {
  const configuration = links.find((link) => link.role === 'accelerate' && link.target)?.target;
  const accelerateBlock = configuration && boundBlocks(configuration, knowledge).find(({ block }) => block.dialect === 'accelerate');
  const accelerate = configuration && accelerateBlock ? { file: configuration, block: accelerateBlock } : undefined;
  const all = [...links, ...(accelerate ? await findLinks(accelerate.file, workspace) : [])];
  const hostfile = links.find((link) => link.role === 'hostfile')?.target;
  return {
    home, command, layers, accelerate, hostfile, links: all,
    deepspeed: deepSpeedLayer(all, knowledge),
    model: modelOf(layers, all, knowledge),
    datasets: await findDatasets(layers, home, workspace),
    world: command ? worldSize(command, home, { accelerate, hostfile }) : { known: false, why: 'no-launcher' },
    trainer: layers.some(({ block }) => ARGUMENTS.has(block.block.dialect) && (block.block.dialect !== 'chatglm' || block.schema.owners.some((owner) => owner.startsWith('transformers/')))),
  };
}

function deepSpeedLayer(links: readonly FileLink[], knowledge: Knowledge): JoinedRun['deepspeed'] {
  for (const link of links) {
    if (link.role !== 'deepspeed' || !link.target) continue;
    const block = boundBlocks(link.target, knowledge).find(({ block: each }) => each.dialect === 'deepspeed' && (!link.written || each.root === link.written));
    if (block) return { file: link.target, block, link };
  }
  return undefined;
}

/** `dataset_dir` is meant from where one runs, `data` by default (llamafactory 0.9.4, hparams/data_args.py). */
async function findDatasets(layers: readonly Layer[], home: Snapshot, workspace: Workspace): Promise<Snapshot | undefined> {
  const own = layers.filter(({ block }) => block.block.dialect === 'llamafactory' && !block.schema.owners[0]?.includes('/v1.'));
  if (own.length === 0) return undefined;
  const entry = own.flatMap(({ block }) => block.bindings).find(({ entry: each }) => each.key === 'dataset_dir')?.entry;
  if (entry && entry.value.kind !== 'scalar') return undefined;
  const folder = entry?.value.kind === 'scalar' ? entry.value.text : 'data';
  if (folder === 'ONLINE' || /^(REMOTE:|\/|~)|[<>{}$]/.test(folder)) return undefined;
  for (const from of candidateFolders(home.uri, workspace.folders())) {
    const found = await workspace.snapshot(resolveUri(from, `${folder.replace(/\/$/, '')}/dataset_info.json`));
    if (found) return found;
  }
  return undefined;
}

const MODEL_KEYS = new Set(['model_name_or_path', 'model_path', 'base_model', 'base_model_name_or_path', 'model']);

function modelOf(layers: readonly Layer[], links: readonly FileLink[], knowledge: Knowledge): ModelFacts | undefined {
  for (const link of links) {
    const facts = link.role === 'model' && link.target ? readModelConfig(link.target, link.value.text) : undefined;
    if (facts) return facts;
  }
  for (const { block } of layers) {
    for (const entry of block.block.mapping.entries) if (MODEL_KEYS.has(entry.key.replaceAll('-', '_')) && !entry.lost && entry.value.kind === 'scalar') return familyOfHubId(entry.value.text, knowledge);
  }
  return undefined;
}

/** How many YAML files are opened to see whether they name a DeepSpeed JSON. */
const MOST_YAML = 300;

/** The runs of other files that name this one, directly or through a YAML. */
async function namingRuns(subject: Snapshot, workspace: Workspace, knowledge: Knowledge): Promise<readonly JoinedRun[]> {
  const name = subject.blocks.some((block) => block.dialect === 'model') ? parentName(subject.uri) : nameOf(subject.uri);
  if (name === '') return [];
  const files = await launchFiles(name, workspace);
  const direct = (await Promise.all(files.map((file) => homeRuns(file, workspace, knowledge, (command) => mentions(command, name))))).flat().filter((run) => takesPart(run, subject));
  if (subject.syntax !== 'json') return direct;
  const yamls = (await Promise.all((await workspace.files()).filter((uri) => /\.ya?ml$/.test(uri)).slice(0, MOST_YAML).map((uri) => workspace.snapshot(uri)))).filter((file): file is Snapshot => file?.text.includes(name) === true);
  const through = await Promise.all(yamls.filter((file) => file.uri !== subject.uri).map((file) => findJoins(file, workspace, knowledge)));
  const indirect = through.flat().filter((run) => takesPart(run, subject) && !direct.some((other) => other.home.uri === run.home.uri && other.command === run.command));
  return [...direct, ...indirect];
}

function mentions(command: CommandRoot, name: string): boolean {
  return command.words.some((word) => word.text?.includes(name)) || [...command.launcher.entries, ...command.value.entries].some((entry) => entry.value.kind === 'scalar' && entry.value.text.includes(name));
}

function takesPart(run: JoinedRun, subject: Snapshot): boolean {
  return run.links.some((link) => link.target?.uri === subject.uri) || run.layers.some((layer) => layer.file.uri === subject.uri && run.home.uri !== subject.uri);
}

function parentName(uri: string): string {
  return decodeURIComponent(uri.split('/').at(-2) ?? '');
}
