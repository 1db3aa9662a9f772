// Words for people while something long goes on. Imports nothing that has to be installed: it runs before the install.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const began = Date.now();

/** A line of progress with the time since the start. */
export function step(text) {
  console.log(`[${String(Math.round((Date.now() - began) / 1000)).padStart(3)} s] ${text}`);
}

/** Runs a command in the checkout with its output shown; true when it ended well. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32', ...options });
  return result.status === 0;
}

/** `npm ci`, when the lock file is newer than what is installed. Exits when it fails. */
export function ensureModules() {
  const stamp = path.join(root, 'node_modules/.lens-installed');
  const lock = readFileSync(path.join(root, 'package-lock.json'), 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === String(lock.length) + lock.slice(-400) && statSync(stamp).isFile()) return;
  step('npm ci: installing the packages the lock file names');
  if (!run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])) {
    console.error('npm ci failed: is the package registry reachable?');
    process.exit(1);
  }
  writeFileSync(stamp, String(lock.length) + lock.slice(-400));
}
