// npm test : everything, on a clone where nothing was installed yet. `npm test -- unit lsp` runs only these parts.
// Closes with the line "N passed, N failed". A part that fails does not stop the others.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { ensureHost, supported } from './host.mjs';
import { ensureModules, root, step } from './steps.mjs';

const PARTS = ['lint', 'types', 'unit', 'cases', 'corpus', 'lsp', 'dev', 'vsix', 'ui'];
const wanted = process.argv.slice(2).filter((word) => PARTS.includes(word));
const chosen = wanted.length > 0 ? wanted : PARTS;
const inEditor = chosen.some((part) => ['dev', 'vsix', 'ui'].includes(part));
const total = { passed: 0, failed: 0, skipped: 0 };
const summary = [];

ensureModules();
if (inEditor) {
  if (!supported) { console.error('The editor tests need Linux x64; elsewhere: npm run test:desktop, or npm test -- lint types unit cases corpus lsp'); process.exit(1); }
  if (!ensureChromium()) process.exit(1);
  ensureHost();
}

count('build', step('building') ?? (command('node', ['esbuild.mjs', '--tests']) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }));
for (const part of chosen) {
  step(part);
  count(part, await runPart(part));
}

console.log('');
for (const line of summary) console.log(line);
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

async function runPart(part) {
  switch (part) {
    case 'lint': return one(command('npx', ['eslint', '.']));
    case 'types': return one(command('npx', ['tsc', '--noEmit']));
    case 'dev': return editorPart(['test/e2e/run-suite.mjs', 'dev']);
    case 'vsix': return command('node', ['scripts/package.mjs', '--built']) ? editorPart(['test/e2e/run-suite.mjs', 'vsix']) : one(false);
    case 'ui': {
      if (!existsSync(path.join(root, 'ml-config-lens.vsix')) && !command('node', ['scripts/package.mjs', '--built'])) return one(false);
      return editorPart(['test/e2e/ui.mjs']);
    }
    default: return nodeTests(part);
  }
}

/** Bundles test/<part>/**.test.ts and runs them with Node's own test runner. */
async function nodeTests(part) {
  const files = readdirSync(path.join(root, 'test', part), { recursive: true }).map(String).filter((name) => name.endsWith('.test.ts')).sort();
  if (files.length === 0) return one(false);
  const { build } = await import('esbuild');
  const out = path.join(root, 'dist/test', part);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await build({ absWorkingDir: root, entryPoints: files.map((name) => path.join('test', part, name)), bundle: true, platform: 'node', format: 'cjs', target: 'node20', mainFields: ['module', 'main'], outdir: out, outbase: path.join('test', part), sourcemap: 'inline', logLevel: 'warning' });
  const built = files.map((name) => path.join(out, name.replace(/\.ts$/, '.js')));
  const result = spawnSync(process.execPath, ['--enable-source-maps', '--test', '--test-reporter=tap', ...built], { cwd: root, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
  const number = (name) => Number(new RegExp(`^# ${name} (\\d+)`, 'm').exec(result.stdout)?.[1] ?? 0);
  const numbers = { passed: number('pass'), failed: number('fail') + number('cancelled'), skipped: number('skipped') };
  for (const line of result.stdout.split('\n')) if (/^# SKIP|# SKIP/.test(line)) console.log(line.trim());
  for (const [, note] of result.stdout.matchAll(/^# (corpus: .*)$/gm)) console.log(note);
  if (result.status !== 0) {
    if (numbers.failed === 0) numbers.failed = 1;
    console.log(result.stdout.split('\n').filter((line) => !/^\s*(ok |# Subtest|duration_ms|---|\.\.\.|type:)/.test(line.trim())).join('\n').slice(0, 20_000), result.stderr.slice(0, 5000));
  }
  return numbers;
}

/** An editor run prints its own "N passed, N failed". */
function editorPart(args) {
  const result = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
  // Its closing line is folded into ours: only one such line may stand alone.
  const match = [...result.stdout.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  console.log(result.stdout.replace(/^\d+ passed, \d+ failed$/gm, '').trimEnd(), result.stderr.trimEnd());
  if (!match) return one(false);
  const numbers = { passed: Number(match[1]), failed: Number(match[2]) };
  if (result.status !== 0 && numbers.failed === 0) numbers.failed = 1;
  return numbers;
}

function command(name, args) {
  return spawnSync(name, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' }).status === 0;
}

function one(ok) {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
}

function count(part, { passed, failed, skipped = 0 }) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  summary.push(`  ${part.padEnd(8)} ${passed} ok${failed > 0 ? `, ${failed} FAILED` : ''}${skipped > 0 ? `, ${skipped} skipped` : ''}`);
}
