// The cases of the oracle: the examples of every check, and mutations of published files. Run by tools/oracle/run.mjs, which hands them to the
// libraries, and by the tests, which hand them to our rules.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { items, read } from '../corpus/corpus.js';
import { TRL_COMMANDS, trlTrainer } from '../../server/dialects/trl.js';
import type { Knowledge } from '../../server/knowledge/knowledge.js';
import { readKnowledge, ROOT, testedRules } from '../support/knowledge.js';
import type { Mapping, Mutation, Plain } from './mutate.js';
import { hashOf, mutated, mutationsOf, settingsIn, textOf } from './mutate.js';
import { flagsOf, shellMutations, shellText } from './shell.js';

/** A configuration as a user would have it, and who judges it. */
export interface Case { readonly id: string; readonly judge: string; readonly file: string; readonly text: string; readonly with?: Readonly<Record<string, string>>; /** Of thousands: only the configuration is made, no trainer. */ readonly sweep?: true; /** Which configuration class reads it. */ readonly of?: string }

/** Who reads which kind of published file, and under which name. */
export const KINDS: Readonly<Record<string, { readonly judge: string; readonly file: string }>> = {
  llamafactory_yaml: { judge: 'llamafactory', file: 'llama_factory.yaml' },
  axolotl_yaml: { judge: 'axolotl', file: 'axolotl.yaml' },
  deepspeed_json: { judge: 'deepspeed', file: 'ds_config.json' },
  accelerate_yaml: { judge: 'accelerate', file: 'accelerate.yaml' },
  peft_adapter_config: { judge: 'hugging_face', file: 'adapter_config.json' },
  generation_config_json: { judge: 'hugging_face', file: 'generation_config.json' },
  hf_args_yaml: { judge: 'arguments', file: 'sft.yaml' },
  hf_args_flags: { judge: 'arguments', file: 'run.sh' },
  hf_args_shell: { judge: 'bash', file: 'run.sh' },
};

/** The ways in which a published file's settings are asked about: arguments in a YAML can stand on a command line too. */
export const kindsOf = (kind: string): readonly string[] => (kind === 'hf_args_yaml' ? ['hf_args_yaml', 'hf_args_flags', 'hf_args_shell'] : [kind]);

/** The library in whose name a judge of an older release speaks: what the case's requirements.txt pins. */
function judgeOf(library: string, files: Readonly<Record<string, string>> | undefined, knowledge: Knowledge): string | undefined {
  const judge = { 'llamafactory': 'llamafactory', 'axolotl': 'axolotl', 'deepspeed': 'deepspeed', 'accelerate': 'accelerate', 'swift': undefined, 'launcher': undefined }[library];
  if (judge === undefined && (library === 'swift' || library === 'launcher')) return undefined;
  const pins = [...(files?.['requirements.txt'] ?? '').matchAll(/^([\w-]+)==(\S+)$/gm)].map(([, name, release]) => (knowledge.releases(name!).at(-1) === release ? '' : OLDER[name!] === release ? '_older' : undefined));
  // No judge has that release.
  if (pins.includes(undefined)) return undefined;
  const older = pins.includes('_older') ? '_older' : '';
  return older !== '' && judge !== undefined && judge !== 'deepspeed' ? undefined : `${judge ?? 'hugging_face'}${older}`;
}

/** What the older environment holds (tools/oracle/requirements/older.txt). */
const OLDER: Readonly<Record<string, string>> = { deepspeed: '0.17.6', transformers: '4.57.6', peft: '0.18.1', trl: '0.24.0' };

/** The examples of all checks (but of those about a GPU, which no judge has): `code bad`, which the library refuses where the check is an error, and `code good`, which it accepts. */
export function exampleCases(): readonly Case[] {
  const knowledge = readKnowledge();
  return Object.entries(testedRules()).flatMap(([rule, words]) => (words.family !== true || rule === 'unsupported-by-gpu' ? [] : (['examples', 'silent'] as const).flatMap((kind) => words[kind].flatMap((example): readonly Case[] => {
    const check = knowledge.checks(rule).find(({ code }) => code === example.check)!;
    const library = check.dialects?.[0] ?? check.marks[0]!.slice(0, check.marks[0]!.indexOf('/'));
    const judge = judgeOf(example.file.endsWith('.py') ? 'transformers' : library, example.with, knowledge);
    return judge === undefined ? [] : [{ id: `${example.check} ${kind === 'examples' ? 'bad' : 'good'}`, judge, file: example.file, text: example.text, ...(example.with ? { with: example.with } : {}) }];
  }))));
}

/** What is committed of a mutated case. */
export interface Recipe { readonly hash: string; readonly kind: string; readonly mutation?: Mutation }

/** Options of other recipes that are put into published files: what the examples of a judge's checks add to their base. */
export function overlaysOf(judge: string): Readonly<Record<string, Mapping>> {
  overlays ??= JSON.parse(readFileSync(path.join(ROOT, 'test/oracle/overlays.json'), 'utf8')) as NonNullable<typeof overlays>;
  return overlays[judge] ?? {};
}

let overlays: Readonly<Record<string, Readonly<Record<string, Mapping>>>> | undefined;

/** The published files by their hash. */
export function published(): ReadonlyMap<string, { readonly kind: string; readonly settings: Mapping; readonly repo: string; readonly path: string }> {
  return new Map(items.flatMap((item) => {
    const kind = KINDS[item.kind];
    const text = kind ? read(item) : '';
    const settings = kind && !/\{\{|\$\{/.test(text) ? settingsIn(kind.file, text) : undefined;
    return settings ? [[hashOf(text), { kind: item.kind, settings, repo: item.repo, path: item.path }] as const] : [];
  }));
}

export const idOf = ({ hash, mutation }: Recipe): string => [hash.slice(0, 16), ...(mutation ?? [])].join(' ');

/** What is mutated of a published file: of arguments for older releases of TRL, and for scripts of their own, those that the newest one has. */
export function startOf(kind: string, settings: Mapping): Mapping {
  if (KINDS[kind]!.judge !== 'arguments') return settings;
  const knowledge = readKnowledge();
  const owners = [trlTrainer(new Set(Object.keys(settings))), 'trl/ScriptArguments', 'trl/ModelConfig', 'trl/DatasetMixtureConfig'];
  const known = new Set(owners.flatMap((owner) => knowledge.parameters(owner).filter(({ here, until }) => here && until === undefined).map(({ name }) => name)));
  // What asks for the network, a package or another file says nothing about the arguments.
  const elsewhere = new Set(['deepspeed', 'attn_implementation', 'push_to_hub', 'hub_model_id', 'dataset_test_split', 'dataset_train_split', 'report_to', 'chat_template_path']);
  return { dataset_name: 'trl-lib/Capybara', ...Object.fromEntries(Object.entries(settings).filter(([key]) => known.has(key) && !elsewhere.has(key))) };
}

/** The text of a recipe; undefined where the mutation changes nothing. DeepSpeed files that a YAML names are put beside it. */
export function caseOf(recipe: Recipe, published: Mapping): Case | undefined {
  const settings = startOf(recipe.kind, published);
  const { judge, file } = KINDS[recipe.kind]!;
  if (judge === 'bash') return flagsOf(settings).length < 6 ? undefined : { id: idOf(recipe), judge, file, text: shellText(settings, recipe.mutation) };
  const result = recipe.mutation ? mutated(settings, recipe.mutation, overlaysOf(judge)) : settings;
  if (!result) return undefined;
  const beside = typeof result['deepspeed'] === 'string' && result['deepspeed'].endsWith('.json') ? { [path.basename(result['deepspeed'])]: deepSpeedFile(result['deepspeed']) } : undefined;
  if (judge === 'arguments') return argumentsCase(recipe, result);
  const named = judge === 'accelerate' ? inner(result, 'deepspeed_config', 'deepspeed_config_file') : undefined;
  if (typeof named === 'string' && named.endsWith('.json')) return { id: idOf(recipe), judge, file, text: textOf(file, { ...result, deepspeed_config: { ...result['deepspeed_config'] as Mapping, deepspeed_config_file: path.basename(named) } }), with: { [path.basename(named)]: deepSpeedFile(named) } };
  const shown = beside ? { ...result, deepspeed: path.basename(String(result['deepspeed'])) } : result;
  return { id: idOf(recipe), judge, file, text: textOf(file, shown), ...(beside ? { with: beside } : {}) };
}

function inner(settings: Mapping, section: string, key: string): Plain | undefined {
  const value = settings[section];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Mapping)[key] : undefined;
}

/** Arguments of TRL, in a YAML or behind its command. */
function argumentsCase(recipe: Recipe, settings: Mapping): Case | undefined {
  const of = trlTrainer(new Set(Object.keys(settings))).slice('trl/'.length);
  const command = Object.entries(TRL_COMMANDS).find(([, owner]) => owner === `trl/${of}`)?.[0];
  const { judge, file } = KINDS[recipe.kind]!;
  if (recipe.kind === 'hf_args_yaml') return { id: `yaml ${idOf(recipe)}`, judge, file, text: textOf(file, settings), of };
  return command === undefined ? undefined : { id: `flags ${idOf(recipe)}`, judge, file, text: `trl ${command} \\\n  ${flagsOf(settings).join(' \\\n  ')}\n`, of };
}

function deepSpeedFile(name: string): string {
  const stage = /z(?:ero)?[-_]?([0-3])/i.exec(name)?.[1] ?? '2';
  return textOf('a.json', { train_micro_batch_size_per_gpu: 'auto', gradient_accumulation_steps: 'auto', zero_optimization: { stage: Number(stage) }, bf16: { enabled: 'auto' } });
}

/** The recipes of a file that its library accepts as it stands. */
export function recipesOf(hash: string, kind: string, settings: Mapping, count: number): readonly Recipe[] {
  if (kind === 'hf_args_shell') return shellMutations(hash, settings).map((mutation) => ({ hash, kind, mutation }));
  return mutationsOf(hash, startOf(kind, settings), Object.keys(overlaysOf(KINDS[kind]!.judge))).slice(0, count).map((mutation) => ({ hash, kind, mutation }));
}

/** The odd values of the sweep: what a parameter is given instead of its own kind of value. */
export const ODD: Readonly<Record<string, Plain>> = { text: 'many', mapping: { of: 'many' }, list: [{ of: 'many' }], true: true, false: false, number: 7, one: 1, zero: 0, minus: -1, negative: -3, fraction: 2.37, share: 0.37, quoted: '7', quotedTrue: 'true', null: null };

/** Working settings of one file, and others that work too: what only one of them refuses is no matter of the value's kind. */
interface Base { readonly file: string; readonly frame?: string; readonly module?: string; readonly bases: readonly Mapping[]; readonly owners: readonly string[]; readonly section?: string }

/** One case for each parameter of the swept classes, each odd value and each base; `id` is the parameter's id, the odd value's name, the base's number. */
export function sweepCases(judge: string): readonly Case[] {
  const knowledge = readKnowledge();
  const all = JSON.parse(readFileSync(path.join(ROOT, 'test/oracle/bases.json'), 'utf8')) as Readonly<Record<string, Base>>;
  return Object.entries(all).filter(([name]) => name.split(' ')[0] === judge).flatMap(([, { file, frame, module, bases, owners, section }]) => bases.flatMap((base, number) => {
    const write = (settings: Mapping): string => (frame === undefined ? textOf(file, settings) : `from ${module!} import ${frame}\n\nconfig = ${frame}(${Object.entries(settings).map(([key, value]) => `${key}=${python(value)}`).join(', ')})\n`);
    const sections = (owner: string, prefix: readonly string[]): readonly Case[] => knowledge.parameters(owner).filter((parameter) => parameter.here && parameter.until === undefined && (prefix.length > 0 || module === undefined || isOwn(parameter, owner))).flatMap((parameter) => [
      ...Object.entries(ODD).map(([kind, value]): Case => ({ id: `${parameter.id} ${kind} ${number}`, judge, file, text: write(placed(base, [...prefix, parameter.name], value)), sweep: true })),
      ...(parameter.section === undefined || parameter.listed || prefix.length > 1 || (section === undefined && `${judge} ${parameter.name}` in all) ? [] : sections(parameter.section, [...prefix, parameter.name])),
    ]);
    return [{ id: `${owners[0]!}. base ${number}`, judge, file, text: write(base) }, ...owners.flatMap((owner) => sections(owner, section === undefined ? [] : [section]))];
  }));
}

/** What a class takes over from TrainingArguments is tried there. */
function isOwn({ id, inheritedIds }: { readonly id: string; readonly inheritedIds: readonly string[] }, owner: string): boolean {
  return id.startsWith(`${owner}.`) && (owner === 'transformers/TrainingArguments' || !inheritedIds.some((each) => each.startsWith('transformers/TrainingArguments.')));
}

function placed(settings: Mapping, [key = '', ...rest]: readonly string[], value: Plain): Mapping {
  const inner = settings[key];
  return { ...settings, [key]: rest.length === 0 ? value : placed(typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? inner as Mapping : {}, rest, value) };
}

function python(value: Plain): string {
  return value === null ? 'None' : value === true ? 'True' : value === false ? 'False' : typeof value === 'object' && !Array.isArray(value) ? `{${Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${python(inner)}`).join(', ')}}` : Array.isArray(value) ? `[${(value as readonly Plain[]).map(python).join(', ')}]` : JSON.stringify(value);
}
