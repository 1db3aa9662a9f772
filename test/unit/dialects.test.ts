import assert from 'node:assert/strict';
import test from 'node:test';
import { snapshotOf } from '../support/memory.js';

const dialects = (file: string, text: string): readonly string[] => snapshotOf({ file, text }).blocks.map((block) => block.dialect);

const ROWS: readonly (readonly [string, string, string, readonly string[]])[] = [
  ['DeepSpeed by one strong key', 'x.json', '{"zero_optimization": {"stage": 2}}', ['deepspeed']],
  ['DeepSpeed although a key is misspelt', 'x.json', '{"train_micro_batch_size_per_gpu": 4, "zero_optimisation": {}}', ['deepspeed']],
  ['a DeepSpeed dict in Python', 'x.py', 'cfg = {"train_batch_size": 8, "fp16": {"enabled": True}}', ['deepspeed']],
  ['a PEFT adapter', 'any.json', '{"peft_type": "LORA", "r": 8}', ['peft']],
  ['a ChatGLM3 YAML', 'lora.yaml', 'data_config: {train_file: a}\nmax_input_length: 1\ntraining_args: {output_dir: o}\npeft_config: {peft_type: LORA}\n', ['chatglm', 'chatglm', 'trainer', 'peft']],
  ['Trainer arguments as YAML', 'x.yaml', 'output_dir: o\nper_device_train_batch_size: 4\nsave_strategy: steps\n', ['trainer']],
  ['LLaMA-Factory', 'x.yaml', 'stage: sft\nfinetuning_type: lora\nper_device_train_batch_size: 4\nsave_strategy: steps\noutput_dir: o\n', ['llamafactory']],
  ['LLaMA-Factory for inference', 'chat.yaml', 'model_name_or_path: x\nadapter_name_or_path: y\ntemplate: qwen\ninfer_backend: huggingface\n', ['llamafactory']],
  ['LLaMA-Factory v1', 'x.yaml', 'model: x\nmodel_class: llm\nkernel_config: {name: auto}\ntrain_dataset: d\n', ['llamafactory']],
  ['Axolotl', 'x.yaml', 'base_model: x\nsequence_len: 2048\nmicro_batch_size: 2\nadapter: lora\nlora_r: 8\noutput_dir: o\n', ['axolotl']],
  ['too little of Axolotl', 'x.yaml', 'base_model: x\nadapter: lora\noutput_dir: o\n', []],
  ['a merge recipe with a base model is no Axolotl', 'x.yaml', 'base_model: x\nmerge_method: ties\ndtype: float16\nmodels: []\n', []],
  ['Accelerate', 'x.yaml', 'compute_environment: LOCAL_MACHINE\ndistributed_type: FSDP\nnum_processes: 8\n', ['accelerate']],
  ['something else with processes', 'x.yaml', 'num_processes: 8\nmachine_rank: 0\n', []],
  ['ms-swift on the command line', 'x.sh', 'swift sft --model x --train_type lora --per_device_train_batch_size 1 --learning_rate 1e-4', ['swift']],
  ['ms-swift behind variables', 'x.sh', 'CUDA_VISIBLE_DEVICES=0 NPROC_PER_NODE=1 megatron sft --load_path x --micro_batch_size 1', ['swift']],
  ['another program called with sft', 'x.sh', 'mytool sft --model x --train_type lora', []],
  ['ms-swift as YAML', 'x.yaml', 'model: x\ntuner_type: lora\ndataset: d\nsplit_dataset_ratio: 0.01\n', ['swift']],
  ['a TRL YAML', 'x.yaml', 'model_name_or_path: x\ndataset_name: d\nper_device_train_batch_size: 4\noutput_dir: o\nmax_length: 1024\npacking: true\nuse_peft: true\n', ['trl']],
  ['a DPO recipe', 'x.yaml', 'model_name_or_path: x\nbeta: 0.1\nmax_prompt_length: 512\nper_device_train_batch_size: 4\nsave_strategy: epoch\n', ['trl']],
  ['TRL in Python', 'x.py', 'from trl import SFTConfig\nargs = SFTConfig(output_dir="o", packing=True)', ['trl']],
  ['an SFTConfig of somebody else', 'x.py', 'from mylib import SFTConfig\nargs = SFTConfig(output_dir="o")', []],
  ['Ultralytics', 'args.yaml', 'task: detect\nimgsz: 640\nmosaic: 1.0\nclose_mosaic: 10\n', ['ultralytics']],
  ['a dataset for Ultralytics', 'coco.yaml', 'path: d\ntrain: images\nval: images\nnc: 80\nnames: {0: person}\n', []],
  ['hyperparameters of YOLOv5', 'hyp.yaml', 'lr0: 0.01\nlrf: 0.1\nmosaic: 1.0\nanchor_t: 4.0\nobj: 1.0\nfl_gamma: 0.0\n', []],
  ['a config.json', 'config.json', '{"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 4096}', ['model']],
  ['a generation_config.json', 'generation_config.json', '{"bos_token_id": 1, "eos_token_id": 2, "do_sample": true, "temperature": 0.6, "top_p": 0.9}', ['generation']],
  ['a request to a chat service', 'r.json', '{"model": "x", "messages": [], "temperature": 0.6, "top_p": 0.9, "top_k": 3}', []],
  ['torchtune stays silent', 'x.yaml', 'model:\n  _component_: torchtune.models.llama2.llama2_7b\nbatch_size: 2\nepochs: 1\noptimizer: {_component_: torch.optim.AdamW}\n', []],
  ['gpt-neox stays silent', 'x.json', '{"train_batch_size": 8, "fp16": {"enabled": true}, "num_layers": 12, "hidden_size": 8}', []],
  ['a package.json stays silent', 'package.json', '{"name": "x", "scripts": {"a": "b"}, "optimizer": "adam"}', []],
  ['a compose file stays silent', 'docker-compose.yaml', 'services:\n  a:\n    image: b\n', []],
  ['an ls stays silent', 'x.sh', 'ls --all --color', []],
  ['a modeline wins', 'x.yaml', '# ml-config-lens: dialect=none\npeft_type: LORA\nr: 8\n', []],
  ['a modeline chooses', 'x.yaml', '# ml-config-lens: dialect=peft\nr: 8\n', ['peft']],
  ['P-tuning scripts', 'x.sh', 'python main.py --pre_seq_len 128 --max_source_length 64', ['chatglm']],
  ['finetune.py --lora_rank', 'x.sh', 'python finetune.py --dataset_path d --lora_rank 8', ['chatglm']],
];

for (const [name, file, text, expected] of ROWS) test(name, () => { assert.deepEqual(dialects(file, text), expected); });
