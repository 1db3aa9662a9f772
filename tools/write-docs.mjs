// Writes docs/rules/<name>.md and .zh-CN.md from knowledge/rules, and the rule tables of the two READMEs between their marks.
// usage: node tools/write-docs.mjs [--check]   (with --check: exit 1 when something is out of date)
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { compileCatalog } from './knowledge/catalog.mjs';
import { compileChecks, readChecks } from './knowledge/checks.mjs';
import { inventoryPages } from './inventory/pages.mjs';
import { root } from './knowledge/files.mjs';
import { compileRules } from './knowledge/rules.mjs';

const check = process.argv.includes('--check');
const stale = [];
const WORDS = {
  en: { severity: 'Severity', reads: 'Read in', what: 'What it looks for', why: 'What happens', repair: 'What to do', example: 'Example', fixed: 'After the fix', sources: 'Sources', off: 'Turn it off', checks: 'Checks', when: 'fires when', other: '[简体中文]', note: 'This page is generated from `knowledge/rules` and `knowledge/checks`, and its examples are executed by the tests.' },
  'zh-cn': { severity: '级别', reads: '适用于', what: '检查什么', why: '后果', repair: '如何修复', example: '示例', fixed: '修复后', sources: '来源', off: '停用', checks: '各项检查', when: '触发条件', other: '[English]', note: '本页由 `knowledge/rules` 与 `knowledge/checks` 生成，其中的示例由测试执行。' },
};
const FENCES = { json: 'json', yaml: 'yaml', sh: 'bash', py: 'python' };
const rules = compileRules(() => {});
compileChecks(compileCatalog(() => {}), rules, () => {});
const checks = readChecks().filter((each) => !each.again);

mkdirSync(path.join(root, 'docs/rules'), { recursive: true });
for (const [name, rule] of Object.entries(rules)) {
  put(`docs/rules/${name}.md`, page(name, rule, 'en'));
  put(`docs/rules/${name}.zh-CN.md`, page(name, rule, 'zh-cn'));
}
mkdirSync(path.join(root, 'docs/rules/inventory'), { recursive: true });
for (const [file, text] of inventoryPages()) put(file, text);
put('docs/rules/README.md', `# Rules\n\n[Inventory of the libraries' own checks](inventory.md)\n\n${table('en', '')}\n`);
put('docs/rules/README.zh-CN.md', `# 规则\n\n[各库自身检查的清单](inventory.zh-CN.md)\n\n${table('zh-cn', '')}\n`);
for (const [file, language] of [['README.md', 'en'], ['README.zh-CN.md', 'zh-cn']]) {
  const text = readFileSync(path.join(root, file), 'utf8');
  put(file, text.replace(/(<!-- rules -->\n)[\s\S]*?(<!-- \/rules -->)/, (_all, begin, end) => `${begin}${table(language, 'https://github.com/ml-config-lens/ml-config-lens/blob/main/docs/rules/')}\n${end}`));
}
if (stale.length > 0) {
  console.error(`out of date: ${stale.join(', ')}; run npm run docs`);
  process.exit(1);
}

function page(name, rule, language) {
  if (rule.family) return familyPage(name, rule, language);
  const words = WORDS[language];
  const text = rule[language];
  const example = rule.examples[0];
  const fence = '```' + (FENCES[path.extname(example.file).slice(1)] ?? '');
  const beside = Object.entries(example.with ?? {}).map(([file, content]) => `\`${file}\`\n\n${'```'}${FENCES[path.extname(file).slice(1)] ?? ''}\n${content.trimEnd()}\n${'```'}\n`);
  return [
    `# ${text.title}`, '', `\`${name}\` · ${words.severity}: ${rule.severity} · ${words.reads}: ${rule.dialects.join(', ')} · ${words.other}(${name}${language === 'en' ? '.zh-CN' : ''}.md)`, '',
    `## ${words.what}`, '', text.what, '', `## ${words.why}`, '', text.why, '', `## ${words.repair}`, '', text.repair, '',
    `## ${words.example}`, '', `\`${example.file}\``, '', fence, example.text.trimEnd(), '```', '', ...beside,
    ...(example.fixed === undefined ? [] : [`## ${words.fixed}`, '', fence, example.fixed.trimEnd(), '```', '']),
    `## ${words.off}`, '', '```yaml', '# ml-config-lens.yaml', 'rules:', `  ${name}: "off"`, '```', '',
    `## ${words.sources}`, '', ...rule.sources.map((source) => `- ${source}`), '', `<sub>${words.note}</sub>`, '',
  ].join('\n');
}

/** A family's page: what its checks have in common, then one section a check, under the anchor that the finding links to. */
function familyPage(name, rule, language) {
  const words = WORDS[language];
  const text = rule[language];
  const mine = checks.filter((each) => each.rule === name);
  const section = (check) => {
    const example = rule.examples.find((each) => each.check === check.code);
    const fence = '```' + (FENCES[path.extname(example.file).slice(1)] ?? '');
    const beside = Object.entries(example.with ?? {}).flatMap(([file, content]) => [`\`${file}\``, '', fenceOf(file), content.trimEnd(), '```', '']);
    return [
      `<a id="${check.code}"></a>`, '', `### \`${check.code}\``, '', rule.messages[check.code][language].replace(/\{(\w+)\}/g, '‹$1›'), '',
      `${words.severity}: ${check.severity ?? rule.severity} · ${words.when}: \`${check.when}\` · ${words.sources}: ${check.source}`, '',
      fence, example.text.trimEnd(), '```', '', ...beside, ...(example.fixed === undefined ? [] : [`${words.fixed}:`, '', fence, example.fixed.trimEnd(), '```', '']),
    ];
  };
  return [
    `# ${text.title}`, '', `\`${name}\` · ${words.severity}: ${rule.severity} · ${words.reads}: ${rule.dialects.join(', ')} · ${words.other}(${name}${language === 'en' ? '.zh-CN' : ''}.md)`, '',
    `## ${words.what}`, '', text.what, '', `## ${words.why}`, '', text.why, '', `## ${words.repair}`, '', text.repair, '',
    `## ${words.checks}`, '', mine.map((check) => `[\`${check.code}\`](#${check.code})`).join(' · '), '', ...mine.flatMap(section),
    `## ${words.off}`, '', '```yaml', '# ml-config-lens.yaml', 'rules:', `  ${name}: "off"`, `  ${name}/${mine[0].code}: "off"`, '```', '', `<sub>${words.note}</sub>`, '',
  ].join('\n');
}

function fenceOf(file) {
  return '```' + (FENCES[path.extname(file).slice(1)] ?? '');
}

function table(language, base) {
  const head = language === 'en' ? '| rule | severity | fix | what it looks for |' : '| 规则 | 级别 | 修复 | 检查什么 |';
  const suffix = language === 'en' ? '' : '.zh-CN';
  return [head, '|---|---|---|---|', ...Object.entries(rules).map(([name, rule]) => `| [\`${name}\`](${base}${name}${suffix}.md) | ${rule.severity} | ${Object.keys(rule.fixes ?? {}).length > 0 ? '✓' : ''} | ${rule[language].what.replaceAll('|', '\\|')} |`)].join('\n');
}

function put(name, text) {
  const file = path.join(root, name);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  if (check) stale.push(name);
  else writeFileSync(file, text);
}
