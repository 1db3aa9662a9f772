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
  for (const rest of ['lr_scheduler_type="cosine_with_min_lr"', 'lr_scheduler_type="warmup_stable_decay"', 'lr_scheduler_type="cosine", lr_scheduler_kwargs=kwargs', 'lr_scheduler_type="cosine", lr_scheduler_kwargs={"num_cycles": n}']) {
    assert.equal(await curve(args(rest)), undefined, rest);
  }
  assert.equal(await curve('x = TrainingArguments(learning_rate=1e-4, lr_scheduler_type="warmup_stable_decay", lr_scheduler_kwargs={"num_decay_steps": 20})\n'), undefined, 'steps of a run of unknown length');
});
