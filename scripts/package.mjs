// npm run package : builds and writes ml-config-lens.vsix. With --built it packs what stands in dist.
import { statSync } from 'node:fs';
import path from 'node:path';
import { ensureModules, root, runNode, step } from './steps.mjs';

ensureModules();
if (!process.argv.includes('--built')) {
  step('building');
  if (!runNode(['esbuild.mjs', ...process.argv.filter((word) => word === '--lenient')])) process.exit(1);
}
step('packaging');
// vsce would build again through vscode:prepublish; what stands in dist is what we want.
process.env.LENS_BUILT = '1';
const vsix = path.join(root, 'ml-config-lens.vsix');
const { createVSIX } = await import('@vscode/vsce');
try {
  await createVSIX({ cwd: root, packagePath: vsix, dependencies: false });
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const { size } = statSync(vsix);
step(`ml-config-lens.vsix, ${Math.round(size / 1000)} kB`);
// What an editor downloads on every update stays small; see "One bundle, one pack" in docs/ARCHITECTURE.md.
if (size > 2_000_000) { console.error('ml-config-lens.vsix is larger than 2 MB'); process.exit(1); }
