// Names of the book wherever they stand: each row is a file, the word under the cursor, and the pages its hover leads to.
import assert from 'node:assert/strict';
import test from 'node:test';
import { hoverAt } from '../../../server/features/hover/hover.js';
import { prosePage } from '../../../server/features/hover/name.js';
import { bookNames } from '../../../server/knowledge/names.js';
import { renderMarkdown } from '../../../server/features/hover/markdown.js';
import { readKnowledge } from '../../support/knowledge.js';
import { runOf } from '../../support/memory.js';

const knowledge = readKnowledge();
const CODE = 'import torch\nfrom torch import nn\n\nclass Qwen2RMSNorm(nn.Module):\n    pass\n\ndef rotate(q, k, cos, sin):\n    return apply_rotary_pos_emb(q, k, cos, sin)\n\nkeys = repeat_kv(keys, 4)\nwarmup = 3\n';
const CONFIG = '{"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu", "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8, "rms_norm_eps": 1e-5}\n';

const ROWS: readonly (readonly [name: string, file: string, text: string, word: string, page: string | undefined])[] = [
  ['a class of modelling code, by its end', 'm.py', CODE, 'Qwen2RMSNorm', 'rms-norm'],
  ['a function of modelling code', 'm.py', CODE, 'apply_rotary_pos_emb', 'rope'],
  ['another one', 'm.py', CODE, 'repeat_kv', 'grouped-query-attention'],
  ['an ordinary word of code has no page', 'm.py', CODE, 'warmup', undefined],
  ['code that is not about models is left alone', 'x.py', 'def repeat_kv():\n    pass\n', 'repeat_kv', undefined],
  ['a class in config.json', 'config.json', CONFIG, 'LlamaForCausalLM', 'llama-3'],
  ['a model type', 'config.json', CONFIG, '"llama"', 'llama-3'],
  ['an activation', 'config.json', CONFIG, 'silu', 'swiglu'],
  ['a layer class in a launch line', 'run.sh', 'accelerate launch t.py --fsdp_transformer_layer_cls_to_wrap LlamaDecoderLayer --learning_rate 1e-4\n', 'LlamaDecoderLayer', 'llama-3'],
];

for (const [name, file, text, word, page] of ROWS) {
  test(name, async () => {
    const run = await runOf({ file, text }, knowledge);
    for (const language of ['en', 'zh-cn'] as const) {
      const answer = hoverAt(run, text.indexOf(word) + 2, language);
      const links = answer?.page.links.flatMap((link) => (link.to === 'concept' ? [link.id] : [])) ?? [];
      if (page === undefined) assert.equal(answer, undefined);
      else assert.ok(links.includes(page), `${links.join(', ')} does not hold ${page}`);
    }
  });
}

test('prose: the longest name under the cursor, in both languages; code blocks and parts of words are not prose', async () => {
  const text = '# Notes\nWe use grouped-query attention with 梯度累积 and explore lorata.\n```text\nLoRA\n```\nThen LoRA again.\n';
  const run = await runOf({ file: 'README.md', text }, knowledge);
  const at = (word: string, from = 0): string | undefined => {
    const answer = prosePage(run, text.indexOf(word, from) + 1, 'en');
    const link = answer?.page.links[0];
    return link?.to === 'concept' ? link.id : undefined;
  };
  assert.equal(at('query'), 'grouped-query-attention');
  assert.equal(at('累积'), 'gradient-accumulation');
  assert.equal(at('lorata'), undefined);
  assert.equal(at('LoRA'), undefined);
  assert.equal(at('LoRA', text.indexOf('Then')), 'lora');
});

test('prose: a fence ends at its own sign, and its own lines are code', async () => {
  const text = '- list\n   ~~~text\n   ```\n   LoRA one\n   ~~~\nLoRA two ```not a fence```\n\n````md\n```\nLoRA three\n```\nLoRA four\n````\n```lora five\n```\nLoRA six\n';
  const run = await runOf({ file: 'README.md', text }, knowledge);
  for (const [word, found] of [['one', false], ['two', true], ['three', false], ['four', false], ['five', false], ['six', true]] as const) {
    assert.equal(prosePage(run, text.indexOf(word) - 3, 'en') !== undefined, found, word);
  }
});

test('a word stands where it is found, at the ends of a line and behind letters whose small form is longer', () => {
  const names = bookNames(knowledge);
  assert.deepEqual(names.inProse('İİİ LoRA', 5), { start: 4, end: 8, page: 'lora' });
  assert.deepEqual(names.inProse('LoRA', 3), { start: 0, end: 4, page: 'lora' });
  assert.equal(names.inProse('LoRA', 4), undefined);
  assert.deepEqual(names.inProse('LoRA LoRA', 6), { start: 5, end: 9, page: 'lora' });
  assert.equal(names.inProse('', 0), undefined);
});

test('long lines and long values are no names, and take no time', () => {
  const names = bookNames(knowledge);
  const line = 'lora and attention, token; '.repeat(20_000);
  const began = performance.now();
  for (let place = 0; place < 20; place++) names.inProse(line, 400_000 + place);
  assert.deepEqual(names.ofValue('QUFB'.repeat(100_000)), []);
  assert.deepEqual(names.ofCode('aB'.repeat(100_000)), []);
  // Some milliseconds; each of them took longer than this before.
  assert.ok(performance.now() - began < 1000);
});

test('the hover of a name shows the first formula where the editor draws, and words everywhere', async () => {
  const run = await runOf({ file: 'm.py', text: CODE }, knowledge);
  const page = hoverAt(run, CODE.indexOf('Qwen2RMSNorm') + 2, 'en')!.page;
  const drawn = renderMarkdown(page, { markdown: true, pictures: true, theme: 'dark', commands: true }, knowledge, 'en');
  assert.match(drawn, /data:image\/svg/);
  assert.match(drawn, /command:mlConfigLens\.openConcept/);
  assert.doesNotMatch(renderMarkdown(page, { markdown: true, pictures: false, theme: 'dark', commands: false }, knowledge, 'en'), /data:image|command:/);
});
