// npm start [-- --no-open] [-- --embedded] : builds and opens examples/ in a real VS Code with the extension loaded.
//   --no-open    prints the address (or the command) and opens nothing
//   --embedded   the VS Code that npm can install, even where there is a desktop one
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findDesktop, openDesktop } from './desktop.mjs';
import { ensureModules, root, runNode, step } from './steps.mjs';

const open = !process.argv.includes('--no-open');
const examples = path.join(root, 'examples');

ensureModules();
step('building');
if (!runNode(['esbuild.mjs', ...process.argv.filter((word) => word === '--lenient')])) process.exit(1);

const desktop = process.argv.includes('--embedded') ? undefined : await findDesktop();
if (desktop) {
  step(`VS Code: ${desktop} --extensionDevelopmentPath=${root} ${examples}`);
  if (open) openDesktop(desktop, examples);
} else {
  await openEmbedded();
}

/** code-server from npm, with the packaged extension installed in a throw-away profile, on a copy of the examples. */
async function openEmbedded() {
  const { ensureHost, supported } = await import('./host.mjs');
  if (!supported) {
    console.error('No VS Code was found, and the embedded one runs on Linux x64 only.');
    console.error('Install VS Code from https://code.visualstudio.com, run "Shell Command: Install \'code\' command in PATH" in it, and type npm start again.');
    process.exit(1);
  }
  ensureHost();
  if (!runNode(['scripts/package.mjs', '--built'])) process.exit(1);
  const { installVsix, makeProfile, startEditor, workbenchUrl } = await import('../test/e2e/editor.mjs');
  step('installing the extension into a throw-away profile');
  const profile = makeProfile({ chinese: /^zh/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '') });
  const folder = mkdtempSync(path.join(tmpdir(), 'lens-examples-'));
  let editor;
  const end = async (code) => {
    await editor?.stop();
    profile.remove();
    rmSync(folder, { recursive: true, force: true });
    process.exit(code);
  };
  process.once('SIGINT', () => { void end(0); });
  process.once('SIGTERM', () => { void end(0); });
  try {
    await installVsix(profile, path.join(root, 'ml-config-lens.vsix'));
    // A copy, so that trying the quick fixes leaves the checkout alone.
    cpSync(examples, path.join(folder, 'examples'), { recursive: true });
    editor = await startEditor(profile);
  } catch (error) {
    console.error(error.message);
    await end(1);
  }
  const url = workbenchUrl(editor, path.join(folder, 'examples'));
  step('a real VS Code is running; open this address in a browser, Ctrl-C ends it');
  console.log(`\n  ${url}\n`);
  if (open) openBrowser(url);
}

function openBrowser(url) {
  const opener = ['xdg-open', 'wslview', 'sensible-browser'].find((name) => spawnSync('which', [name]).status === 0);
  if (!opener) return;
  const child = spawn(opener, [url], { detached: true, stdio: 'ignore' });
  child.on('error', () => { /* the address is on the screen */ });
  child.unref();
}
