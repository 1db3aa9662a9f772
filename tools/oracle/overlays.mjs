// Writes test/oracle/overlays.json, what the examples of the checks add to their base (data to put into published files), and bases.json, the
// working files that the sweep puts one odd value into after the other.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readChecks } from '../knowledge/checks.mjs';
import { merged } from '../knowledge/examples.mjs';
import { readJson, root } from '../knowledge/files.mjs';

const JUDGES = { 'llamafactory.yaml': 'llamafactory', 'axolotl.yaml': 'axolotl', 'deepspeed.yaml': 'deepspeed', 'accelerate.yaml': 'accelerate', 'peft.yaml': 'hugging_face', 'trl.yaml': 'arguments', 'transformers.yaml': 'arguments' };
const overlays = {};
for (const check of readChecks()) {
  const judge = JUDGES[check.file];
  if (!judge || check.again || !check.bad) continue;
  // PEFT's published files are of several classes; an option of another class would only be an unknown key.
  if (check.file === 'peft.yaml' && !check.of.includes('peft/LoraConfig')) continue;
  (overlays[judge] ??= {})[check.code] = Object.fromEntries(Object.entries(check.bad).filter(([, value]) => value !== null));
}
writeFileSync(path.join(root, 'test/oracle/overlays.json'), `${JSON.stringify(overlays, undefined, 1)}\n`);

const BASES = {
  llamafactory: ['llamafactory.yaml', ['llamafactory/ModelArguments', 'llamafactory/DataArguments', 'llamafactory/FinetuningArguments', 'llamafactory/TrainingArguments', 'llamafactory/GeneratingArguments']],
  accelerate: ['accelerate.yaml', ['accelerate/config']],
  deepspeed: ['deepspeed.yaml', ['deepspeed/']],
  axolotl: ['axolotl.yaml', ['axolotl/AxolotlInputConfig']],
};
/** Other recipes that work: a value that suits one of them is no odd one. */
const OTHERS = {
  deepspeed: [{ zero_optimization: { stage: 0 } }, { zero_optimization: { stage: 3 } }, { bf16: { enabled: true }, zero_optimization: { stage: 3, offload_optimizer: { device: 'cpu' } } }],
  llamafactory: [{ stage: 'dpo', dataset: 'dpo_en_demo', pref_loss: 'orpo' }],
  axolotl: [{ adapter: null, lora_r: null, lora_alpha: null, lora_target_linear: null }],
};
const bases = Object.fromEntries(Object.entries(BASES).map(([judge, [file, owners]]) => {
  const { example } = readChecks().find((check) => check.file === file);
  return [judge, { file: example.file, bases: [example.base, ...(OTHERS[judge] ?? []).map((other) => merged(example.base, other))], owners }];
}));
for (const [section, code] of [['fsdp_config', 'fsdp-wrap-policy'], ['deepspeed_config', 'zero3-init-below-stage-3']]) {
  const { example } = readChecks().find((check) => check.code === code);
  bases[`accelerate ${section}`] = { file: example.file, bases: [example.base], owners: [`accelerate/config.${section}`], section };
}
bases['hugging_face transformers'] = { file: 'train.py', frame: 'TrainingArguments', module: 'transformers', bases: [{ output_dir: 'out' }, { output_dir: 'out', eval_strategy: 'epoch', save_strategy: 'epoch', logging_strategy: 'epoch' }], owners: ['transformers/TrainingArguments'] };
for (const name of ['SFTConfig', 'DPOConfig', 'GRPOConfig', 'KTOConfig', 'RewardConfig', 'RLOOConfig', 'ModelConfig']) bases[`hugging_face ${name}`] = { file: 'train.py', frame: name, module: 'trl', bases: [name === 'ModelConfig' ? {} : { output_dir: 'out' }], owners: [`trl/${name}`] };
bases['hugging_face BitsAndBytesConfig'] = { file: 'load.py', frame: 'BitsAndBytesConfig', module: 'transformers', bases: [{ load_in_4bit: true }], owners: ['transformers/BitsAndBytesConfig'] };
const peft = readJson('catalog', 'peft.json');
for (const name of Object.keys(peft.classes).filter((each) => peft.classes[each].bases?.includes('PeftConfig')).sort()) {
  const own = { AdaLoraConfig: { total_step: 1000 }, PromptTuningConfig: { num_virtual_tokens: 8, task_type: 'CAUSAL_LM' }, PrefixTuningConfig: { num_virtual_tokens: 8, task_type: 'CAUSAL_LM' }, PromptEncoderConfig: { num_virtual_tokens: 8, task_type: 'CAUSAL_LM' }, BOFTConfig: { boft_block_size: 4 } }[name] ?? {};
  const targets = peft.classes[name].parameters.target_modules ? { target_modules: ['q_proj', 'v_proj'] } : {};
  const other = { OFTConfig: { r: 2, oft_block_size: 0 }, BOFTConfig: { boft_block_size: 0, boft_block_num: 4 } }[name];
  bases[`hugging_face ${name}`] = { file: 'peft_config.py', frame: name, module: 'peft', bases: [{ ...targets, ...own }, ...(other ? [{ ...targets, ...other }] : [])], owners: [`peft/${name}`] };
}
writeFileSync(path.join(root, 'test/oracle/bases.json'), `${JSON.stringify(bases, undefined, 1)}\n`);
