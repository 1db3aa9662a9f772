// The numbers and the curve that a hover works out from a file's own settings; hover.test.ts has the shorter ones.
import assert from 'node:assert/strict';
import test from 'node:test';
import { hoverAt } from '../../../server/features/hover/hover.js';
import type { MemoryFile } from '../../support/memory.js';
import { runOf } from '../../support/memory.js';
import { readKnowledge } from '../../support/knowledge.js';

const knowledge = readKnowledge();
const GROUPED = '{"model_type": "chatglm", "hidden_size": 4096, "num_layers": 28, "num_attention_heads": 32, "multi_query_group_num": 2}';
const LLAMA = '{"model_type": "llama", "hidden_size": 64, "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2}';

const PREFIXES: readonly (readonly [string, MemoryFile, string, readonly string[]])[] = [
  ['a projected prefix of ChatGLM2', { file: 'p.sh', text: 'python main.py --model_name_or_path ./m --pre_seq_len 128 --prefix_projection --max_source_length 64\n', with: { 'm/config.json': GROUPED } }, '--pre_seq_len', ['(128 + 2·4096 + 1)·2·28·256 + 4096 = 119,293,952 trained values for ./m']],
  ["PEFT's projected prefix", { file: 'adapter_config.json', text: '{"peft_type": "PREFIX_TUNING", "base_model_name_or_path": "./m", "num_virtual_tokens": 5, "prefix_projection": true, "encoder_hidden_size": 24}', with: { 'm/config.json': LLAMA } }, '"prefix_projection', ['5·32 + (32 + 1)·24 + (24 + 1)·2·3·32 = 5,752 trained values for ./m']],
];

for (const [name, file, word, expected] of PREFIXES) {
  test(`here: ${name}`, async () => {
    const run = await runOf(file, knowledge);
    assert.deepEqual(hoverAt(run, file.text.indexOf(word) + 1, 'en')?.page.here, expected);
  });
}

test('the curve follows lr_scheduler_kwargs, and is not drawn where they are not known or not enough', async () => {
  const curve = async (text: string, file = 'a.py'): Promise<string | undefined> => {
    const run = await runOf({ file, text }, knowledge);
    return hoverAt(run, text.indexOf('lr_scheduler_type') + 1, 'en')?.page.picture?.svg;
  };
  const args = (rest: string): string => `x = TrainingArguments(max_steps=100, learning_rate=1e-4, ${rest})\n`;
  const plain = await curve(args('lr_scheduler_type="cosine"'));
  assert.ok(plain);
  const waves = await curve(args('lr_scheduler_type="cosine", lr_scheduler_kwargs={"num_cycles": 1.5}'));
  assert.ok(waves);
  assert.notEqual(waves, plain);
  assert.equal(await curve('python t.py --output_dir o --max_steps 100 --learning_rate 1e-4 --lr_scheduler_type cosine --lr_scheduler_kwargs \'{"num_cycles": 1.5}\' --save_strategy no\n', 'r.sh'), waves);
  assert.ok(await curve(args('lr_scheduler_type="cosine_with_min_lr", lr_scheduler_kwargs={"min_lr": 1e-5}')));
  assert.ok(await curve(args('lr_scheduler_type="warmup_stable_decay", lr_scheduler_kwargs={"num_decay_steps": 20}')));
  for (const rest of ['lr_scheduler_type="cosine_with_min_lr"', 'lr_scheduler_type="warmup_stable_decay"', 'lr_scheduler_type="cosine", lr_scheduler_kwargs=kwargs', 'lr_scheduler_type="cosine", lr_scheduler_kwargs={"num_cycles": n}', 'lr_scheduler_type="polynomial", lr_scheduler_kwargs={"power": -1}', 'lr_scheduler_type="cosine", lr_scheduler_kwargs={"constructor": 1}']) {
    assert.equal(await curve(args(rest)), undefined, rest);
  }
  assert.equal(await curve('x = TrainingArguments(learning_rate=1e-4, lr_scheduler_type="warmup_stable_decay", lr_scheduler_kwargs={"num_decay_steps": 20})\n'), undefined, 'steps of a run of unknown length');
});

const BASE = {
  model_type: 'llama', hidden_act: 'silu', hidden_size: 4096, intermediate_size: 14336, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 8,
  rms_norm_eps: 1e-5, rope_theta: 10000, max_position_embeddings: 8192, tie_word_embeddings: false, vocab_size: 128256,
};

async function everyHere(text: string): Promise<Readonly<Record<string, string>>> {
  const run = await runOf({ file: 'config.json', text }, knowledge);
  return Object.fromEntries(Object.keys(JSON.parse(text.replaceAll('1e999', '1')) as object).map((key) => [key, hoverAt(run, text.indexOf(`"${key}"`) + 2, 'en')?.page.here.join('\n') ?? '']));
}

test('sizes that cannot be make no numbers', async () => {
  const texts = [
    ...Object.keys(BASE).flatMap((key) => [0, -5, null, '8', [8], true].map((odd) => JSON.stringify({ ...BASE, [key]: odd }))),
    ...[0, -64, '128'].map((odd) => JSON.stringify({ ...BASE, head_dim: odd })),
    ...['4096', '32', '128256', '10000', '8192', '0.00001'].map((number) => JSON.stringify(BASE).replace(number, '1e999')),
  ];
  for (const text of texts) for (const [key, line] of Object.entries(await everyHere(text))) assert.doesNotMatch(line, /NaN|Infinity|undefined|null|-\d/, `${key} of ${text}`);
});

test('a size that is not understood is not taken for one that is left out', async () => {
  const { num_key_value_heads: cache, hidden_size: size } = await everyHere(JSON.stringify({ ...BASE, num_key_value_heads: '8' }));
  assert.equal(cache, '');
  assert.equal(size, '');
});

const WHERE: readonly (readonly [name: string, config: object, key: string, expected: RegExp])[] = [
  ['an encoder has no cache', { model_type: 'bert' }, 'max_position_embeddings', /^$/],
  ["Falcon's key heads have another name", { model_type: 'falcon' }, 'max_position_embeddings', /^$/],
  ['latent attention caches something else', { model_type: 'deepseek_v3' }, 'max_position_embeddings', /^$/],
  ['and has no one size of a head', { model_type: 'deepseek_v3' }, 'num_attention_heads', /^$/],
  ['layers without a cache', { model_type: 'jamba' }, 'num_key_value_heads', /^32\/8 = 4 [^\n]*$/],
  ['a sliding window drops what is older', { model_type: 'mistral', sliding_window: 4096 }, 'max_position_embeddings', /128 KiB$/],
  ['a window that is switched off does not', { model_type: 'qwen2', sliding_window: 4096, use_sliding_window: false }, 'max_position_embeddings', /8,192 tokens: 1 GiB$/],
  ['a whole window', { model_type: 'mistral', sliding_window: null }, 'max_position_embeddings', /8,192 tokens: 1 GiB$/],
  // 2π·10000^(30/32) = 35,333
  ['GPT-NeoX turns a quarter of each head', { model_type: 'gpt_neox', rotary_emb_base: 10000 }, 'rotary_emb_base', /10,000\^\(\(32−2\)\/32\) = 35,333/],
  ['stretched rotations are not those of rope_theta', { rope_scaling: { rope_type: 'linear', factor: 4 } }, 'rope_theta', /^$/],
];

for (const [name, config, key, expected] of WHERE) {
  test(`here: ${name}`, async () => { assert.match((await everyHere(JSON.stringify({ ...BASE, ...config })))[key]!, expected); });
}

test('the compiler knows the calculators that there are', async () => {
  const { CALCULATOR_NAMES } = await import('../../../server/features/here/here.js');
  // @ts-expect-error a script of the build, without types
  const { calculators } = await import('../../../tools/knowledge/calculators.mjs') as { calculators: ReadonlySet<string> };
  assert.deepEqual([...calculators].sort(), [...CALCULATOR_NAMES].sort());
});
