// npm run package : builds and writes ml-config-lens.vsix.
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { ensureModules, root, run, step } from './steps.mjs';

ensureModules();
if (!process.argv.includes('--built')) {
  step('building');
  if (!run('node', ['esbuild.mjs'])) process.exit(1);
}
step('packaging');
// vsce would build again through vscode:prepublish; what stands in dist is what we want.
const vsix = path.join(root, 'ml-config-lens.vsix');
const { createVSIX } = await import('@vscode/vsce');
process.env.LENS_BUILT = '1';
await createVSIX({ cwd: root, packagePath: vsix, dependencies: false, skipLicense: false });
if (!existsSync(vsix)) process.exit(1);
step(`ml-config-lens.vsix, ${Math.round(statSync(vsix).size / 1024)} kB`);
