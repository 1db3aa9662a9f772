// What counts as a slip of the finger: an error is only said where one is in sight.
import assert from 'node:assert/strict';
import test from 'node:test';
import { isSlip } from '../../server/text/similar.js';

const ROWS: readonly (readonly [string, string, boolean])[] = [
  ['lora_rnak', 'lora_rank', true],                       // two neighbours swapped
  ['num_proceses', 'num_processes', true],                // one left out
  ['overlap_comm', 'overlap_com', true],                  // one too many
  ['sample_paking', 'sample_packing', true],
  ['gradient_acumulation_step', 'gradient_accumulation_steps', true], // two, in a long word that begins the same
  ['lora-rank', 'lora_rank', false],                      // the same word
  ['kt_config', 'tp_config', false],                      // another plugin's section
  ['kto_ftx', 'dpo_ftx', false],                          // another method's key
  ['hub_model_revision', 'model_revision', false],
  ['dataset_mixer', 'dataset_name', false],
  ['micro_batch_size', 'mini_batch_size', false],
  ['bf16', 'fp16', false],                                // short words differ by design
];
for (const [word, candidate, expected] of ROWS) test(`${word} is ${expected ? 'a' : 'no'} slip for ${candidate}`, () => { assert.equal(isSlip(word, candidate), expected); });
