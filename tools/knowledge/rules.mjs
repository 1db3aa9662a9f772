import { hasHan, languages, list, readYaml } from './files.mjs';

const placeholders = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort().join();

export function compileRules(report) {
  const rules = {};
  for (const file of list('rules', '.yaml')) {
    const name = file.replace(/\.yaml$/, '');
    const rule = readYaml('rules', file);
    const where = `rules/${file}`;
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || name.startsWith('no-')) report(where, 'a rule name reads as "allow <name>"');
    if (!['error', 'warning', 'information', 'hint'].includes(rule.severity)) report(where, 'no severity');
    for (const language of languages) {
      for (const part of ['title', 'what', 'why', 'repair']) if (!rule[language]?.[part]) report(where, `no "${part}" in ${language}`);
    }
    for (const group of ['messages', 'fixes']) {
      for (const [id, text] of Object.entries(rule[group] ?? {})) {
        if (!text.en || !text['zh-cn']) { report(where, `${group}.${id} is not in both languages`); continue; }
        if (!hasHan(text['zh-cn'])) report(where, `${group}.${id}: the Chinese text holds no Chinese`);
        if (placeholders(text.en) !== placeholders(text['zh-cn'])) report(where, `${group}.${id}: different placeholders in the two languages`);
      }
    }
    // A family's examples are those of its checks.
    if (!rule.family && !rule.examples?.length) report(where, 'no example');
    for (const example of rule.examples ?? []) {
      for (const finding of example.findings ?? []) if (!(finding.message in (rule.messages ?? {}))) report(where, `an example names message ${finding.message}, which does not exist`);
    }
    rules[name] = { sources: [], fixes: {}, silent: [], examples: [], dialects: [], messages: {}, ...rule };
  }
  return rules;
}
