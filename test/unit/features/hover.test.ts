import assert from 'node:assert/strict';
import test from 'node:test';
import { hoverAt } from '../../../server/features/hover/hover.js';
import { prose, renderMarkdown } from '../../../server/features/hover/markdown.js';
import { renderPlain } from '../../../server/features/hover/plain.js';
import { runOf } from '../../support/memory.js';
import type { MemoryFile } from '../../support/memory.js';
import { readKnowledge } from '../../support/knowledge.js';

const knowledge = readKnowledge();
const MODEL = '{"model_type": "chatglm", "hidden_size": 4096, "num_layers": 28, "num_attention_heads": 32}';

const LLAMA_3 = JSON.stringify({
  architectures: ['LlamaForCausalLM'], model_type: 'llama', hidden_act: 'silu', hidden_size: 4096, intermediate_size: 14336, num_hidden_layers: 32, num_attention_heads: 32,
  num_key_value_heads: 8, rms_norm_eps: 1e-5, rope_theta: 500000, max_position_embeddings: 8192, tie_word_embeddings: false, vocab_size: 128256,
}, undefined, 1);

async function here(file: MemoryFile, word: string): Promise<readonly string[]> {
  const run = await runOf(file, knowledge);
  return hoverAt(run, file.text.indexOf(word) + 1, 'en')?.page.here ?? [];
}

const ROWS: readonly (readonly [string, MemoryFile, string, readonly string[]])[] = [
  ['α/r from both', { file: 'a.yaml', text: 'peft_type: LORA\nr: 8\nlora_alpha: 32\n' }, 'lora_alpha', ['α/r = 32/8 = 4']],
  ['α/√r', { file: 'a.yaml', text: 'peft_type: LORA\nr: 16\nlora_alpha: 32\nuse_rslora: true\n' }, 'lora_alpha', ['α/√r = 32/√16 = 8']],
  ['a default is named', { file: 'a.yaml', text: 'peft_type: LORA\nlora_alpha: 32\n' }, 'lora_alpha', ['α/r = 32/8 = 4 (`r` by default)']],
  ['a variable is no number', { file: 'a.py', text: 'args = {"lora_r": rank, "lora_alpha": 32}\n' }, '"lora_alpha', ['depends on `lora_r`, which this file does not tell']],
  ['the batch of a launch line', { file: 'r.sh', text: 'deepspeed --num_gpus 8 t.py --per_device_train_batch_size 4 --gradient_accumulation_steps 8 --save_strategy no\n' }, '--per_device_train', ['4 × 8 × 8 GPUs = 256 sequences per optimizer step']],
  ['the batch without a world size', { file: 'a.py', text: 'x = TrainingArguments(per_device_train_batch_size=4, gradient_accumulation_steps=8)\n' }, 'per_device', ['4 × 8 = 32 per GPU and optimizer step; times the number of GPUs']],
  ['a prefix with its model', { file: 'p.sh', text: 'python main.py --model_name_or_path ./m --pre_seq_len 128 --max_source_length 64\n', with: { 'm/config.json': MODEL } }, '--pre_seq_len', ['128 × 2 × 28 × 4096 = 29,360,128 trained values for ./m']],
  ['a prefix without its model', { file: 'p.sh', text: 'python main.py --model_name_or_path THUDM/chatglm-6b --pre_seq_len 128 --max_source_length 64\n' }, '--pre_seq_len', ['the count follows once the model is known: name a local model whose config.json is in the workspace']],
  // 128256·4096·2 + 32·(4096·4096·2 + 4096·1024·2 + 3·4096·14336 + 2·4096) + 4096 = 8,030,261,248, as published for Llama 3 8B
  ['the size of a model', { file: 'config.json', text: LLAMA_3 }, '"model_type', ['8,030,261,248 parameters: 32 layers of 218,112,000, embeddings 2 × 128256 × 4096; 15 GiB in 16 bits']],
  ['shared key heads and the cache', { file: 'config.json', text: LLAMA_3 }, '"num_key_value', ['32/8 = 4 query heads share a head of keys and values', 'KV cache per token in 16 bits: 2 × 32 × 8 × 128 × 2 B = 128 KiB', 'a sequence of 8,192 tokens: 1 GiB']],
  ['three matrices', { file: 'config.json', text: LLAMA_3 }, '"hidden_act', ['gate, up and down: 3 × 4096 × 14336 = 176,160,768 weights in each layer; width 3.5 × hidden']],
  // 2π·500000^(126/128) = 2,559,195.5 tokens
  ['wavelengths', { file: 'config.json', text: LLAMA_3 }, '"rope_theta', ['wavelengths from 2π = 6.3 tokens to 2π·500,000^((128−2)/128) = 2,559,196 tokens', 'over 8,192 tokens the slowest pair makes 0.0032 turns']],
  ['the small number of a norm', { file: 'config.json', text: LLAMA_3 }, '"rms_norm_eps', ['√ε = 0.00316: vectors whose root mean square is far above it are not touched by ε']],
  ['the size of a head', { file: 'config.json', text: LLAMA_3 }, '"num_attention_heads', ['head size 4096/32 = 128, 32 heads']],
  ['warm-up steps from a ratio', { file: 'a.py', text: 'x = TrainingArguments(max_steps=1001, warmup_ratio=0.03)\n' }, 'warmup_ratio', ['⌈1,001 × 0.03⌉ = 31 of 1,001 steps']],
];

for (const [name, file, word, expected] of ROWS) test(`here: ${name}`, async () => { assert.deepEqual(await here(file, word), expected); });

test('every documented parameter renders in both languages, in Markdown below VS Code’s limit and in plain text', async () => {
  const { parameterPage } = await import('../../../server/features/hover/hover.js');
  for (const owner of ['peft/LoraConfig', 'peft/PrefixTuningConfig', 'transformers/Seq2SeqTrainingArguments', 'chatglm/ModelArguments', 'chatglm/TrainScript', 'deepspeed/', 'deepspeed/zero_optimization']) {
    for (const parameter of knowledge.parameters(owner)) {
      for (const language of ['en', 'zh-cn'] as const) {
        const page = parameterPage(parameter, knowledge, language);
        const markdown = renderMarkdown(page, { markdown: true, pictures: true, theme: 'dark', commands: true }, knowledge, language);
        assert.ok(markdown.length < 100_000, parameter.id);
        const plain = renderPlain(page, knowledge, language);
        assert.ok(!plain.includes('`') && !plain.includes('data:image'), parameter.id);
        // A hover is a page, not a scroll.
        assert.ok(plain.split('\n').filter((line) => line !== '').length <= 25, `${parameter.id} has too many lines`);
      }
    }
  }
});

test('prose keeps code and escapes what Markdown would take for a sign', () => {
  assert.equal(prose('a_b `c_d` *e* <f>'), 'a\\_b `c_d` \\*e\\* \\<f\\>');
});
