// A run spread over files: world size, precedence, and what becomes of "auto".
import assert from 'node:assert/strict';
import test from 'node:test';
import { hoverAt } from '../../server/features/hover/hover.js';
import { autoLabel, isAuto } from '../../server/features/here/auto.js';
import { effective, nameOfRun } from '../../server/run/joined.js';
import type { World } from '../../server/run/world.js';
import { readKnowledge } from '../support/knowledge.js';
import type { MemoryFile } from '../support/memory.js';
import { runOf } from '../support/memory.js';

const knowledge = readKnowledge();

async function worldOf(text: string, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const { joins } = await runOf({ file: 'run.sh', text, with: files }, knowledge);
  const say = (world: World): string => (world.known ? String(world.size) : world.why);
  return joins.map(({ world }) => say(world)).join(' ');
}

const HOSTS = { hostfile: 'worker-1 slots=8\nworker-2 slots=4\n' };

const WORLDS: readonly (readonly [string, string, Readonly<Record<string, string>>?])[] = [
  ['torchrun --nproc_per_node 4 f.py --a 1', '4'],
  ['torchrun --nproc_per_node=4 --nnodes 2 f.py --a 1', '8'],
  ['torchrun f.py --a 1', '1'],
  ['torchrun --nproc_per_node gpu f.py --a 1', 'not-said'],
  ['torchrun --nproc_per_node $N f.py --a 1', 'variable'],
  ['N=4\nNODES=2\ntorchrun --nproc_per_node $N --nnodes $NODES f.py --a 1', '8'],
  ['python -m torch.distributed.launch --nproc_per_node 2 f.py --a 1', '2'],
  ['deepspeed --num_gpus 8 f.py --a 1', '8'],
  ['deepspeed --include localhost:0,3 f.py --a 1', '2'],
  ['CUDA_VISIBLE_DEVICES=1,2,3 deepspeed f.py --a 1', '3'],
  ['deepspeed f.py --a 1', 'all-gpus'],
  // 8 + 4 slots; two machines with 2 each; the first machine only; all but two slots.
  ['deepspeed --hostfile hostfile f.py --a 1', '12', HOSTS],
  ['deepspeed --hostfile hostfile --num_gpus 2 f.py --a 1', '4', HOSTS],
  ['deepspeed --hostfile hostfile --num_nodes 1 f.py --a 1', '8', HOSTS],
  ['deepspeed --hostfile hostfile --include worker-2@worker-1:0,1 f.py --a 1', '6', HOSTS],
  ['deepspeed --hostfile hostfile --exclude worker-1:0,1 f.py --a 1', '10', HOSTS],
  ['accelerate launch --num_processes 6 f.py --a 1', '6'],
  ['accelerate launch --config_file acc.yaml f.py --a 1', '16', { 'acc.yaml': 'compute_environment: LOCAL_MACHINE\ndistributed_type: MULTI_GPU\nnum_machines: 2\nnum_processes: 16\n' }],
  ['accelerate launch f.py --a 1', 'not-said'],
  ['CUDA_VISIBLE_DEVICES=0 python f.py --a 1', '1'],
  ['python f.py --a 1', 'data-parallel'],
  ['srun -n 8 python f.py --a 1', 'not-said'],
  ['FORCE_TORCHRUN=1 NPROC_PER_NODE=4 NNODES=2 llamafactory-cli train a.yaml', '8'],
  ['export CUDA_VISIBLE_DEVICES=0,1\nllamafactory-cli train a.yaml', '2'],
  ['NPROC_PER_NODE=2 swift sft --model x --train_type lora', '2'],
];

for (const [text, expected, files] of WORLDS) test(`world size: ${text.replaceAll('\n', '; ')}${files ? ` with ${Object.keys(files).join()}` : ''}`, async () => { assert.equal(await worldOf(text, files), expected); });

test('the command line wins over its YAML, and says so', async () => {
  const input: MemoryFile = {
    file: 'run.sh', text: 'llamafactory-cli train sft.yaml learning_rate=2e-5\n',
    with: { 'sft.yaml': 'model_name_or_path: Qwen/Qwen3-4B\nstage: sft\nfinetuning_type: lora\ncutoff_len: 2048\nlearning_rate: 1.0e-4\nper_device_train_batch_size: 2\n' },
  };
  const run = await runOf(input, knowledge);
  const rate = effective(run.joins[0]!, 'learning-rate', run.knowledge);
  assert.ok(rate.state === 'known');
  assert.deepEqual([rate.value, rate.from.file.uri.endsWith('run.sh'), rate.overridden.map((place) => place.value)], [2e-5, true, [1e-4]]);
  const micro = effective(run.joins[0]!, 'batch.micro', run.knowledge);
  assert.ok(micro.state === 'known' && micro.value === 2 && micro.from.file.uri.endsWith('sft.yaml'));
  // 1 is the default of gradient_accumulation_steps (transformers, TrainingArguments).
  assert.deepEqual(effective(run.joins[0]!, 'batch.accumulation', run.knowledge), { state: 'default', value: 1, name: 'gradient_accumulation_steps' });
});

const DS = '{ "train_batch_size": "auto", "train_micro_batch_size_per_gpu": "auto", "gradient_clipping": "auto", "optimizer": { "type": "AdamW", "params": { "lr": "auto", "betas": "auto" } }, "scheduler": { "type": "WarmupLR", "params": { "warmup_num_steps": "auto" } }, "zero_optimization": { "stage": 3, "reduce_bucket_size": "auto", "stage3_prefetch_bucket_size": "auto", "stage3_param_persistence_threshold": "auto" }, "steps_per_print": "auto" }';
const MODEL = '{ "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "vocab_size": 100 }';

async function labels(files: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string | undefined>>> {
  const run = await runOf({ file: 'ds.json', text: DS, with: files }, knowledge);
  return Object.fromEntries(run.blocks.flatMap((block) => block.bindings.filter((binding) => isAuto(block, binding)).map((binding) => [binding.entry.key, autoLabel(run, block, binding, 'en')])));
}

test('"auto" is what the Trainer makes of it (transformers 4.57.6, integrations/deepspeed.py)', async () => {
  const found = await labels({ 'm/config.json': MODEL, 'run.sh': 'torchrun --nproc_per_node 4 run_clm.py --deepspeed ds.json --model_name_or_path ./m --per_device_train_batch_size 2 --gradient_accumulation_steps 8 --learning_rate 3e-4 --max_steps 1001 --warmup_ratio 0.1 --save_strategy no\n' });
  assert.deepEqual(found, {
    train_batch_size: '= 64', // 4 × 2 × 8
    train_micro_batch_size_per_gpu: '= 2', gradient_clipping: '= 1', lr: '= 3e-4', betas: '= [0.9, 0.999]',
    warmup_num_steps: '= 101', // ⌈1001 × 0.1⌉
    reduce_bucket_size: '= 4,096', // 64²
    stage3_prefetch_bucket_size: '= 3,686', // ⌊0.9 × 64²⌋ = ⌊3686.4⌋
    stage3_param_persistence_threshold: '= 640', // 10 × 64
    steps_per_print: '← nothing fills this in',
  });
});

test('a file of two runs shows both values; one that DeepSpeed reads itself is filled by nobody', async () => {
  const launch = (batch: number): string => `torchrun --nproc_per_node 4 run_clm.py --deepspeed ds.json --per_device_train_batch_size ${batch} --gradient_accumulation_steps 8 --save_strategy no --num_train_epochs 1\n`;
  assert.equal((await labels({ 'a.sh': launch(2), 'b.sh': launch(4) })).train_micro_batch_size_per_gpu, '= 2 | 4');
  assert.equal((await labels({ 'a.sh': 'deepspeed --num_gpus 2 train.py --deepspeed_config ds.json --epochs 1\n' })).train_batch_size, '← nothing fills this in');
  assert.equal((await labels({})).train_batch_size, undefined);
});

test('a JSON belongs to the runs that name it through a YAML', async () => {
  const files = { 'sft.yaml': 'model_name_or_path: Qwen/Qwen3-4B\nstage: sft\nfinetuning_type: lora\ncutoff_len: 2048\ndeepspeed: ds.json\nper_device_train_batch_size: 3\ngradient_accumulation_steps: 1\n', 'scripts/run.sh': 'cd ..\nNPROC_PER_NODE=2 llamafactory-cli train sft.yaml\n' };
  const run = await runOf({ file: 'ds.json', text: DS, with: files }, knowledge);
  assert.deepEqual(run.joins.map(nameOfRun), ['run.sh:2']);
  assert.equal((await labels(files)).train_batch_size, '= 6'); // 2 × 3 × 1
});

test('a here-document is the file that it writes', async () => {
  const text = 'cat > made.json <<EOF\n{ "zero_optimization": { "stage": 2 }, "train_micro_batch_size_per_gpu": 8 }\nEOF\ntorchrun --nproc_per_node 2 run_clm.py --deepspeed made.json --per_device_train_batch_size 4 --num_train_epochs 1 --save_strategy no\n';
  const run = await runOf({ file: 'run.sh', text }, knowledge);
  assert.equal(run.joins[0]!.deepspeed?.file.uri, run.subject.uri);
  assert.equal(effective(run.joins[0]!, 'batch.micro', run.knowledge).state, 'known');
});

test('Python: a dict handed over with ** holds the class’s keywords, and deepspeed.initialize names its file', async () => {
  const text = 'import deepspeed\nfrom peft import LoraConfig\nfrom transformers import TrainingArguments\nsettings = {"lora_alpha": 32, "lora_dropuot": 0.1}\nconfig = LoraConfig(r=8, **settings)\nengine = deepspeed.initialize(model=m, config="ds.json")\n';
  const run = await runOf({ file: 'train.py', text, with: { 'ds.json': '{ "zero_optimization": { "stage": 2 } }' } }, knowledge);
  const dict = run.blocks.find(({ block }) => block.root.kind === 'dict')!;
  assert.deepEqual(dict.bindings.map((binding) => binding.parameter?.id), ['peft/LoraConfig.lora_alpha', undefined]);
  assert.deepEqual(run.links.map((link) => [link.role, link.target?.uri.endsWith('ds.json')]), [['deepspeed', true]]);
});

test('keys and flags with the names that every JavaScript object has are keys and flags like others', async () => {
  const names = ['constructor', 'toString', '__proto__', 'hasOwnProperty'];
  const files: readonly MemoryFile[] = [
    { file: 'run.sh', text: `deepspeed train.py ${names.map((name) => `--${name} 1`).join(' ')} --learning_rate 1e-4\n` },
    { file: 'ds.json', text: `{"train_batch_size": 8, ${names.map((name) => `"${name}": {"${name}": 1}`).join(', ')}, "zero_optimization": {"stage": 2}}` },
    { file: 'config.json', text: `{"model_type": "constructor", "architectures": ["toString"], ${names.map((name) => `"${name}": 1`).join(', ')}, "hidden_size": 8, "num_hidden_layers": 1}` },
  ];
  for (const file of files) {
    const run = await runOf(file, knowledge);
    for (let offset = 0; offset < file.text.length; offset++) hoverAt(run, offset, 'en');
  }
  for (const name of names) {
    assert.equal(knowledge.rule(name) ?? knowledge.formula(name, 'en') ?? knowledge.spelling(name) ?? knowledge.conceptPage(name, 'en') ?? knowledge.refusedKinds(name), undefined, name);
    assert.deepEqual([knowledge.checks(name), knowledge.quantity(name)], [[], []]);
  }
});
