// npm run oracle: asks the real libraries. Needs Python, the libraries (installed on the first run, about 10 GB) and the published files.
// usage: node tools/oracle/run.mjs [judge …] [--examples | --sweep] [--count 14]
// --sweep gives every parameter one odd value after the other and writes knowledge/refused-kinds/<judge>.json: which kinds the library refuses.
// Verdicts go to test/oracle/verdicts/<judge>.jsonl: examples by their code, mutations by file hash, operator and arguments.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { root } from '../knowledge/files.mjs';

/** Judge → the environment it runs in (requirements/<name>.txt) and its program. */
const JUDGES = {
  axolotl: ['axolotl', 'axolotl_judge.py'], llamafactory: ['llamafactory', 'llamafactory_judge.py'], deepspeed: ['newest', 'deepspeed_judge.py'], deepspeed_older: ['older', 'deepspeed_judge.py'],
  accelerate: ['newest', 'accelerate_judge.py'], arguments: ['newest', 'arguments_judge.py'], bash: ['newest', 'bash_judge.py'], hugging_face: ['newest', 'hugging_face_judge.py'], hugging_face_older: ['older', 'hugging_face_judge.py'],
};
/** Read in the base of the sweep, and in other recipes not at all: a port on one machine, the compiler's backend under DeepSpeed, LoKr's rank beside a factor. */
const UNREAD = new Set(['accelerate/config.main_process_port', 'accelerate/config.dynamo_backend', 'peft/LoKrConfig.r']);
const cache = path.join(root, '.cache/oracle');
const words = process.argv.slice(2).filter((word) => !word.startsWith('--') && word in JUDGES);
const count = Number(process.argv[process.argv.indexOf('--count') + 1] || 0) || 14;
mkdirSync(cache, { recursive: true });
mkdirSync(path.join(root, 'test/oracle/verdicts'), { recursive: true });
spawnSync(process.execPath, ['tools/compile-knowledge.mjs'], { cwd: root, stdio: 'inherit' });
spawnSync(process.execPath, ['tools/oracle/overlays.mjs'], { cwd: root, stdio: 'inherit' });
const bundle = path.join(root, 'dist/oracle-cases.mjs');
await esbuild.build({ absWorkingDir: root, entryPoints: ['test/oracle/cases.ts'], bundle: true, platform: 'node', format: 'esm', outfile: bundle, mainFields: ['module', 'main'], logLevel: 'warning', banner: { js: "import{createRequire}from'module';const require=createRequire(import.meta.url);" } });
process.chdir(root);
const cases = await import(pathToFileURL(bundle).href);

const chosen = words.length > 0 ? words : Object.keys(JUDGES);
const files = cases.published();
await Promise.all([chosen.filter((_, index) => index % 2 === 0), chosen.filter((_, index) => index % 2 === 1)].map(async (half) => { for (const judge of half) await (process.argv.includes('--sweep') ? sweep(judge) : ask(judge)); }));

async function ask(judge) {
  const examples = cases.exampleCases().filter((each) => each.judge === judge);
  const verdicts = new Map((await judged(judge, examples)).map((verdict) => [verdict.id, verdict]));
  const lines = examples.map(({ id }) => line({ example: id }, verdicts.get(id)));
  if (!process.argv.includes('--examples')) {
    const bases = [...files].flatMap(([hash, { kind, settings }]) => cases.kindsOf(kind).filter((each) => cases.KINDS[each].judge === judge).map((each) => ({ recipe: { hash, kind: each }, settings })));
    const asked = await recipes(judge, bases);
    lines.push(...asked.lines);
    const working = bases.filter((_, index) => ['accepted', 'warned'].includes(asked.verdicts[index]?.verdict));
    const mutations = working.flatMap(({ recipe: { hash, kind }, settings }) => cases.recipesOf(hash, kind, settings, count).map((recipe) => ({ recipe, settings })));
    lines.push(...(await recipes(judge, mutations)).lines);
  } else lines.push(...kept(judge));
  writeFileSync(path.join(root, `test/oracle/verdicts/${judge}.jsonl`), `${lines.join('\n')}\n`);
  console.log(`${judge}: ${lines.length} verdicts`);
}

/** Parameter → the kinds of values that its library refuses there with every base that it accepts as it stands. */
async function sweep(judge) {
  const all = cases.sweepCases(judge);
  if (all.length === 0) return;
  // Another base is only asked about what the first one refused.
  const answers = await judged(judge, all.filter(({ id }) => id.endsWith(' 0')));
  const doubtful = new Set(answers.flatMap(({ id, verdict }) => (verdict === 'refused' ? [id.slice(0, -2)] : [])));
  answers.push(...await judged(judge, all.filter(({ id }) => !id.endsWith(' 0') && (id.includes('. base ') || doubtful.has(id.slice(0, id.lastIndexOf(' ')))))));
  const library = answers[0]?.library ?? '';
  writeFileSync(path.join(cache, `sweep-${judge}.jsonl`), answers.map((answer) => JSON.stringify(answer)).join('\n'));
  const works = (verdict) => verdict === 'accepted' || verdict === 'warned';
  // A base that the library refuses says nothing about its parameters.
  const broken = answers.filter(({ id, verdict }) => id.includes('. base ') && !works(verdict)).map(({ id, message }) => { console.log(`${judge}: no base for ${id}: ${message}`); return id.split('. base ').join(' '); });
  const found = new Map();
  for (const { id, verdict } of answers) {
    const [parameter, kind, number] = id.split(' ');
    if (kind === 'base' || broken.some((base) => `${parameter} ${number}`.startsWith(base.split(' ')[0]) && base.endsWith(` ${number}`))) continue;
    const kinds = found.get(parameter) ?? found.set(parameter, {}).get(parameter);
    // Where the machine decided nothing was learnt.
    if (verdict !== 'environment') kinds[kind] = (kinds[kind] ?? true) && verdict === 'refused';
  }
  // Of accelerate's sections the numbers and switches hang on each other: only what is no word at all is told.
  const always = ['text', 'mapping', 'list'];
  const refused = [...found].map(([parameter, kinds]) => [parameter, Object.keys(kinds).filter((kind) => kinds[kind] && (!/^accelerate\/config\.(fsdp|deepspeed)_config\./.test(parameter) || always.includes(kind)))]);
  const told = refused.filter(([parameter]) => !UNREAD.has(parameter)).sort(([a], [b]) => (a < b ? -1 : 1));
  mkdirSync(path.join(root, 'knowledge/refused-kinds'), { recursive: true });
  const accepted = told.filter(([, kinds]) => kinds.length === 0).map(([parameter]) => parameter);
  const lines = told.filter(([, kinds]) => kinds.length > 0).map(([parameter, kinds]) => `    ${JSON.stringify(parameter)}: ${JSON.stringify(kinds)}`);
  writeFileSync(path.join(root, `knowledge/refused-kinds/${judge}.json`), `{\n  "library": ${JSON.stringify(library)},\n  "accepted": [\n    ${accepted.map((each) => JSON.stringify(each)).join(',\n    ')}\n  ],\n  "refused": {\n${lines.join(',\n')}\n  }\n}\n`);
  console.log(`${judge}: ${all.length} odd values, ${lines.length} parameters that refuse some`);
}

/** The mutations' verdicts of the last run, where only the examples are asked for. */
function kept(judge) {
  const file = path.join(root, `test/oracle/verdicts/${judge}.jsonl`);
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter((text) => text !== '' && !text.includes('"example"')) : [];
}

async function recipes(judge, all) {
  const made = all.map(({ recipe, settings }) => ({ recipe, made: cases.caseOf(recipe, settings) }));
  const answers = new Map((await judged(judge, made.flatMap(({ made: each }) => each ?? []))).map((verdict) => [verdict.id, verdict]));
  const verdicts = made.map(({ made: each }) => each && answers.get(each.id));
  return { verdicts, lines: made.flatMap(({ recipe }, index) => (verdicts[index] ? [line(recipe, verdicts[index])] : [])) };
}

/** One line; what the library said only where it refused, cut short: it tells disagreements apart. */
function line(subject, verdict = { verdict: 'environment', message: 'no answer' }) {
  return JSON.stringify({ ...subject, library: verdict.library, verdict: verdict.verdict, ...(verdict.verdict === 'refused' || verdict.verdict === 'environment' ? { said: clean(verdict.message) } : {}) });
}

/** Without this machine's paths and a run's addresses. */
function clean(message = '') {
  return message.replaceAll(/\/(tmp|work|root|usr)\/\S*/g, '…').replaceAll(/0x[0-9a-f]+/g, '…').slice(0, 160);
}

/** Every case's verdict. A case that takes the process with it is the machine's, and the others go on behind it. */
async function judged(judge, all) {
  const answers = [];
  let rest = all;
  while (rest.length > 0) {
    const some = await oneProcess(judge, rest);
    answers.push(...some);
    const killer = rest[some.length];
    if (killer) answers.push({ id: killer.id, library: some[0]?.library, verdict: 'environment', message: 'the process ended' });
    rest = rest.slice(some.length + 1);
  }
  return answers;
}

function oneProcess(judge, all) {
  const [environment, program] = JUDGES[judge];
  const python = path.join(cache, environment, 'bin/python');
  if (!existsSync(python)) install(environment, python);
  return new Promise((resolve, reject) => {
    const child = spawn(python, [path.join(root, 'tools/oracle/judges', program)], { stdio: ['pipe', 'pipe', process.env.ORACLE_LOUD ? 'inherit' : 'ignore'] });
    let text = '';
    child.stdout.on('data', (part) => { text += part; });
    child.on('error', reject);
    child.on('close', () => resolve(text.split('\n').filter((each) => each.startsWith('{') && each.endsWith('}')).map((each) => JSON.parse(each))));
    child.stdin.on('error', () => {});
    child.stdin.end(all.map((each) => JSON.stringify(each)).join('\n'));
  });
}

function install(environment, python) {
  console.log(`installing ${environment} (once)`);
  spawnSync(environment === 'axolotl' ? 'python3.12' : 'python3', ['-m', 'venv', path.join(cache, environment)], { stdio: 'inherit' });
  for (const flags of [[], ['--no-deps']]) {
    const list = path.join(root, 'tools/oracle/requirements', `${environment}${flags.length > 0 ? '.no-deps' : ''}.txt`);
    if (existsSync(list)) spawnSync(python, ['-m', 'pip', 'install', '-q', ...flags, '-r', list], { stdio: 'inherit', env: { ...process.env, DS_BUILD_OPS: '0' } });
  }
}
