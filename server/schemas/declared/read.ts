import type { Knowledge } from '../../knowledge/knowledge.js';
import type { Call, Expression, PythonClass } from '../../syntax/python-outline.js';
import type { Snapshot } from '../../workspace/snapshot.js';
import type { Workspace } from '../../workspace/workspace.js';
import { argumentFlag, keyword, opens } from './argparse.js';
import { functionFlags, helpFlag } from './click.js';
import { fieldFlag, libraryFlags, libraryOwner } from './dataclasses.js';
import type { DeclaredFlag, DeclaredParser } from './declared.js';
import { openParser } from './declared.js';
import type { Module } from './modules.js';
import { findModule, moduleOf } from './modules.js';

const ARGPARSE = /(^|\.)(ArgumentParser|ArgParser)$/;
const DATACLASSES = /(^|\.)(HfArgumentParser|TrlParser|H4ArgumentParser|TrlArgumentParser|PdArgumentParser)$/;

interface Draft { readonly flags: DeclaredFlag[]; closed: boolean; abbreviates: boolean; positionals: boolean; readonly libraries: Set<string>; readonly files: Set<Snapshot> }

interface Remembered { readonly knowledge: Knowledge; readonly parser: DeclaredParser | undefined }

const cache = new WeakMap<Snapshot, Remembered>();

/**
 * What reads the command line of a script: its own parser, or that of a module of the workspace that it imports. Undefined when no
 * parser is in sight. Never runs anything; what it cannot follow makes the parser open.
 */
export async function readParser(script: Snapshot, workspace: Workspace, knowledge: Knowledge): Promise<DeclaredParser | undefined> {
  const known = cache.get(script);
  if (known?.knowledge === knowledge && await areCurrent(known.parser, workspace)) return known.parser;
  const parser = await read(script, workspace, knowledge);
  cache.set(script, { knowledge, parser });
  return parser;
}

async function areCurrent(parser: DeclaredParser | undefined, workspace: Workspace): Promise<boolean> {
  const files = await Promise.all((parser?.files ?? []).map(async (file) => (await workspace.snapshot(file.uri)) === file));
  return files.every(Boolean);
}

async function read(script: Snapshot, workspace: Workspace, knowledge: Knowledge): Promise<DeclaredParser | undefined> {
  const own = moduleOf(script);
  const imported = await parserModules(own, workspace);
  for (const module of hasParser(own) ? [own] : imported) {
    const functions = functionFlags(module.outline, module.file);
    if (functions && !callsParser(module)) return openParser({ ...functions, libraries: [], abbreviates: false, script, files: [module.file] });
    const absl = abslFlags(module);
    if (absl) return openParser({ kind: 'absl', closed: false, flags: absl, positionals: true, libraries: [], abbreviates: false, script, files: [module.file] });
    const draft: Draft = { flags: [helpFlag()], closed: true, abbreviates: true, positionals: false, libraries: new Set(), files: new Set([module.file]) };
    await readCalls(module, workspace, knowledge, draft);
    // The script may add to the parser that the module made, and what it imports may too.
    if (module !== own) { addArguments(own, draft); if (own.outline.calls.some((call) => isOpening(call))) draft.closed = false; }
    const dataclasses = module.outline.calls.some((call) => DATACLASSES.test(call.callee));
    return openParser({ kind: dataclasses ? 'dataclasses' : 'argparse', closed: draft.closed, flags: merged(draft.flags), abbreviates: draft.abbreviates && draft.closed, positionals: draft.positionals, libraries: [...draft.libraries], script, files: [...draft.files] });
  }
  return undefined;
}

/** A name declared twice: the later one is what argparse would refuse, or a branch we cannot tell; both spellings stay. */
function merged(flags: readonly DeclaredFlag[]): readonly DeclaredFlag[] {
  const byName = new Map<string, DeclaredFlag>();
  for (const flag of flags) {
    const old = byName.get(flag.name);
    // A script's own declaration is nearer than a library's; of two of the script's nothing about values is certain.
    if (!old || (!old.where && flag.where)) byName.set(flag.name, flag);
    else if (old.where && flag.where) { const { choices: _choices, ...rest } = old; byName.set(flag.name, { ...rest, type: 'other', takes: 'many', required: false, names: [...new Set([...old.names, ...flag.names])] }); }
  }
  return [...byName.values()];
}

function callsParser({ outline }: Module): boolean {
  return outline.calls.some((call) => ARGPARSE.test(call.callee) || DATACLASSES.test(call.callee));
}

function hasParser(module: Module): boolean {
  return callsParser(module) || functionFlags(module.outline, module.file) !== undefined || abslFlags(module) !== undefined;
}

/** Modules of the workspace with a parser, of which the script calls something. */
async function parserModules(own: Module, workspace: Workspace): Promise<readonly Module[]> {
  const { outline, file } = own;
  const called = new Map(outline.calls.map((call) => [call.callee.split('.')[0]!, call.callee.split('.').at(-1)!]));
  const wanted = outline.imports.filter((item) => called.has(item.local) && isLocal(item.module)).slice(0, 20);
  const modules = await Promise.all(wanted.map(async (item) => {
    const module = await findModule(item.module, file, workspace);
    return module && hasParser(module) && parses(item.name === undefined || item.name === '*' ? called.get(item.local)! : item.name, module) ? module : undefined;
  }));
  return modules.filter((module): module is Module => module !== undefined);
}

/** Whether a function of a module, or one of the module's that it calls, reads the command line. */
function parses(name: string, { outline }: Module): boolean {
  const reached = new Set([name]);
  for (const reach of reached) {
    for (const call of outline.calls) {
      if (call.within !== reach) continue;
      if (/(^|\.)(parse_args|parse_args_into_dataclasses|parse_args_and_config|parse_known_args)$/.test(call.callee) || ARGPARSE.test(call.callee) || DATACLASSES.test(call.callee)) return true;
      if (outline.functions.some((each) => each.name === call.callee)) reached.add(call.callee);
    }
  }
  return outline.functions.some((each) => each.name === name && each.decorators.some((decorator) => /command/.test(decorator.text)));
}

function isLocal(module: string): boolean {
  return !/^(transformers|torch|trl|peft|accelerate|deepspeed|datasets|numpy|os|sys|re|json|argparse|dataclasses|typing|pathlib|logging|tqdm|wandb|yaml|math|random|time|copy|functools|collections)(\.|$)/.test(module);
}

function abslFlags({ outline, file }: Module): readonly DeclaredFlag[] | undefined {
  if (!outline.imports.some((item) => item.module === 'absl' || item.module === 'absl.flags')) return undefined;
  const flags = outline.calls.flatMap((call): readonly DeclaredFlag[] => {
    const type = /(^|\.)DEFINE_(\w+)$/.exec(call.callee)?.[2];
    const [name, fallback, help] = call.positional;
    if (type === undefined || name?.kind !== 'string') return [];
    const text = help ?? keyword(call, 'help');
    return [{ name: name.text, names: [name.text], negative: type === 'boolean' || type === 'bool' ? [`no${name.text}`] : [], type: type === 'integer' ? 'int' : type === 'float' ? 'float' : type === 'string' ? 'text' : 'other', ...(text?.kind === 'string' ? { help: text.text } : {}), ...(fallback && fallback.kind !== 'none' ? { fallback: fallback.text.slice(0, 80) } : {}), required: false, takes: /bool/.test(type) ? 'maybe-one' : 'one', repeatable: /multi/.test(type), where: { file, span: name.span } }];
  });
  return flags.length > 0 ? flags : undefined;
}

/** Every declaration of a module, and of the functions and classes it takes from one import further. */
async function readCalls(module: Module, workspace: Workspace, knowledge: Knowledge, draft: Draft): Promise<void> {
  addArguments(module, draft);
  const { outline } = module;
  const parsers = new Set<string>();
  for (const call of outline.calls) {
    if (ARGPARSE.test(call.callee) || DATACLASSES.test(call.callee)) {
      for (const target of call.targets) parsers.add(target);
      if (keyword(call, 'parents') || call.open) draft.closed = false;
      if (keyword(call, 'allow_abbrev')?.text === 'False') draft.abbreviates = false;
      if (keyword(call, 'prefix_chars') || keyword(call, 'fromfile_prefix_chars')) draft.closed = false;
      if (ARGPARSE.test(call.callee) && !isArgparse(call.callee, module)) draft.closed = false;
    }
    if (DATACLASSES.test(call.callee)) await readDataclasses(call, module, workspace, knowledge, draft);
    if (isOpening(call)) draft.closed = false;
  }
  for (const call of outline.calls) {
    const receiver = call.callee.slice(0, call.callee.lastIndexOf('.'));
    if (parsers.has(receiver) && opens(call.callee.slice(receiver.length + 1))) draft.closed = false;
    // Handed to a function: to one that is read, or to one that may add anything.
    if (call.positional.some((item) => parsers.has(item.text)) || call.keywords.some((item) => parsers.has(item.value.text))) await readHelper(call, module, workspace, draft);
  }
  for (const made of outline.classes) if (made.bases.some((base) => ARGPARSE.test(base) || DATACLASSES.test(base))) draft.closed = false;
}

function isArgparse(callee: string, { outline }: Module): boolean {
  const local = callee.split('.')[0]!;
  return outline.imports.some((item) => item.local === local && (item.module === 'argparse' || item.module === 'transformers' || item.module === 'trl'));
}

/** Calls after which unknown flags are no fault, or flags appear that are not written down. */
function isOpening(call: Call): boolean {
  if (/(^|\.)(parse_known_args|parse_known_intermixed_args|add_subparsers|add_argparse_args|_add_action|add_arguments)$/.test(call.callee)) return true;
  if (/parse_args_into_dataclasses$|parse_args_and_config$/.test(call.callee)) return ['return_remaining_strings'].some((name) => { const value = keyword(call, name); return value !== undefined && value.text !== 'False'; });
  return /(^|\.)(from_cli|OmegaConf\.from_cli)$/.test(call.callee);
}

function addArguments(module: Module, draft: Draft): void {
  for (const call of module.outline.calls) {
    if (!/\.add_argument$/.test(call.callee)) continue;
    const flag = argumentFlag(call, module.file);
    if (flag === 'unread') draft.closed = false;
    else if (flag === 'positional') draft.positionals = true;
    else draft.flags.push(flag);
  }
}

/** `add_model_args(parser)`: one of this module's, one import further, or DeepSpeed's own. */
async function readHelper(call: Call, module: Module, workspace: Workspace, draft: Draft): Promise<void> {
  const { outline, file } = module;
  if (/(^|\.)deepspeed\.add_config_arguments$|^add_config_arguments$/.test(call.callee)) { draft.flags.push(...deepSpeedFlags()); return; }
  if (/^(print|isinstance|vars|len|str|repr|type|id|hasattr|getattr|setattr|list|sorted)$/.test(call.callee)) return;
  if (DATACLASSES.test(call.callee) || ARGPARSE.test(call.callee)) { draft.closed = false; return; }
  if (outline.functions.some((each) => each.name === call.callee)) return;
  const root = call.callee.split('.')[0];
  const found = outline.imports.find((item) => item.local === root);
  const other = found && isLocal(found.module) ? await findModule(found.module, file, workspace) : undefined;
  // A package that only passes a name on hides where the function is.
  const called = call.callee.split('.').at(-1)!;
  if (!other?.outline.functions.some((each) => each.name === (found?.name !== undefined && call.callee === root ? found.name : called))) { draft.closed = false; return; }
  draft.files.add(other.file);
  addArguments(other, draft);
  if (other.outline.calls.some((each) => isOpening(each))) draft.closed = false;
  // What that module hands on again is beyond the one step we follow.
  if (other.outline.calls.some((each) => /^(parser|group)$/.test(each.positional[0]?.text ?? '') && !other.outline.functions.some((own) => own.name === each.callee))) draft.closed = false;
}

/** deepspeed 0.16, deepspeed/__init__.py, `_add_core_arguments`. */
function deepSpeedFlags(): readonly DeclaredFlag[] {
  const flag = (name: string, takes: DeclaredFlag['takes'], type: DeclaredFlag['type'], help: string): DeclaredFlag => ({ name, names: [name], negative: [], help, type, required: false, takes, repeatable: false });
  return [
    flag('deepspeed', 'nothing', 'boolean', ''), flag('deepspeed_config', 'one', 'text', ''), flag('deepscale', 'nothing', 'boolean', ''), flag('deepscale_config', 'one', 'text', ''), flag('deepspeed_mpi', 'nothing', 'boolean', ''),
  ];
}

async function readDataclasses(call: Call, module: Module, workspace: Workspace, knowledge: Knowledge, draft: Draft): Promise<void> {
  const given = call.positional[0] ?? keyword(call, 'dataclass_types');
  const types = given?.kind === 'name' && module.outline.constants.has(given.text) ? module.outline.constants.get(given.text) : given;
  const names: readonly Expression[] = types?.kind === 'list' ? types.items : types?.kind === 'name' ? [types] : [];
  if (names.length === 0) draft.closed = false;
  // TrlParser reads `--config` and sets defaults from that file (trl 0.12, scripts/utils.py).
  if (/TrlParser$/.test(call.callee)) draft.flags.push({ name: 'config', names: ['config'], negative: [], type: 'text', required: false, takes: 'one', repeatable: false });
  for (const name of names) if (name.kind !== 'name' || !await addClass(name.text, module, workspace, knowledge, draft, 0)) draft.closed = false;
}

/** The flags of a dataclass with those of its bases; false when one of them is out of sight. */
async function addClass(name: string, module: Module, workspace: Workspace, knowledge: Knowledge, draft: Draft, depth: number): Promise<boolean> {
  if (depth > 6) return false;
  const { outline, file } = module;
  const own = outline.classes.find((each) => each.name === name);
  if (own) {
    addFields(own, module, draft);
    let all = own.decorators.some((decorator) => /^(dataclasses\.)?dataclass/.test(decorator)) || own.bases.length > 0;
    for (const base of own.bases) if (!/^(object|ABC|Generic.*)$/.test(base) && !await addClass(base, module, workspace, knowledge, draft, depth + 1)) all = false;
    return all;
  }
  const [root = '', ...rest] = name.split('.');
  const found = outline.imports.find((item) => item.local === root);
  if (!found) {
    // `from x import *` may bring it in.
    for (const star of outline.imports.filter((item) => item.name === '*' && isLocal(item.module))) {
      const other = await findModule(star.module, file, workspace);
      if (other?.outline.classes.some((each) => each.name === name)) { draft.files.add(other.file); return addClass(name, other, workspace, knowledge, draft, depth + 1); }
    }
    return false;
  }
  const owner = libraryOwner(found.module, rest.at(-1) ?? found.name ?? '', knowledge);
  if (owner !== undefined) {
    draft.flags.push(...libraryFlags(owner, knowledge));
    draft.libraries.add(owner.split('/')[0]!);
    // While the installed release is not known, it may have fields that no release we read has.
    return true;
  }
  if (!isLocal(found.module)) return false;
  const other = await findModule(found.module, file, workspace) ?? (found.name === undefined ? undefined : await findModule(`${found.module}.${found.name}`, file, workspace));
  if (!other) return false;
  draft.files.add(other.file);
  const wanted = rest.at(-1) ?? found.name ?? '';
  return addClass(wanted, other, workspace, knowledge, draft, depth + 1);
}

function addFields(own: PythonClass, { outline, file }: Module, draft: Draft): void {
  const enums = (name: string): readonly string[] | undefined => {
    const found = outline.classes.find((each) => each.name === name && each.bases.some((base) => /Enum$/.test(base)));
    const words = found?.fields.filter((field) => field.annotation === undefined);
    return words && words.every((field) => field.value?.kind === 'string') ? words.map((field) => field.value!.text) : undefined;
  };
  for (const field of own.fields) {
    const flag = fieldFlag(field, file, enums);
    if (flag !== 'none') draft.flags.push(flag);
  }
}
