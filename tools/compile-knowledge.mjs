// Checks knowledge/ and compiles it into dist/knowledge: small JSON files that the server loads when it first needs them.
// usage: node tools/compile-knowledge.mjs [--out dist/knowledge] [--check]
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { compileArchitectures } from './knowledge/architectures.mjs';
import { compileCatalog } from './knowledge/catalog.mjs';
import { compileChecks, compileRefusedKinds } from './knowledge/checks.mjs';
import { compileConcepts } from './knowledge/concepts.mjs';
import { compileFormulas } from './knowledge/formulas.mjs';
import { compileParameters } from './knowledge/parameters.mjs';
import { compileRules } from './knowledge/rules.mjs';
import { compileQuantities, compileSpellings, compileWords } from './knowledge/words.mjs';
import { readYaml, root } from './knowledge/files.mjs';
import { openMath } from './knowledge/math.mjs';

const outFlag = process.argv.indexOf('--out');
const out = outFlag > 0 ? path.resolve(process.argv[outFlag + 1]) : path.join(root, 'dist/knowledge');

const problems = [];
const report = (where, what) => problems.push(`${where}: ${what}`);
const math = openMath(report);

const catalog = compileCatalog(report);
const formulas = compileFormulas(math, report);
const architectures = compileArchitectures(catalog, report);
const concepts = compileConcepts(math, catalog, architectures, report);
const parameters = compileParameters(catalog, formulas, concepts, report);
const rules = compileRules(report);
const checks = compileChecks(catalog, rules, report);
const words = compileWords(report);
const spellings = compileSpellings(catalog, report);
const quantities = compileQuantities(catalog, report);
math.close();

const files = {
  ...catalog.files,
  ...parameters.files,
  ...concepts.files,
  'architectures': architectures.index,
  'formulas': formulas.compiled,
  'glyphs': math.glyphs,
  'math': math.table,
  'rules': wordsOf(rules),
  'rule-examples': shownExamples(rules),
  // What only the tests read: a folder of its own, left out of the package.
  'tests/rule-examples': Object.fromEntries(Object.entries(rules).map(([name, { examples, silent }]) => [name, { examples, silent }])),
  'checks': Object.fromEntries([...new Set(checks.map((check) => check.rule))].map((rule) => [rule, checks.filter((check) => check.rule === rule)])),
  'refused-kinds': compileRefusedKinds(),
  'gpus': readYaml('.', 'gpus.yaml'),
  'words': words,
  'spellings': spellings,
  'quantities': quantities,
};

for (const problem of problems) console.error(`knowledge: ${problem}`);
if (problems.length) {
  console.error(`${problems.length} problem${problems.length === 1 ? '' : 's'} in knowledge/`);
  if (!process.argv.includes('--lenient')) process.exit(1);
}
if (!process.argv.includes('--check')) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(path.join(out, 'tests'), { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(out, `${name}.json`), JSON.stringify(content));
}
console.log(`knowledge: ${catalog.count} parameters in the catalog, ${parameters.count} documented, ${concepts.count} concepts, ${architectures.ids.length} architectures, ${formulas.count} formulas, ${Object.keys(rules).length} rules, ${checks.length} checks`);

/** A rule's words, which findings need at once; its examples come with its page. */
function wordsOf(all) {
  return Object.fromEntries(Object.entries(all).map(([name, { examples: _examples, silent: _silent, ...words }]) => [name, words]));
}

/** Of the examples what a page shows: one of a rule, one of each check of a family. */
function shownExamples(all) {
  return Object.fromEntries(Object.entries(all).map(([name, rule]) => [name, (rule.family ? rule.examples : rule.examples.slice(0, 1)).map(({ file, text, fixed, check, source, findings }) => ({
    file, text, ...(fixed === undefined ? {} : { fixed }), ...(check === undefined ? {} : { check }), ...(source === undefined ? {} : { source }), ...(findings?.[0]?.severity ? { findings: [{ severity: findings[0].severity }] } : {}),
  }))]));
}
