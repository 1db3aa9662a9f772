// Words for people while something long goes on. Imports nothing that has to be installed: it runs before the install.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const windows = process.platform === 'win32';
const began = Date.now();

/** A line of progress with the time since the start. */
export function step(text) {
  console.log(`[${String(Math.round((Date.now() - began) / 1000)).padStart(3)} s] ${text}`);
}

/** Runs a command in the checkout with its output shown; true when it ended well. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: windows, ...options });
  return result.status === 0;
}

/** Runs a Node script of the checkout with this very Node. */
export function runNode(args, options = {}) {
  return run(process.execPath, args, { shell: false, ...options });
}

/** `npm ci`, when nothing is installed or the lock file is newer than what is. Exits when it fails. */
export function ensureModules() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    console.error(`Node ${process.versions.node} is too old: this needs Node 20 or newer (https://nodejs.org).`);
    process.exit(1);
  }
  // npm writes this list last, so a broken install does not leave it behind.
  const modules = path.join(root, 'node_modules');
  const installed = path.join(modules, '.package-lock.json');
  // A link leads to another checkout's packages. `npm ci` would empty them there, under whoever is using them.
  const linked = lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  if (existsSync(installed) && (linked || statSync(installed).mtimeMs >= statSync(path.join(root, 'package-lock.json')).mtimeMs)) return;
  if (linked) {
    console.error('node_modules is a link to packages that are not installed: run npm ci where it leads.');
    process.exit(1);
  }
  step('npm ci: installing the packages that the lock file names (about half a minute)');
  if (run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])) return;
  console.error('npm ci failed: is the package registry reachable?');
  process.exit(1);
}
