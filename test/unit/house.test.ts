// The house keeps its own rules: both languages complete, manifest keys there, floors in order, no Node below the doors.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { readKnowledge, ROOT } from '../support/knowledge.js';

const knowledge = readKnowledge();
const json = (name: string): unknown => JSON.parse(readFileSync(path.join(ROOT, name), 'utf8'));

test('every %key% of the manifest is in both languages, and no other', () => {
  const manifest = readFileSync(path.join(ROOT, 'package.json'), 'utf8');
  const used = new Set([...manifest.matchAll(/"%([\w.]+)%"/g)].map((match) => match[1]!));
  for (const name of ['package.nls.json', 'package.nls.zh-cn.json']) assert.deepEqual(Object.keys(json(name) as object).sort(), [...used].sort(), name);
});

test("every phrase of the client is in the Chinese bundle", () => {
  const bundle = json('l10n/bundle.l10n.zh-cn.json') as Record<string, string>;
  const used = readdirSync(path.join(ROOT, 'client')).flatMap((name) => [...readFileSync(path.join(ROOT, 'client', name), 'utf8').matchAll(/l10n\.t\('((?:[^'\\]|\\.)*)'/g)].map((match) => match[1]!));
  assert.deepEqual(Object.keys(bundle).sort(), [...new Set(used)].sort());
  for (const text of Object.values(bundle)) assert.match(text, /\p{Script=Han}/u);
});

test('the settings know every rule', () => {
  const manifest = json('package.json') as { contributes: { configuration: { properties: Record<string, { propertyNames?: { anyOf: { enum?: string[] }[] } }> } } };
  assert.deepEqual(manifest.contributes.configuration.properties['mlConfigLens.rules']!.propertyNames!.anyOf[0]!.enum, Object.keys(knowledge.rules()).sort());
});

test('words.yaml holds every word that the code asks for', () => {
  const files = readdirSync(path.join(ROOT, 'server'), { recursive: true }).map(String).filter((name) => name.endsWith('.ts')).map((name) => path.join(ROOT, 'server', name))
    .concat(readdirSync(path.join(ROOT, 'cli')).map((name) => path.join(ROOT, 'cli', name)));
  for (const file of files) {
    for (const [, id] of readFileSync(file, 'utf8').matchAll(/\bword\('([a-z-]+)'/g)) {
      assert.match(knowledge.word(id!, 'zh-cn'), /\p{Script=Han}/u, `${path.basename(file)} asks for ${id!}`);
    }
  }
});

test('Chinese messages hold no English sentence', () => {
  const terms = /\b(?:DeepSpeed|ZeRO|PEFT|LoRA|GPU|CPU|JSON|YAML|Trainer|Hugging Face|Python|PyYAML|OmegaConf|ruamel|argparse|transformers|torch|TypeError|ValueError|JSONDecodeError|token|dropout|slots|host|auto|bf16|fp16|pydantic|shell|Cut Cross Entropy)\b/g;
  for (const [name, rule] of Object.entries(knowledge.rules())) {
    for (const [id, text] of [...Object.entries(rule.messages), ...Object.entries(rule.fixes)]) {
      const rest = text['zh-cn'].replace(/`[^`]*`|"[^"]*"|“[^”]*”|\{\w+\}/g, '').replace(terms, '');
      assert.doesNotMatch(rest, /[A-Za-z]{3,} [A-Za-z]{3,} [A-Za-z]{3,}/, `${name}.${id}: ${text['zh-cn']}`);
    }
  }
});
