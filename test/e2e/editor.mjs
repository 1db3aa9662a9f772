// A real VS Code (code-server) with a throw-away profile, and Debian's Chromium looking at it.
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.mjs';
import { codeServer, node24 } from '../../scripts/host.mjs';

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** A profile of its own. Its path stays short: unix sockets live in it. `chinese` makes the editor's display language zh-cn. */
export function makeProfile({ settings = {}, chinese = false } = {}) {
  const dir = mkdtempSync(path.join(tmpdir(), 'lens-'));
  for (const folder of ['user/User', 'ext', 'home', 'chrome', 'tmp']) mkdirSync(path.join(dir, folder), { recursive: true });
  writeFileSync(path.join(dir, 'config.yaml'), 'auth: none\n');
  writeFileSync(path.join(dir, 'user/User/settings.json'), JSON.stringify({
    'telemetry.telemetryLevel': 'off', 'update.mode': 'none', 'extensions.autoUpdate': false, 'extensions.autoCheckUpdates': false, 'extensions.ignoreRecommendations': true,
    'workbench.startupEditor': 'none', 'workbench.tips.enabled': false, 'workbench.enableExperiments': false, 'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'chat.disableAIFeatures': true, 'json.schemaDownload.enable': false, 'git.enabled': false, 'typescript.disableAutomaticTypeAcquisition': true, 'editor.minimap.enabled': false, ...settings,
  }));
  if (chinese) {
    // What an installed language pack leaves behind; its contents may be empty, our own words come from the extension.
    writeFileSync(path.join(dir, 'user/main.i18n.json'), JSON.stringify({ version: '1.0.0', contents: {} }));
    writeFileSync(path.join(dir, 'user/languagepacks.json'), JSON.stringify({ 'zh-cn': { hash: 'lens', label: '中文', extensions: [{ extensionIdentifier: { id: 'lens.zh' }, version: '1.0.0' }], translations: { vscode: path.join(dir, 'user/main.i18n.json') } } }));
  }
  return { dir, chinese, remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }) };
}

function launch(profile, args, env = {}) {
  return spawn(node24, [codeServer, '--config', path.join(profile.dir, 'config.yaml'), '--user-data-dir', path.join(profile.dir, 'user'), '--extensions-dir', path.join(profile.dir, 'ext'),
    '--disable-telemetry', '--disable-update-check', '--disable-workspace-trust', '--disable-getting-started-override', ...(profile.chinese ? ['--locale', 'zh-cn'] : []), ...args], {
    cwd: profile.dir, stdio: ['ignore', 'pipe', 'pipe'], detached: true,
    env: { PATH: `${path.dirname(node24)}:${process.env.PATH}`, HOME: path.join(profile.dir, 'home'), LANG: 'C.UTF-8', TMPDIR: path.join(profile.dir, 'tmp'), EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...env },
  });
}

/** Installs a .vsix into the profile, as a user would. */
export async function installVsix(profile, vsix) {
  const child = launch(profile, ['--install-extension', path.resolve(vsix), '--force']);
  let out = '';
  child.stdout.on('data', (data) => { out += data; });
  child.stderr.on('data', (data) => { out += data; });
  const code = await new Promise((done, fail) => { child.on('close', done); child.on('error', fail); });
  if (code !== 0 || !/successfully installed/.test(out)) throw new Error(`installing the .vsix failed (${code})\n${out}`);
}

/** Starts the editor's server on a free port of this machine. `testDriver` lets it load an extension from a checkout and run tests. */
export async function startEditor(profile, { env, testDriver = false, port } = {}) {
  const chosen = port ?? await freePort();
  const child = launch(profile, ['--bind-addr', `127.0.0.1:${chosen}`, ...(testDriver ? ['--vscode-option', 'enable-smoke-test-driver'] : [])], env);
  const log = createWriteStream(path.join(profile.dir, 'server.log'));
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  let dead;
  child.on('error', (error) => { dead = error.message; });
  child.on('exit', (code, signal) => { dead = `the editor ended (${code ?? signal}), see ${profile.dir}/server.log`; });
  const authority = `127.0.0.1:${chosen}`;
  for (const end = Date.now() + 60_000; ;) {
    if (dead) throw new Error(dead);
    if (await fetch(`http://${authority}/healthz`).then((answer) => answer.ok, () => false)) break;
    if (Date.now() > end) throw new Error('the editor was not up within 60 s');
    await pause(100);
  }
  const kill = (signal) => { try { process.kill(-child.pid, signal); } catch { /* gone */ } };
  // It has a process group of its own: whoever started it may not leave it behind.
  process.once('exit', () => kill('SIGKILL'));
  const stop = async () => { kill('SIGTERM'); for (let i = 0; i < 50 && !dead; i++) await pause(100); kill('SIGKILL'); };
  return { authority, base: `http://${authority}`, stop };
}

function freePort() {
  return new Promise((done, fail) => {
    const server = net.createServer().once('error', fail).listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => done(port)); });
  });
}

export const remoteUri = (editor, file) => `vscode-remote://${editor.authority}${path.resolve(file)}`;

export function workbenchUrl(editor, folder, payload = []) {
  return `${editor.base}/?${new URLSearchParams({ folder: path.resolve(folder), payload: JSON.stringify([['skipWelcome', 'true'], ...payload]) })}`;
}

export const startBrowser = (profile, options = {}) => chromium.launchPersistentContext(path.join(profile.dir, 'chrome'), {
  executablePath: findChromium(), headless: true, viewport: { width: 1180, height: 760 },
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'], ...options,
});
