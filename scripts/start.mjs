// npm start [-- --no-open] : builds and opens examples/ in a real VS Code with the extension loaded.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureModules, root, run, step } from './steps.mjs';

const open = !process.argv.includes('--no-open');
ensureModules();
step('building');
if (!run('node', ['esbuild.mjs'])) process.exit(1);

const examples = path.join(root, 'examples');
const desktop = findDesktop();
if (desktop) openDesktop(desktop);
else await openEmbedded();

/** The desktop editor: on the PATH, or where its installers put it. */
function findDesktop() {
  const which = spawnSync(process.platform === 'win32' ? 'where' : 'which', ['code'], { encoding: 'utf8' });
  if (which.status === 0) return which.stdout.split(/\r?\n/)[0].trim();
  const home = process.env.HOME ?? process.env.USERPROFILE ?? '';
  return [
    '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code', path.join(home, 'Applications/Visual Studio Code.app/Contents/Resources/app/bin/code'),
    path.join(process.env.LOCALAPPDATA ?? '', 'Programs/Microsoft VS Code/bin/code.cmd'), path.join(process.env.ProgramFiles ?? '', 'Microsoft VS Code/bin/code.cmd'),
    '/usr/share/code/bin/code', '/snap/bin/code',
  ].find((candidate) => path.isAbsolute(candidate) && existsSync(candidate));
}

function openDesktop(code) {
  const args = [`--extensionDevelopmentPath=${root}`, examples];
  step(`VS Code: ${code} ${args.join(' ')}`);
  if (open) spawn(code, args, { detached: true, stdio: 'ignore', shell: process.platform === 'win32' }).unref();
}

/** code-server from npm, with the packaged extension installed in a throw-away profile, on a copy of the examples. */
async function openEmbedded() {
  const { ensureHost, supported } = await import('./host.mjs');
  if (!supported) {
    console.error('No VS Code was found, and the embedded editor runs on Linux x64 only.');
    console.error('Install VS Code from https://code.visualstudio.com, run "Shell Command: Install \'code\' command in PATH" in it, and type npm start again;');
    console.error('or open this folder in VS Code and press F5.');
    process.exit(1);
  }
  ensureHost();
  if (!run('node', ['scripts/package.mjs', '--built'])) process.exit(1);
  const { installVsix, makeProfile, startEditor, workbenchUrl } = await import('../test/e2e/editor.mjs');
  step('installing the extension into a throw-away profile');
  const profile = makeProfile({ chinese: /^zh/.test(process.env.LANG ?? '') });
  await installVsix(profile, path.join(root, 'ml-config-lens.vsix'));
  const workspace = path.join(mkdtempSync(path.join(tmpdir(), 'lens-examples-')), 'examples');
  cpSync(examples, workspace, { recursive: true });
  const editor = await startEditor(profile);
  const url = workbenchUrl(editor, workspace);
  step('a real VS Code is running; open this address in a browser, Ctrl-C ends it');
  console.log(`\n  ${url}\n`);
  if (open) {
    const opener = ['xdg-open', 'wslview', 'sensible-browser'].find((name) => spawnSync('which', [name]).status === 0);
    if (opener) spawn(opener, [url], { detached: true, stdio: 'ignore' }).unref();
  }
  const end = async () => { await editor.stop(); profile.remove(); process.exit(0); };
  process.on('SIGINT', () => { void end(); });
  process.on('SIGTERM', () => { void end(); });
}
