// npm run test:desktop : the same suite in a desktop VS Code that @vscode/test-electron downloads.
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureModules, root, run, step } from './steps.mjs';

ensureModules();
step('building');
if (!run('node', ['esbuild.mjs', '--tests'])) process.exit(1);
const { runTests } = await import('@vscode/test-electron');
const folder = path.join(mkdtempSync(path.join(tmpdir(), 'lens-')), 'examples');
cpSync(path.join(root, 'examples'), folder, { recursive: true });
try {
  await runTests({ extensionDevelopmentPath: root, extensionTestsPath: path.join(root, 'dist/test/e2e/index.js'), launchArgs: [folder, '--disable-extensions', '--disable-workspace-trust'] });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
