// The inventory as pages: every statement by which a library refuses, asserts or warns, and the rule of ours that tells it.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from '../knowledge/files.mjs';

const NAMES = { accelerate: 'Accelerate', axolotl: 'Axolotl', deepspeed: 'DeepSpeed', llamafactory: 'LLaMA-Factory', 'ms-swift': 'ms-swift', peft: 'PEFT', transformers: 'transformers', trl: 'TRL' };
const WORDS = {
  en: {
    title: 'Inventory of the libraries\' own checks', other: '[简体中文]', total: 'all', told: 'a rule', library: 'library', releases: 'releases read', function: 'in', says: 'says', when: 'when', us: 'we', and: 'to',
    intro: 'Every place where the sources of eight libraries refuse, assert or warn, in every release that was read, found by their syntax trees; beside it what they do in silence, as far as it was found by reading. Each statement has the rule of ours that tells it, or the reason why no file decides it.',
    columns: 'The columns count statements. The reasons:', silent: 'in silence', note: 'This page is generated from `knowledge/inventory` (`npm run inventory`).',
  },
  'zh-cn': {
    title: '各库自身检查的清单', other: '[English]', total: '总数', told: '有规则', library: '库', releases: '读过的版本', function: '位置', says: '行为', when: '条件', us: '我们', and: '至',
    intro: '八个库的源码中每一处拒绝、断言或警告的语句，涵盖读过的全部版本，由语法树得出；此外还有阅读时发现的静默行为。每一条都注明由哪条规则提示，或为何无法由文件判定。',
    columns: '各列为语句条数。理由如下：', silent: '静默', note: '本页由 `knowledge/inventory` 生成（`npm run inventory`）。',
  },
};

/** @returns {[string, string][]} the pages as path and text */
export function inventoryPages() {
  const folder = path.join(root, 'knowledge/inventory');
  const whys = JSON.parse(readFileSync(path.join(root, 'tools/inventory/whys.json'), 'utf8'));
  const libraries = readdirSync(folder).filter((name) => name.endsWith('.jsonl')).sort().map((name) => [name.replace('.jsonl', ''), readFileSync(path.join(folder, name), 'utf8').trim().split('\n').map((line) => JSON.parse(line))]);
  return ['en', 'zh-cn'].flatMap((language) => [
    [`docs/rules/inventory${suffix(language)}`, overview(libraries, whys, language)],
    ...libraries.map(([library, lines]) => [`docs/rules/inventory/${library}${suffix(language)}`, page(library, lines, language)]),
  ]);
}

const suffix = (language) => (language === 'en' ? '.md' : '.zh-CN.md');

function overview(libraries, whys, language) {
  const words = WORDS[language];
  const reasons = Object.keys(whys);
  const row = (cells) => `| ${cells.join(' | ')} |`;
  const counts = (lines) => [lines.length, lines.filter((line) => line.rule).length, ...reasons.map((why) => lines.filter((line) => line.why === why).length || '')];
  return [
    `# ${words.title}`, '', `${words.other}(inventory${suffix(language === 'en' ? 'zh-cn' : 'en')})`, '', words.intro, '', words.columns, '',
    ...reasons.map((why) => `- \`${why}\`: ${whys[why][language]}`), '',
    row([words.library, words.total, words.told, ...reasons.map((why) => `\`${why}\``)]), row(['---', ...Array(reasons.length + 2).fill('--:')]),
    ...libraries.map(([library, lines]) => row([`[${NAMES[library]}](inventory/${library}${suffix(language)})`, ...counts(lines)])),
    row([words.total, ...counts(libraries.flatMap(([, lines]) => lines))]), '', `<sub>${words.note}</sub>`, '',
  ].join('\n');
}

function page(library, lines, language) {
  const words = WORDS[language];
  const files = [...new Set(lines.map((line) => line.file))].sort();
  const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const ruleLink = (rule) => { const [name, check] = rule.split('/'); return `[${rule}](../${name}${suffix(language)}${check ? `#${check}` : ''})`; };
  return [
    `# ${NAMES[library]}`, '', `${words.other}(${library}${suffix(language === 'en' ? 'zh-cn' : 'en')})`, '',
    ...files.flatMap((file) => [
      `## \`${file}\``, '', `| ${words.releases} | ${words.function} | ${words.says} | ${words.when} | ${words.us} |`, '| --- | --- | --- | --- | --- |',
      ...lines.filter((line) => line.file === file).map((line) => `| ${line.since} ${words.and} ${line.until ?? '…'} | \`${line.in}\` | ${line.says === 'nothing' ? words.silent : line.says} | ${cell(language === 'en' ? line.when : line.zh)} | ${line.rule ? ruleLink(line.rule) : line.why} |`), '',
    ]),
    `<sub>${words.note}</sub>`, '',
  ].join('\n');
}
