// Builds everything that ships, and with --tests the bundle that runs inside the editor's extension host.
// usage: node esbuild.mjs [--tests] [--lenient: build even though knowledge has gaps]
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = path.dirname(fileURLToPath(import.meta.url));
const tests = process.argv.includes('--tests');
const dist = (...parts) => path.join(root, 'dist', ...parts);

const compiled = spawnSync(process.execPath, ['tools/compile-knowledge.mjs', ...process.argv.filter((word) => word === '--lenient')], { cwd: root, stdio: 'inherit' });
if (compiled.status !== 0) process.exit(compiled.status ?? 1);

/** The worker has no disk: the compiled knowledge goes into its bundle as text, to be parsed part by part. */
const knowledgeModule = {
  name: 'compiled-knowledge',
  setup(build) {
    build.onResolve({ filter: /^compiled-knowledge$/ }, () => ({ path: 'compiled-knowledge', namespace: 'knowledge' }));
    build.onLoad({ filter: /.*/, namespace: 'knowledge' }, () => ({
      loader: 'js',
      contents: `export default {${readdirSync(dist('knowledge')).filter((name) => name !== 'rule-examples.json').map((name) => `${JSON.stringify(name.replace(/\.json$/, ''))}: ${JSON.stringify(readFileSync(dist('knowledge', name), 'utf8'))}`).join(',')}};`,
    }));
  },
};

const common = { absWorkingDir: root, bundle: true, minify: true, sourcemap: false, logLevel: 'warning', mainFields: ['module', 'main'] };
const node = { ...common, platform: 'node', format: 'cjs', target: 'node20', external: ['vscode'] };
const web = { ...common, platform: 'browser', target: 'es2022', external: ['vscode'], mainFields: ['browser', 'module', 'main'], define: { global: 'globalThis' } };

for (const folder of ['client', 'server', 'cli', 'test']) rmSync(dist(folder), { recursive: true, force: true });
const builds = [
  { ...node, entryPoints: ['client/main.ts'], outfile: dist('client/main.js') },
  { ...web, format: 'cjs', entryPoints: ['client/web.ts'], outfile: dist('client/web.js') },
  { ...node, entryPoints: ['server/main.node.ts'], outfile: dist('server/main.js') },
  { ...web, format: 'iife', entryPoints: ['server/main.worker.ts'], outfile: dist('server/worker.js'), plugins: [knowledgeModule] },
  { ...node, entryPoints: ['cli/main.ts'], outfile: dist('cli/main.js'), banner: { js: '#!/usr/bin/env node' } },
  ...(tests ? suites() : []),
];
await Promise.all(builds.map((options) => esbuild.build(options)));
for (const { outfile } of builds) console.log(`${String(Math.round(statSync(outfile).size / 1024)).padStart(6)} kB  ${path.relative(root, outfile)}`);

/** The bundles that run inside an extension host: Node's and the browser's. */
function suites() {
  const assert = path.join(root, 'test/e2e/suite/assert.web.ts');
  return [
    { ...node, minify: false, external: ['vscode', 'mocha'], entryPoints: ['test/e2e/suite/index.ts'], outfile: dist('test/e2e/index.js') },
    {
      ...web, minify: false, format: 'cjs', entryPoints: ['test/e2e/suite/web.ts'], outfile: dist('test/e2e/web.js'),
      alias: { 'node:assert/strict': assert }, define: { ...web.define, 'process.env.E2E_MODE': '"web"' },
    },
  ];
}
