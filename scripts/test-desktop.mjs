// npm run test:desktop : the same suite in a desktop VS Code that @vscode/test-electron downloads. VSCODE_VERSION chooses another than the newest.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureModules, root, runNode, step } from './steps.mjs';

ensureModules();
step('building');
if (!runNode(['esbuild.mjs', '--tests', ...process.argv.filter((word) => word === '--lenient')])) process.exit(1);
const { runTests } = await import('@vscode/test-electron');
// Short paths: macOS allows 103 characters for the socket that lies in the profile.
const temporary = mkdtempSync(path.join(tmpdir(), 'lens-'));
const folder = path.join(temporary, 'examples');
cpSync(path.join(root, 'examples'), folder, { recursive: true });
step(`running the suite in a desktop VS Code${process.env.VSCODE_VERSION ? ` ${process.env.VSCODE_VERSION}` : ''}`);
try {
  await runTests({
    ...(process.env.VSCODE_VERSION ? { version: process.env.VSCODE_VERSION } : {}),
    cachePath: path.join(root, '.cache/vscode'), extensionDevelopmentPath: root, extensionTestsPath: path.join(root, 'dist/test/e2e/index.js'),
    launchArgs: [folder, '--disable-extensions', '--disable-workspace-trust', `--user-data-dir=${path.join(temporary, 'user')}`],
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
rmSync(temporary, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
