// npm run bench : our server beside its peers, in one run, with the shared harness and fixtures (BENCH_DIR, by default ../shared/bench).
// Prints the harness's table and the ratios of the medians. Peers are installed into bench/peers on the first run.
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureModules, root, run, step } from '../scripts/steps.mjs';

ensureModules();
const harness = path.resolve(root, process.env.BENCH_DIR ?? '../shared/bench');
if (!existsSync(path.join(harness, 'lsp-bench.mjs'))) {
  console.error(`bench: no harness at ${process.env.BENCH_DIR ?? '../shared/bench'}; BENCH_DIR names its folder`);
  process.exit(1);
}
step('building');
if (!run('node', ['esbuild.mjs'])) process.exit(1);
const peers = path.join(root, 'bench/peers');
if (!existsSync(path.join(peers, 'node_modules'))) {
  step('installing the peers');
  if (!run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: peers })) process.exit(1);
}
const work = mkdtempSync(path.join(tmpdir(), 'lens-bench-'));
const { build } = await import('esbuild');
await build({ absWorkingDir: root, entryPoints: ['bench/floor.ts'], bundle: true, minify: true, platform: 'node', format: 'cjs', target: 'node20', mainFields: ['module', 'main'], outfile: path.join(work, 'floor.cjs'), logLevel: 'warning' });

const node = process.execPath;
const schema = JSON.parse(readFileSync(path.join(harness, 'fixtures/schema300.json'), 'utf8'));
const ours = (lang, docs) => ({ lang, node, pull: true, args: [path.join(root, 'dist/server/main.js'), '--stdio'], settings: {}, docs });
const floor = (lang, docs) => ({ lang, node, pull: true, featureless: true, args: [path.join(work, 'floor.cjs'), '--stdio'], settings: {}, docs });
const large = process.argv.includes('--large');
const servers = {
  'lens json': ours('json', ['ds60.json', ...(large ? ['big1mb.json'] : [])]),
  'lens yaml': ours('yaml', ['run60.yaml', ...(large ? ['sweep5000.yaml'] : [])]),
  'lens shell': ours('shellscript', ['launch60.sh', ...(large ? ['launch5000.sh'] : [])]),
  'bare json': floor('json', ['ds60.json', ...(large ? ['big1mb.json'] : [])]),
  'bare yaml': floor('yaml', ['run60.yaml', ...(large ? ['sweep5000.yaml'] : [])]),
  'peer json': { lang: 'json', node, pull: true, args: [path.join(peers, 'node_modules/vscode-langservers-extracted/bin/vscode-json-language-server'), '--stdio'], initOptions: { provideFormatter: true, handledSchemaProtocols: ['file'] }, settings: { json: { validate: { enable: true }, schemas: [{ fileMatch: ['*.json'], url: 'bench://schema300', schema }] }, http: {} }, docs: ['ds60.json', ...(large ? ['big1mb.json'] : [])] },
  'peer yaml': { lang: 'yaml', node, args: [path.join(peers, 'node_modules/yaml-language-server/bin/yaml-language-server'), '--stdio'], settings: { yaml: { validate: true, hover: true, completion: true, schemaStore: { enable: false }, kubernetesCRDStore: { enable: false }, schemas: { [`file://${path.join(harness, 'fixtures/schema300.json')}`]: ['*.yaml'] } }, http: {}, editor: {}, files: {}, '[yaml]': {} }, docs: ['run60.yaml', ...(large ? ['sweep5000.yaml'] : [])] },
  'peer bash': { lang: 'shellscript', node, args: [path.join(peers, 'node_modules/bash-language-server/out/cli.js'), 'start'], settings: { bashIde: { shellcheckPath: '', backgroundAnalysisMaxFiles: 0, explainshellEndpoint: '', logLevel: 'error', globPattern: '**/*@(.sh)', shfmt: { path: '' } } }, docs: ['launch60.sh', ...(large ? ['launch5000.sh'] : [])] },
};
const extra = path.join(work, 'servers.json');
const out = path.join(work, 'results.json');
writeFileSync(extra, JSON.stringify(servers));
step('measuring (the harness waits for a quiet machine before each row)');
const option = (name, usual) => { const at = process.argv.indexOf(`--${name}`); return at < 0 ? usual : process.argv[at + 1]; };
if (!run(node, [path.join(harness, 'lsp-bench.mjs'), '--extra', extra, '--only', 'lens ,bare ,peer ', '--out', out, '--rounds', option('rounds', '6'), '--edits', option('edits', '30'), '--queries', option('queries', '60')])) process.exit(1);

const { rows } = JSON.parse(readFileSync(out, 'utf8'));
const row = (name, file) => rows[name]?.find((candidate) => candidate.file === file);
console.log('\nratios of medians, ours / other, from this run (below 1: ours is faster)\n');
for (const [mine, others] of [['lens json', ['bare json', 'peer json']], ['lens yaml', ['bare yaml', 'peer yaml']], ['lens shell', ['peer bash']]]) {
  for (const other of others) {
    for (const { file } of servers[mine].docs.map((name) => ({ file: name }))) {
      const [a, b] = [row(mine, file), row(other, file)];
      const ratio = (key) => (a?.[key] && b?.[key] ? `${key} ${(a[key].median / b[key].median).toFixed(2)}` : undefined);
      console.log(`${mine.padEnd(10)} / ${other.padEnd(10)} ${file.padEnd(15)} ${['init', 'open', 'change', 'hover', 'completion'].map(ratio).filter(Boolean).join('  ')}`);
    }
  }
}
const bars = [['a keystroke gives its findings within 10 ms (median)', ['lens json', 'ds60.json', 'change', 'median', 10]], ['', ['lens yaml', 'run60.yaml', 'change', 'median', 10]], ['', ['lens shell', 'launch60.sh', 'change', 'median', 10]],
  ['hover p95 under 5 ms', ['lens json', 'ds60.json', 'hover', 'p95', 5]], ['completion p95 under 5 ms', ['lens json', 'ds60.json', 'completion', 'p95', 5]]];
for (const [words, [name, file, key, figure, bar]] of bars) {
  const value = row(name, file)?.[key]?.[figure];
  console.log(`${value < bar ? 'met    ' : 'NOT MET'} ${words || '  '} ${name} ${file}: ${value?.toFixed(2)} ms`);
}
const start = row('lens json', 'ds60.json')?.init?.median / row('bare json', 'ds60.json')?.init?.median;
console.log(`${start < 1.25 ? 'met    ' : 'NOT MET'} start within 1.25 of a bare server: ${start?.toFixed(2)}`);
