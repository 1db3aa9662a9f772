// The two ways a part of the tests is run: in Node's own test runner, or in a real editor.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { root, windows } from './steps.mjs';

const SUMMARY = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/;
/** Tests that need no bundling: the house's lint rule. */
const PLAIN = { unit: ['eslint-rules/floors.test.mjs'] };
const CORPUS = path.resolve(root, process.env.CORPUS_DIR || '../shared/corpus');
const MINUTE = 60_000;
const QUIET = 1.5 * MINUTE;

/** Bundles test/<part>/**.test.ts and runs them with Node's own test runner. */
export async function nodeTests(part) {
  if (part === 'corpus' && !existsSync(CORPUS)) {
    console.log('corpus: skipped, there is no folder of real configurations; CORPUS_DIR names one');
    return { passed: 0, failed: 0, skipped: 1 };
  }
  const bundled = await bundle(part);
  if (bundled.length === 0) {
    console.log(`test/${part} holds no *.test.ts: a part without tests counts as failed`);
    return { passed: 0, failed: 1 };
  }
  const lines = [];
  const args = ['--enable-source-maps', '--test', '--test-reporter=tap', `--test-timeout=${3 * MINUTE}`, ...bundled, ...(PLAIN[part] ?? []).map((name) => path.join(root, name))];
  const code = await lineByLine(args, { limit: 5 * MINUTE, quiet: QUIET }, { CORPUS_DIR: CORPUS }, (line) => lines.push(line));
  for (const line of lines) if (/# SKIP|^# (corpus|oracle)\b/.test(line)) console.log(line.trim());
  if (code !== 0) console.log(lines.filter((line) => !/^\s*(ok |# Subtest|duration_ms|---$|\.\.\.$|type:)/.test(line)).join('\n').slice(0, 20_000));
  return tally(lines, code);
}

/** Runs a script that drives an editor and closes with its own "N passed, N failed"; that line is folded into ours. */
export async function editorTests(args) {
  let numbers;
  const code = await lineByLine(args, { limit: 10 * MINUTE, quiet: 10 * MINUTE }, {}, (line) => {
    const match = SUMMARY.exec(line);
    if (match) numbers = { passed: Number(match[1]), failed: Number(match[2]), skipped: Number(match[3] ?? 0) };
    else console.log(line);
  });
  if (!numbers || numbers.passed + numbers.failed === 0) return { passed: 0, failed: 1 };
  return code !== 0 && numbers.failed === 0 ? { ...numbers, failed: 1 } : numbers;
}

async function bundle(part) {
  const folder = path.join(root, 'test', part);
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith('.test.ts')).sort() : [];
  if (names.length === 0) return [];
  const { build } = await import('esbuild');
  const out = path.join(root, 'dist/test', part);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await build({
    absWorkingDir: root, entryPoints: names.map((name) => path.join('test', part, name)), outdir: out, outbase: path.join('test', part), bundle: true,
    platform: 'node', format: 'cjs', target: 'node20', mainFields: ['module', 'main'], sourcemap: 'inline', external: ['esbuild', 'typescript'], logLevel: 'warning',
  });
  return names.map((name) => path.join(out, name.replace(/\.ts$/, '.js')));
}

/** The numbers at the end of Node's TAP, or, when it was ended before it came to them, what its lines say. */
function tally(lines, code) {
  const number = (name) => Number(lines.map((line) => new RegExp(`^# ${name} (\\d+)$`).exec(line)?.[1]).findLast((found) => found !== undefined) ?? 0);
  const count = (pattern) => lines.filter((line) => pattern.test(line)).length;
  const whole = lines.some((line) => /^# pass \d+$/.test(line));
  const numbers = whole
    ? { passed: number('pass'), failed: number('fail') + number('cancelled'), skipped: number('skipped') }
    : { passed: count(/^ok (?!.*# SKIP)/), failed: count(/^not ok /) + 1, skipped: count(/^ok .*# SKIP/) };
  return code !== 0 && numbers.failed === 0 ? { ...numbers, failed: 1 } : numbers;
}

/**
 * Runs Node on a script, handing over its output as it comes. Answers the exit code.
 * Silence longer than `quiet` ends the script and its children: a server that a failed test has left running keeps a test file alive for ever.
 * (Node's own --test-force-exit is no way out: under load Node 20 loses tests with it and still ends with 0.)
 */
function lineByLine(args, { limit, quiet }, env, listen) {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: !windows });
    const kill = () => { try { if (windows) child.kill(); else process.kill(-child.pid, 'SIGTERM'); } catch { /* gone */ } };
    const end = (why) => () => { listen(`not finished, ended: ${why}`); kill(); };
    const clock = setTimeout(end(`${limit / MINUTE} minutes are over`), limit);
    const silence = setTimeout(end('silent for too long'), quiet);
    const hear = (line) => { silence.refresh(); listen(line); };
    const interrupted = () => { kill(); process.exit(130); };
    process.once('SIGINT', interrupted);
    createInterface({ input: child.stdout }).on('line', hear);
    createInterface({ input: child.stderr }).on('line', hear);
    child.on('error', (error) => listen(error.message));
    child.on('close', (code) => {
      clearTimeout(clock);
      clearTimeout(silence);
      process.off('SIGINT', interrupted);
      done(code ?? 1);
    });
  });
}
