// npm run book : builds the site generator and the site's script, and runs the generator. The site stands in dist/book.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { root } from './knowledge/files.mjs';

const compiled = spawnSync(process.execPath, ['tools/compile-knowledge.mjs'], { cwd: root, stdio: 'inherit' });
if (compiled.status !== 0) process.exit(compiled.status ?? 1);
const common = { absWorkingDir: root, bundle: true, logLevel: 'warning', mainFields: ['module', 'main'] };
const generator = path.join(root, 'dist/book-site.cjs');
await esbuild.build({ ...common, platform: 'node', format: 'cjs', target: 'node20', entryPoints: ['book/site.ts'], outfile: generator });
const made = spawnSync(process.execPath, [generator], { cwd: root, stdio: 'inherit' });
if (made.status !== 0) process.exit(made.status ?? 1);
await esbuild.build({ ...common, minify: true, platform: 'browser', format: 'iife', target: 'es2022', entryPoints: ['book/page.ts'], outfile: path.join(root, 'dist/book/book.js') });
