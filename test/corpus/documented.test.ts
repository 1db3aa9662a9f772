// How much of what people write has a page, in both languages: asked of `ml-config-lens inspect` over all published files, weighted by how often
// an entry occurs. Entries that no release of the tool reads (another program's keys, slips) have no page to have; their share is printed beside.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import test from 'node:test';
import type { Parameter } from '../../server/knowledge/catalog.js';
import { ROOT, readKnowledge } from '../support/knowledge.js';
import { folder, keyCounts, options } from './corpus.js';

interface Entry { readonly dialect: string; readonly parameter: string | null; readonly documented: Readonly<Record<'en' | 'zh-cn', boolean>> }

/** Dialect → the share of its entries that have a page, at least. */
const LEAST: Readonly<Record<string, number>> = { deepspeed: 0.99, peft: 0.99, llamafactory: 0.99, accelerate: 0.99, axolotl: 0.99, trl: 0.99, trainer: 0.99, chatglm: 0.99, swift: 0.99, model: 0.99, generation: 0.99 };

test('entries of the published files that have a page', options, () => {
  const { stdout, status } = spawnSync(process.execPath, [path.join(ROOT, 'dist/cli/main.js'), 'inspect', '--format', 'json', path.join(folder, 'data')], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  assert.equal(status, 0);
  const { files } = JSON.parse(stdout) as { files: readonly { readonly entries: readonly Entry[] }[] };
  const entries = files.flatMap((file) => file.entries);
  assert.ok(entries.length > 10_000, `${entries.length} entries`);
  const short: string[] = [];
  for (const [dialect, least] of Object.entries(LEAST)) {
    const mine = entries.filter((entry) => entry.dialect === dialect);
    const read = mine.filter((entry) => entry.parameter !== null);
    const share = (language: 'en' | 'zh-cn'): number => read.filter((entry) => entry.documented[language]).length / read.length;
    const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
    console.log(`corpus: documented  ${dialect.padEnd(13)} ${String(mine.length).padStart(5)} entries, ${percent(read.length / mine.length)} read by the tool; of these en ${percent(share('en'))}, zh-cn ${percent(share('zh-cn'))}`);
    for (const language of ['en', 'zh-cn'] as const) if (!(share(language) >= least)) short.push(`${dialect} ${language}: ${percent(share(language))}`);
  }
  assert.deepEqual(short, []);
});

test('flags of Hugging Face Trainer scripts, kwargs of Python calls and launcher flags that have a page, weighted by the files they stand in', options, () => {
  const knowledge = readKnowledge();
  const owners: Readonly<Record<string, readonly string[]>> = {
    shell_hf_trainer: ['transformers/Seq2SeqTrainingArguments'], py_training_args: ['transformers/Seq2SeqTrainingArguments', 'trl/SFTConfig', 'trl/DPOConfig', 'trl/GRPOConfig'],
    py_peft_config: ['peft/LoraConfig', 'peft/PrefixTuningConfig', 'peft/PromptTuningConfig', 'peft/PromptEncoderConfig', 'peft/AdaLoraConfig', 'peft/IA3Config'],
    py_bnb_config: ['transformers/BitsAndBytesConfig'], shell_launcher: ['torch/torchrun', 'torch/launch', 'deepspeed/launcher', 'accelerate/launch'],
  };
  for (const [kind, classes] of Object.entries(owners)) {
    let [all, known, documented] = [0, 0, 0];
    for (const [key = '', count = '0'] of keyCounts(kind)) {
      const name = key.replace(/^--?|^\w+Config\./g, '').replaceAll('-', '_').split(/[=\s]/)[0]!;
      const parameter: Parameter | undefined = classes.map((owner) => knowledge.parameter(owner, name)).find((found) => found !== undefined) ?? knowledge.spelling(name);
      all += Number(count);
      if (!parameter) continue;
      known += Number(count);
      if (knowledge.doc(parameter, 'en') && knowledge.doc(parameter, 'zh-cn')) documented += Number(count);
    }
    console.log(`corpus: documented  ${kind.padEnd(17)} ${(100 * known / all).toFixed(1)} % of the occurrences are the library's own, of these ${(100 * documented / known).toFixed(1)} % in both languages`);
    assert.ok(known > 100 && documented / known >= 0.95, kind);
  }
});
