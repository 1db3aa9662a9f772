// Builds everything that ships, and with --tests the bundle that runs inside the editor's extension host.
// usage: node esbuild.mjs [--tests] [--lenient: build even though knowledge has gaps]
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { packFolder } from './tools/knowledge/pack.mjs';

const root = path.dirname(fileURLToPath(import.meta.url));
const tests = process.argv.includes('--tests');
const dist = (...parts) => path.join(root, 'dist', ...parts);

const compiled = spawnSync(process.execPath, ['tools/compile-knowledge.mjs', ...process.argv.filter((word) => word === '--lenient')], { cwd: root, stdio: 'inherit' });
if (compiled.status !== 0) process.exit(compiled.status ?? 1);
await packFolder(dist('knowledge'), dist('knowledge.pack'));

const common = { absWorkingDir: root, bundle: true, minify: true, sourcemap: false, logLevel: 'warning', mainFields: ['module', 'main'] };
const node = { ...common, platform: 'node', format: 'cjs', target: 'node20', external: ['vscode'] };
/** For a bundle that runs in Node and in the browser: both doors of the protocol library are bundled, the code uses one of them; where a package has two forms, that without Node is taken. */
const everywhere = { conditions: ['node', 'browser', 'module'], alias: { yaml: path.join(root, 'node_modules/yaml/browser/index.js') } };
const web = { ...common, platform: 'browser', target: 'es2022', external: ['vscode'], mainFields: ['browser', 'module', 'main'], define: { global: 'globalThis' } };

/** The engine's modules that the command's sources import, by their paths below server/. What only Node has is the command's own. */
const imported = [...new Set(readdirSync(path.join(root, 'cli')).filter((name) => name.endsWith('.ts')).flatMap((name) => (
  [...readFileSync(path.join(root, 'cli', name), 'utf8').matchAll(/^import (?!type\b).*from '\.\.\/server\/([^']+)\.js';$/gm)].map((match) => match[1])
)))].filter((name) => !name.endsWith('.node') && name !== 'engine').sort();
const engineParts = {
  name: 'engine-parts',
  setup(build) {
    build.onResolve({ filter: /^engine-parts$/ }, () => ({ path: 'engine-parts', namespace: 'parts' }));
    build.onLoad({ filter: /.*/, namespace: 'parts' }, () => ({
      resolveDir: path.join(root, 'server'),
      contents: `${imported.map((name, place) => `import * as p${place} from './${name}.js';`).join('\n')}\nexport const parts = { ${imported.map((name, place) => `'${name}': p${place}`).join(', ')} };`,
      loader: 'ts',
    }));
  },
};
/** In the command's bundle an import of the engine is a look into the server's bundle. */
const engineFromServer = {
  name: 'engine-from-server',
  setup(build) {
    build.onResolve({ filter: /^\.\.\/server\// }, ({ path: asked, importer, kind }) => (kind === 'import-statement' && !asked.endsWith('.node.js') && path.dirname(importer) === path.join(root, 'cli') ? { path: asked.slice('../server/'.length, -'.js'.length), namespace: 'engine' } : undefined));
    build.onLoad({ filter: /.*/, namespace: 'engine' }, ({ path: name }) => ({ contents: `module.exports = require('../server/main.js').parts['${name}'];`, loader: 'js' }));
  },
};
for (const folder of ['client', 'server', 'cli', 'test']) rmSync(dist(folder), { recursive: true, force: true });
const builds = [
  { ...node, ...everywhere, entryPoints: ['client/main.ts'], outfile: dist('client/main.js') },
  engine(),
  { ...node, entryPoints: ['cli/run.ts'], outfile: dist('cli/main.js'), plugins: [engineFromServer], external: ['vscode', '../server/main.js'], banner: { js: '#!/usr/bin/env node' } },
  ...(tests ? suites() : []),
];
await Promise.all(builds.map((options) => esbuild.build(options)));
for (const outfile of [...builds.map((options) => options.outfile), dist('knowledge.pack')]) console.log(`${String(Math.round(statSync(outfile).size / 1024)).padStart(6)} kB  ${path.relative(root, outfile)}`);

/** The server for Node and for a web worker in one file, with the modules in it that the terminal's command uses: the engine is the same and the package small. */
function engine() {
  return {
    ...node, ...everywhere, entryPoints: ['cli/doors.ts'], outfile: dist('server/main.js'), plugins: [engineParts],
    banner: { js: "var module = typeof module === 'undefined' ? { exports: {} } : module;" },
  };
}

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
