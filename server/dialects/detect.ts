import { nameOfProgram } from '../syntax/shell/programs.js';
import type { CallRoot, CommandRoot, DictRoot, DocumentRoot, Mapping, Root, Starter, Tree } from '../syntax/tree.js';
import { accelerateOwner, looksLikeAccelerate } from './accelerate.js';
import { looksLikeAxolotl } from './axolotl.js';
import type { Block, DialectId, Loader } from './block.js';
import { chatglmOwners, finetuningYaml } from './chatglm.js';
import { looksLikeDeepSpeed } from './deepspeed.js';
import { keysOf, mappingAt } from './fingerprint.js';
import { llamafactoryOwners, TRAIN_CLASSES } from './llamafactory.js';
import { llavaOwners } from './llava.js';
import { looksLikeGeneration, modelOwners } from './model.js';
import { readModeline } from './modeline.js';
import { hasUnknownPeftType, looksLikeAdapter, PEFT_CALLS, peftOwner } from './peft.js';
import { swiftCommandOwners, swiftOwners } from './swift.js';
import { looksLikeTrainer, TRAINER_CALLS } from './trainer.js';
import { isTrlConfig, TRL_COMMANDS, trlOwners, trlScore } from './trl.js';
import { looksLikeUltralytics } from './ultralytics.js';

/** The blocks of a file, found by the fingerprint of its keys. A modeline or the user's choice wins; `none` means hands off. */
export function detectBlocks(tree: Tree, chosen?: DialectId | 'none'): readonly Block[] {
  const modeline = readModeline(tree);
  const dialect = modeline.dialect ?? chosen;
  if (dialect === 'none') return [];
  const blocks = tree.roots.flatMap((root) => (dialect ? forced(root, dialect, tree) : detected(root, tree)));
  const loader = modeline.loader;
  return loader ? blocks.map((block) => ({ ...block, loader })) : blocks;
}

function detected(root: Root, tree: Tree): readonly Block[] {
  switch (root.kind) {
    case 'document': return documentBlocks(root, tree);
    case 'command': return commandBlocks(root);
    case 'call': return callBlocks(root, tree);
    case 'dict': return handedBlocks(root, tree) ?? dictBlocks(root);
    case 'hosts': return root.value.entries.length === 0 ? [] : [{ dialect: 'hostfile', loader: 'hosts', owners: [], root, mapping: root.value, open: false }];
  }
}

function documentBlocks(root: DocumentRoot, tree: Tree): readonly Block[] {
  if (root.value.kind !== 'mapping') return [];
  const mapping = root.value;
  const syntax = root.syntax ?? tree.syntax;
  const json = syntax === 'json';
  const loader: Loader = json ? 'json' : 'yaml';
  if (json && looksLikeDeepSpeed(mapping)) return [{ dialect: 'deepspeed', loader: 'hjson', owners: ['deepspeed/'], root, mapping, open: false }];
  const glm = json ? undefined : finetuningYaml(mapping);
  if (glm) {
    // finetune_hf.py reads its YAML with ruamel: `1e-4` is a number there.
    const part = (dialect: DialectId, owners: readonly string[], of: Block['mapping'], open: boolean): Block => ({ dialect, loader: 'ruamel', owners, root, mapping: of, open });
    return [
      part('chatglm', ['chatglm/FinetuningConfig'], mapping, true),
      ...(glm.data ? [part('chatglm', ['chatglm/DataConfig'], glm.data, true)] : []),
      // Handed to the constructor as keyword arguments.
      ...(glm.training ? [part('trainer', ['transformers/Seq2SeqTrainingArguments'], glm.training, false)] : []),
      ...(glm.peft ? peftBlock(root, glm.peft, 'ruamel', false) : []),
    ];
  }
  const keys = keysOf(mapping);
  const model = json ? modelOwners(mapping) : undefined;
  if (model) return [{ dialect: 'model', loader, owners: model, root, mapping, open: true }];
  // A flat file that also sets training arguments is a script's own, whatever it hands to PEFT.
  if (keys.has('peft_type')) return peftBlock(root, mapping, loader, looksLikeTrainer(mapping, 0.5));
  if (json && looksLikeAdapter(keys)) return [{ dialect: 'peft', loader, owners: ['peft/PeftConfig'], root, mapping, open: true }];
  const tool = toolBlock(root, mapping, syntax, loader);
  if (tool) return [tool];
  const nested = mappingAt(mapping, 'peft_config');
  // Other tools have a `peft_config` of their own; PEFT's says its type, or at least its task.
  const inner = nested && (keysOf(nested).has('peft_type') || keysOf(nested).has('task_type')) ? peftBlock(root, nested, loader, !keysOf(nested).has('peft_type')) : [];
  if (looksLikeTrainer(mapping, 4)) return [{ dialect: 'trainer', loader, owners: [trainerOwner(keys)], root, mapping, open: true }, ...inner];
  return inner;
}

/** Files of tools that have a format of their own, told by their keys. A TRL recipe of another project may hold that project's keys too. */
function toolBlock(root: Root, mapping: Mapping, syntax: Tree['syntax'], loader: Loader): Block | undefined {
  const block = (dialect: DialectId, owners: readonly string[], open: boolean): Block => ({ dialect, loader, owners, root, mapping, open });
  const llamafactory = llamafactoryOwners(mapping);
  // The v1 classes are experimental and read more than they declare.
  if (llamafactory) return block('llamafactory', llamafactory, llamafactory[0]!.includes('/v1.'));
  const swift = swiftOwners(mapping);
  if (swift) return block('swift', swift, false);
  if (syntax === 'json') return looksLikeGeneration(mapping) ? block('generation', ['transformers/GenerationConfig'], true) : undefined;
  if (looksLikeAxolotl(mapping)) return block('axolotl', ['axolotl/AxolotlInputConfig'], false);
  if (looksLikeAccelerate(mapping)) return block('accelerate', [accelerateOwner(mapping)], false);
  if (looksLikeUltralytics(mapping)) return block('ultralytics', ['ultralytics/cfg'], false);
  if (trlScore(mapping) >= 2 && looksLikeTrainer(mapping, 2)) return block('trl', trlOwners(mapping), false);
  return undefined;
}

function commandBlocks(root: CommandRoot): readonly Block[] {
  const swift = swiftCommandOwners(root);
  if (swift) return [{ dialect: 'swift', loader: 'argv', owners: swift, root, mapping: root.value, open: false }];
  const tool = toolCommand(root);
  if (tool) return [tool];
  if (!root.script) return [];
  const owner = root.starter === undefined ? undefined : LAUNCHERS[root.starter];
  const launcher: readonly Block[] = owner === undefined ? [] : [{ dialect: 'launcher', loader: 'argv', owners: [owner], root, mapping: root.launcher, open: false }];
  const launched = { loader: 'argv' as const, root, mapping: root.value, open: true };
  const chatglm = chatglmOwners(root.value, root);
  if (chatglm) return [{ ...launched, dialect: 'chatglm', owners: chatglm }, ...launcher];
  const llava = llavaOwners(root.value, root);
  if (llava) return [{ ...launched, dialect: 'trainer', owners: llava }, ...launcher];
  if (looksLikeTrainer(root.value, 3)) return [{ ...launched, dialect: 'trainer', owners: [trainerOwner(keysOf(root.value))] }, ...launcher];
  return [{ ...launched, dialect: 'script', owners: [] }, ...launcher];
}

/** Tools with sub-commands of their own, whose arguments the catalog knows. */
function toolCommand(root: CommandRoot): Block | undefined {
  const program = nameOfProgram(root.words[root.program]?.text ?? '');
  const command = root.words[root.program + 1]?.text ?? '';
  const block = (dialect: DialectId, owners: readonly string[], open: boolean): Block => ({ dialect, loader: 'argv', owners, root, mapping: root.value, open });
  if (/^(llamafactory-cli|llamafactory|lmf)$/.test(program) && /^(train|chat|export|eval|api|webchat)$/.test(command)) return block('llamafactory', TRAIN_CLASSES, false);
  // The click command takes options of its own beside the schema's keys.
  if (program === 'axolotl' && /^(train|preprocess|evaluate|inference|merge-lora|merge_lora)$/.test(command)) return block('axolotl', ['axolotl/AxolotlInputConfig'], true);
  if (program === 'trl' && TRL_COMMANDS[command]) return block('trl', [TRL_COMMANDS[command], 'trl/ScriptArguments', 'trl/ModelConfig', 'trl/DatasetMixtureConfig', 'accelerate/launch'], true);
  if (program === 'yolo') return block('ultralytics', ['ultralytics/cfg'], false);
  return undefined;
}

/** The class whose flags a launcher reads before the script. */
const LAUNCHERS: Readonly<Partial<Record<Starter, string>>> = { torchrun: 'torch/torchrun', launch: 'torch/launch', deepspeed: 'deepspeed/launcher', accelerate: 'accelerate/launch' };

function callBlocks(root: CallRoot, tree: Tree): readonly Block[] {
  const call = { loader: 'python' as const, root, mapping: root.value };
  if (TRAINER_CALLS.has(root.name)) return [{ ...call, dialect: 'trainer', owners: [`transformers/${root.name}`], open: root.open || !importedFrom(tree, 'transformers', root.name) }];
  if (isTrlConfig(root.name) && importedFrom(tree, 'trl', root.name)) return [{ ...call, dialect: 'trl', owners: [`trl/${root.name}`], open: root.open }];
  // Its `config` is a DeepSpeed file, or a dict that is told by its own keys.
  if (root.name === 'initialize' && importedFrom(tree, 'deepspeed', 'initialize')) return [{ ...call, dialect: 'script', owners: [], open: true }];
  const other = TRANSFORMERS_CALLS[root.name];
  if (other && importedFrom(tree, 'transformers', root.name)) return [{ ...call, dialect: other, owners: [`transformers/${root.name}`], open: true }];
  if (PEFT_CALLS.has(root.name)) {
    return [{ ...call, dialect: 'peft', owners: [`peft/${root.name}`], open: root.open || !importedFrom(tree, 'peft', root.name) }];
  }
  return [];
}

/** Constructors of transformers beside the training arguments, and the dialect each speaks. */
const TRANSFORMERS_CALLS: Readonly<Record<string, DialectId>> = { GenerationConfig: 'generation', BitsAndBytesConfig: 'trainer', GPTQConfig: 'trainer', Trainer: 'trainer', Seq2SeqTrainer: 'trainer' };

function importedFrom(tree: Tree, library: string, name: string): boolean {
  return tree.imports?.some((item) => item.module.split('.')[0] === library && (item.name === name || item.name === undefined)) ?? false;
}

/** `args = {…}` and then `TrainingArguments(**args)`: the dict holds that class's keywords. */
function handedBlocks(root: DictRoot, tree: Tree): readonly Block[] | undefined {
  const call = root.name === undefined ? undefined : tree.roots.find((each): each is CallRoot => each.kind === 'call' && (each.spread?.includes(root.name!) ?? false));
  const blocks = call ? callBlocks(call, tree) : [];
  return blocks.length > 0 ? blocks.map((block) => ({ ...block, root, mapping: root.value, open: block.open || root.open })) : undefined;
}

function dictBlocks(root: DictRoot): readonly Block[] {
  const dict = { loader: 'python' as const, root, mapping: root.value };
  if (looksLikeDeepSpeed(root.value)) return [{ ...dict, dialect: 'deepspeed', owners: ['deepspeed/'], open: root.open }];
  const chatglm = chatglmOwners(root.value);
  if (chatglm) return [{ ...dict, dialect: 'chatglm', owners: chatglm, open: true }];
  const keys = keysOf(root.value);
  const lora = ['lora_r', 'lora_rank', 'lora_alpha', 'lora_dropout', 'lora_target_modules'].filter((key) => keys.has(key)).length;
  if (looksLikeTrainer(root.value, lora >= 2 ? 0.5 : 4)) return [{ ...dict, dialect: 'trainer', owners: [trainerOwner(keys)], open: true }];
  if (lora >= 2) return [{ ...dict, dialect: 'trainer', owners: ['transformers/TrainingArguments'], open: true }];
  return [];
}

function peftBlock(root: Root, mapping: Block['mapping'], loader: Loader, open: boolean): readonly Block[] {
  const owner = peftOwner(mapping);
  return owner ? [{ dialect: 'peft', loader, owners: [owner], root, mapping, open: open || hasUnknownPeftType(mapping) }] : [];
}

function trainerOwner(keys: ReadonlySet<string>): string {
  return keys.has('predict_with_generate') || keys.has('generation_max_length') || keys.has('generation_num_beams') ? 'transformers/Seq2SeqTrainingArguments' : 'transformers/TrainingArguments';
}

/** Readers that refuse or drop what they do not know, so that an unknown key is worth a word. */
const CLOSED: ReadonlySet<DialectId> = new Set(['deepspeed', 'llamafactory', 'axolotl', 'accelerate', 'ultralytics']);

/** A dialect that a person chose: every mapping of the file is read as its. */
function forced(root: Root, dialect: DialectId, tree: Tree): readonly Block[] {
  if (root.kind !== 'command' && root.value.kind !== 'mapping') return [];
  const found = detected(root, tree).filter((block) => block.dialect === dialect);
  if (found.length > 0 || root.value.kind !== 'mapping') return found;
  const mapping = root.value;
  const loader: Loader = root.kind === 'command' ? 'argv' : root.kind === 'document' ? ((root.syntax ?? tree.syntax) === 'yaml' ? 'yaml' : dialect === 'deepspeed' ? 'hjson' : 'json') : 'python';
  const owners: Readonly<Partial<Record<DialectId, readonly string[]>>> = {
    deepspeed: ['deepspeed/'],
    peft: [peftOwner(mapping) ?? 'peft/LoraConfig'],
    trainer: ['transformers/Seq2SeqTrainingArguments'],
    trl: trlOwners(mapping),
    accelerate: [accelerateOwner(mapping)],
    llamafactory: llamafactoryOwners(mapping) ?? TRAIN_CLASSES,
    axolotl: ['axolotl/AxolotlInputConfig'],
    swift: swiftOwners(mapping) ?? ['ms-swift/SftArguments'],
    ultralytics: ['ultralytics/cfg'],
    generation: ['transformers/GenerationConfig'],
    chatglm: chatglmOwners(mapping) ?? ['chatglm/ModelArguments', 'chatglm/DataTrainingArguments', 'transformers/Seq2SeqTrainingArguments'],
    model: modelOwners(mapping) ?? [],
    hostfile: [],
  };
  return [{ dialect, loader, owners: owners[dialect] ?? [], root, mapping, open: !CLOSED.has(dialect) }];
}
