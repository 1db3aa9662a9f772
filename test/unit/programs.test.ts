// Which launcher flags take no value decides where the script begins: the table must say what the libraries declare.
import assert from 'node:assert/strict';
import test from 'node:test';
import { SWITCHES } from '../../server/syntax/shell/programs.js';
import { readKnowledge } from '../support/knowledge.js';

const knowledge = readKnowledge();

/** Declared with a function that reads `true` or `false` from a word of its own (accelerate 1.15, commands/launch.py). */
const READ_A_WORD = /^(fp8_(enable_fsdp_float8_all_gather|pad_inner_dim)|ipex_enabled|megatron_lm_\w+|mps|use_tp|parallelism_config_\w+|fsdp_\w+)$/;

for (const [starter, owner] of [['torchrun', 'torch/torchrun'], ['launch', 'torch/launch'], ['deepspeed', 'deepspeed/launcher'], ['accelerate', 'accelerate/launch']] as const) {
  test(`${starter}: the flags without a value are those of the catalog`, () => {
    const parameters = knowledge.parameters(owner);
    assert.ok(parameters.length > 10, `${parameters.length} flags`);
    const listed = new Set([...SWITCHES[starter]].map((name) => name.replaceAll('-', '_')));
    const missing = parameters.filter((parameter) => parameter.form.type === 'bool' && parameter.name !== 'tpu_use_cluster' /* what --tpu_cluster sets */ && !READ_A_WORD.test(parameter.name) && !listed.has(parameter.name)).map((parameter) => parameter.name);
    assert.deepEqual(missing, [], 'switches of the catalog that the table lacks');
    const wrong = parameters.filter((parameter) => listed.has(parameter.name) && !/\bbool\b/.test(parameter.form.type)).map((parameter) => `${parameter.name}: ${parameter.form.type}`);
    assert.deepEqual(wrong, [], 'flags of the table that take a value');
  });
}
