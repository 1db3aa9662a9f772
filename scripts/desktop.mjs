// Where a desktop VS Code may be found on this machine. Imports nothing that has to be installed, except for the last resort.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { root, step, windows } from './steps.mjs';

const DOWNLOADS = path.join(root, '.cache/vscode');

/** The path of a desktop VS Code that this session can show, or undefined. */
export async function findDesktop() {
  if (!hasScreen()) return undefined;
  return onPath() ?? whereInstallersPutIt() ?? await downloaded();
}

/** Opens a folder in it with the extension of this checkout loaded. */
export function openDesktop(editor, folder) {
  // Root may only run Electron unsandboxed and with a profile of its own.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox', `--user-data-dir=${mkdtempSync(path.join(tmpdir(), 'lens-'))}`] : [];
  const args = ['--new-window', `--extensionDevelopmentPath=${root}`, ...asRoot, folder];
  const quote = (word) => (windows ? `"${word}"` : word);
  spawn(quote(editor), args.map(quote), { detached: true, stdio: 'ignore', shell: windows, env: outerEditorForgotten() }).unref();
}

/** A terminal inside VS Code leads `code` back to that window, and Electron to Node mode. */
function outerEditorForgotten() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_RUN_AS_NODE)/.test(name)));
}

function hasScreen() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}

/** `code` on the PATH; not the remote one and not Windows' own seen from WSL: these cannot load an extension from this folder. */
function onPath() {
  const found = spawnSync(windows ? 'where' : 'which', ['code'], { encoding: 'utf8' });
  const lines = found.status === 0 ? found.stdout.split(/\r?\n/).map((line) => line.trim()).filter(Boolean) : [];
  const usable = lines.filter((line) => !/remote-cli|^\/mnt\/[a-z]\//.test(line));
  return usable.find((line) => !windows || line.endsWith('.cmd')) ?? usable[0];
}

function whereInstallersPutIt() {
  const mac = 'Applications/Visual Studio Code.app/Contents/Resources/app/bin/code';
  const win = 'Microsoft VS Code/bin/code.cmd';
  const candidates = {
    darwin: [`/${mac}`, path.join(homedir(), mac)],
    win32: [path.join(process.env.LOCALAPPDATA ?? '', 'Programs', win), path.join(process.env.ProgramFiles ?? '', win), path.join(process.env['ProgramFiles(x86)'] ?? '', win)],
    linux: ['/usr/share/code/bin/code', '/usr/bin/code', '/snap/bin/code', '/opt/visual-studio-code/bin/code'],
  };
  return (candidates[process.platform] ?? []).find((candidate) => path.isAbsolute(candidate) && existsSync(candidate));
}

/** One that the desktop tests have downloaded before, or can download now. */
async function downloaded() {
  const before = existsSync(DOWNLOADS) && readdirSync(DOWNLOADS).some((name) => name.startsWith('vscode-'));
  const reachable = await fetch('https://update.code.visualstudio.com/api/releases/stable', { signal: AbortSignal.timeout(5000) }).then((answer) => answer.ok, () => false);
  if (!before && !reachable) return undefined;
  step(before ? 'looking for the VS Code of the desktop tests' : 'downloading VS Code (about 150 MB)');
  try {
    const { downloadAndUnzipVSCode, SilentReporter } = await import('@vscode/test-electron');
    return await downloadAndUnzipVSCode({ cachePath: DOWNLOADS, reporter: new SilentReporter() });
  } catch (error) {
    step(`no VS Code could be downloaded: ${error.message}`);
    return undefined;
  }
}
