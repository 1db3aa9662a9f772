import { parameterPage } from '../server/features/hover/hover.js';
import { renderPlain } from '../server/features/hover/plain.js';
import { say } from '../server/knowledge/knowledge.js';
import type { Parameter } from '../server/knowledge/catalog.js';
import type { Knowledge } from '../server/knowledge/knowledge.js';
import { mostSimilar } from '../server/text/similar.js';
import { pageText } from './page-text.js';
import type { Terminal } from './terminal.js';

/** The classes whose parameters can be asked for by name, the likeliest first. */
const OWNERS = ['deepspeed/', 'peft/LoraConfig', 'peft/PrefixTuningConfig', 'peft/PromptTuningConfig', 'peft/PromptEncoderConfig', 'transformers/TrainingArguments', 'transformers/Seq2SeqTrainingArguments',
  'chatglm/ModelArguments', 'chatglm/DataTrainingArguments', 'chatglm/FinetuneArguments', 'chatglm/TrainScript', 'chatglm/FinetuningConfig', 'peft/AdaLoraConfig', 'peft/IA3Config',
  'llamafactory/FinetuningArguments', 'llamafactory/DataArguments', 'llamafactory/ModelArguments', 'axolotl/AxolotlInputConfig', 'trl/SFTConfig', 'trl/DPOConfig', 'trl/GRPOConfig', 'accelerate/config',
  'accelerate/config.deepspeed_config', 'accelerate/config.fsdp_config', 'ms-swift/SftArguments', 'ultralytics/cfg', 'transformers/GenerationConfig', 'transformers/BitsAndBytesConfig', 'torch/torchrun', 'deepspeed/launcher'];

/** `explain`: a parameter by name or path, a concept by id, title or alias, a rule by name. */
export function explain(terminal: Terminal, term: string): number {
  const { knowledge, language, out } = terminal;
  const key = term.replace(/^--/, '').trim();
  const parameters = findParameters(key, knowledge);
  const concept = findConcept(key, knowledge);
  for (const parameter of parameters) out(`${renderPlain(parameterPage(parameter, knowledge, language), knowledge, language)}\n\n`);
  if (concept !== undefined) out(`${pageText('concept', concept, knowledge, language)}\n`);
  if (knowledge.rule(key.split('/')[0]!)) out(`${pageText('rule', key, knowledge, language)}\n`);
  if (parameters.length > 0 || concept !== undefined || knowledge.rule(key.split('/')[0]!)) return 0;
  const near = mostSimilar(key, [...OWNERS.flatMap((owner) => knowledge.parameters(owner).map((parameter) => parameter.name)), ...Object.keys(knowledge.concepts()), ...Object.keys(knowledge.rules())]);
  terminal.err(`${knowledge.word('unknown-term', language, { term })}${near === undefined ? '' : ` ${knowledge.word('did-you-mean', language, { name: near })}`}\n`);
  return 1;
}

/** By id (`peft/LoraConfig.r`), by path in a DeepSpeed JSON (`zero_optimization.stage`), or by name; one of each documented kind. */
function findParameters(key: string, knowledge: Knowledge): readonly Parameter[] {
  if (key.includes('/')) { const found = knowledge.parameterById(key); return found ? [found] : []; }
  const nested = knowledge.parameterById(`deepspeed/${key}`);
  const found = [...(nested ? [nested] : []), ...OWNERS.flatMap((owner) => knowledge.parameter(owner, key.replaceAll('-', '_')) ?? []), ...[knowledge.spelling(key)].filter((item) => item !== undefined)];
  if (found.length === 0) for (const section of ['zero_optimization', 'zero_optimization.offload_optimizer', 'zero_optimization.offload_param', 'fp16', 'bf16', 'optimizer.params', 'scheduler.params', 'activation_checkpointing']) {
    const inner = knowledge.parameter(`deepspeed/${section}`, key);
    if (inner) found.push(inner);
  }
  const seen = new Set<string>();
  return found.filter((parameter) => {
    const text = knowledge.doc(parameter, 'en')?.text.does ?? parameter.id;
    return seen.has(text) ? false : seen.add(text);
  });
}

function findConcept(key: string, knowledge: Knowledge): string | undefined {
  const wanted = key.toLowerCase();
  return Object.entries(knowledge.concepts()).find(([id, info]) => (
    [id, say(info.title, 'en'), say(info.title, 'zh-cn'), ...info.aliases].some((name) => name.toLowerCase() === wanted)
  ))?.[0];
}
