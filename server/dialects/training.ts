import { nameOfProgram } from '../syntax/shell/programs.js';
import type { CommandRoot } from '../syntax/tree.js';
import { keysOf } from './fingerprint.js';

/** Sub-commands that train, by tool. */
const TRAINING_COMMANDS: Readonly<Record<string, RegExp>> = {
  'llamafactory-cli': /^train$/, 'llamafactory': /^train$/, 'lmf': /^train$/, 'swift': /^(sft|pt|rlhf|grpo|dpo)$/, 'megatron': /^(sft|pt|rlhf)$/, 'axolotl': /^train$/,
  'trl': /^(sft|dpo|grpo|kto|reward|rloo|ppo|orpo|cpo)$/, 'yolo': /^(train|detect|segment|classify|pose|obb)$/, 'xtuner': /^train$/, 'tune': /^run$/, 'oumi': /^train$/, 'litgpt': /^(finetune|pretrain)/,
};

/** Names of scripts and modules that train. */
const TRAINS = /train|fine_?-?tun|(^|[/._-])(sft|dpo|ppo|grpo|kto|orpo|cpo|rlhf|rloo|remax|pretrain|tuning|distill|run_(clm|mlm|plm|glue|qa|seq2seq|summarization|translation|ner|swag|squad|t5|bart|speech\w*|image\w*|audio\w*))([/._-]|$)|(^|[/._])(main_(ppo|dapo|grpo|dpo)|\w*_main|reward_modeling|\w*trainer)(\.py)?$/i;
/** Names of scripts that prepare, convert, serve or judge, whatever else their path says. */
const OTHER = /(^|[/._-])(eval\w*|infer\w*|predict\w*|test|benchmark|convert\w*|merge\w*|export|prepare\w*|preprocess\w*|process|tokenize\w*|demo_\w*|serve\w*|deploy|generate|generation|chat|cli_demo|web_demo|api|download\w*|upload\w*|split|extract\w*|hf2\w*|\w*2hf|\w*2mcore|\w*convertor|report\w*|estimat\w*|visuali\w*|plot\w*|server|worker|controller|setup|vllm)([._-]|$)/i;

/** Flags that only a training script has; each counts a point, two are enough where the name says nothing. */
const FLAGS: ReadonlySet<string> = new Set([
  'learning_rate', 'lr', 'per_device_train_batch_size', 'num_train_epochs', 'num_epochs', 'epochs', 'max_epochs', 'do_train', 'gradient_accumulation_steps', 'accumulation_steps', 'warmup_ratio', 'warmup_steps', 'lr_scheduler_type', 'weight_decay', 'lora_r',
  'lora_rank', 'lora_alpha', 'train_batch_size', 'train_micro_batch_size_per_gpu', 'micro_batch_size', 'global_batch_size', 'train_iters', 'train_file', 'train_data', 'gradient_checkpointing', 'save_strategy', 'save_steps', 'optim', 'max_grad_norm', 'train_batchsize', 'lr_decay_style', 'dataset_path', 'lisa_activated_layers',
]);

/** Whether a command starts training: by its tool's sub-command, by its script's name, or by the flags it gives. */
export function startsTraining(root: CommandRoot): boolean {
  const program = nameOfProgram(root.words[root.program]?.text ?? '');
  const tool = TRAINING_COMMANDS[program];
  if (tool) {
    const words = root.words.slice(root.program + 1).map((word) => word.text ?? '');
    return program === 'yolo' ? words.some((word) => word === 'train' || word === 'mode=train') : tool.test(words[0] ?? '');
  }
  if (!root.script) return false;
  const overrides = root.positionals.filter((word) => /(^|\.)(lr|learning_rate|total_epochs|total_training_steps|train_batch_size|train_files|nnodes|n_gpus_per_node)=/.test(word.text ?? '')).length;
  const points = [...keysOf(root.value)].filter((key) => FLAGS.has(key)).length + overrides;
  const name = root.script.text ?? root.script.tail ?? '';
  const file = name.includes('/') || name.endsWith('.py') ? nameOfProgram(name) : name;
  if (OTHER.test(file.replace(/\.py$/, ''))) return points >= 3 && !/^(eval|infer|predict|convert|hf2|report)/i.test(file);
  if (TRAINS.test(file)) return true;
  return points >= 2 || (TRAINS.test(name) && points >= 1);
}
