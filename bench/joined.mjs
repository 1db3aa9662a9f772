// npm run bench:joined : a launch line while the files it is joined with are being edited. One workspace of forty scripts that all name the
// same DeepSpeed JSON and start the same Python script; after each keystroke in the JSON, the Python script or the launch line the
// findings, a hover and a completion of the launch line (and the findings of the JSON) are asked for and timed over stdio.
import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import rpc from 'vscode-languageserver-protocol/node';
import { ensureModules, root, run, step } from '../scripts/steps.mjs';

ensureModules();
step('building');
if (!run('node', ['esbuild.mjs'])) process.exit(1);

const folder = mkdtempSync(path.join(tmpdir(), 'lens-joined-'));
const uri = (name) => pathToFileURL(path.join(folder, name)).href;
const flags = Array.from({ length: 60 }, (_, i) => `    option_${i}: int = field(default=${i}, metadata={"help": "Option number ${i} of the script."})`).join('\n');
const script = `from dataclasses import dataclass, field\nfrom transformers import HfArgumentParser, TrainingArguments\n\n@dataclass\nclass Options:\n    model_name_or_path: str = "m"\n${flags}\n\nparser = HfArgumentParser((Options, TrainingArguments))\noptions, training = parser.parse_args_into_dataclasses()\n`;
const config = (clip) => `{\n  "train_batch_size": "auto",\n  "train_micro_batch_size_per_gpu": "auto",\n  "gradient_accumulation_steps": "auto",\n  "gradient_clipping": ${clip},\n  "bf16": { "enabled": "auto" },\n  "zero_optimization": { "stage": 3, "reduce_bucket_size": "auto", "stage3_prefetch_bucket_size": "auto" }\n}\n`;
const launch = (rank) => `#!/bin/bash\nLR=\${LR:-1e-4}\nARGS=(\n  --learning_rate $LR\n  --per_device_train_batch_size 2\n${Array.from({ length: 20 }, (_, i) => `  --option_${i} ${i}`).join('\n')}\n)\ntorchrun --nproc_per_node 8 train.py \\\n  --deepspeed ds.json \\\n  "\${ARGS[@]}" \\\n  --gradient_accumulation_steps ${rank} \\\n  --num_train_epochs 1 \\\n  --output_dir out \\\n  --max_grad_norm 1.0 \n`;
writeFileSync(path.join(folder, 'train.py'), script);
writeFileSync(path.join(folder, 'ds.json'), config('1.0'));
for (let i = 0; i < 40; i++) writeFileSync(path.join(folder, `run${i}.sh`), launch(i + 1));

const server = spawn(process.execPath, [path.join(root, 'dist/server/main.js'), '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
const connection = rpc.createProtocolConnection(new rpc.StreamMessageReader(server.stdout), new rpc.StreamMessageWriter(server.stdin));
connection.listen();
await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'bench' }], capabilities: { textDocument: { diagnostic: {}, hover: { contentFormat: ['markdown'] } } } });
await connection.sendNotification('initialized', {});
const texts = { 'ds.json': config('1.0'), 'train.py': script, 'run0.sh': launch(1) };
const languages = { 'ds.json': 'json', 'train.py': 'python', 'run0.sh': 'shellscript' };
const versions = {};
for (const [name, text] of Object.entries(texts)) {
  versions[name] = 1;
  await connection.sendNotification('textDocument/didOpen', { textDocument: { uri: uri(name), languageId: languages[name], version: 1, text } });
}
const change = (name, text) => connection.sendNotification('textDocument/didChange', { textDocument: { uri: uri(name), version: ++versions[name] }, contentChanges: [{ text }] });
const diagnose = (name) => connection.sendRequest('textDocument/diagnostic', { textDocument: { uri: uri(name) } });
const lines = texts['run0.sh'].split('\n');
const last = lines.findIndex((line) => line.includes('--max_grad_norm'));
const ask = {
  findings: () => diagnose('run0.sh'),
  hover: () => connection.sendRequest('textDocument/hover', { textDocument: { uri: uri('run0.sh') }, position: { line: 6, character: 6 } }),
  completion: () => connection.sendRequest('textDocument/completion', { textDocument: { uri: uri('run0.sh') }, position: { line: last, character: lines[last].length } }),
};
const edits = {
  'the DeepSpeed file': (i) => change('ds.json', config(i % 2 === 0 ? '1.0' : '0.5')),
  'the Python script': (i) => change('train.py', script.replace('option_59', `option_${i % 2 === 0 ? 59 : 60}`)),
  'the launch line': (i) => change('run0.sh', launch((i % 9) + 1)),
};
const first = performance.now();
const { items } = await diagnose('ds.json');
console.log(`first look at the DeepSpeed file with its forty launch lines: ${(performance.now() - first).toFixed(0)} ms, ${items.length} findings`);
const hovered = await ask.hover();
const completed = await ask.completion();
if (!hovered || !(completed?.items?.length > 0)) { console.error('bench: the launch line gives no hover or no completion'); process.exit(1); }

const at = (values, share) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
const rounds = Number(process.argv[process.argv.indexOf('--rounds') + 1]) || 60;
console.log('\n| edited | answer | median ms | p95 ms |\n|---|---|---|---|');
const rows = {};
for (const [what, edit] of Object.entries(edits)) {
  const times = { 'findings': [], 'hover': [], 'completion': [], 'findings of the DeepSpeed file': [] };
  for (let i = 0; i < rounds + 10; i++) {
    for (const [name, asked] of [...Object.entries(ask), ['findings of the DeepSpeed file', () => diagnose('ds.json')]]) {
      await edit(i * 4 + Object.keys(times).indexOf(name));
      const start = performance.now();
      await asked();
      if (i >= 10) times[name].push(performance.now() - start);
      await new Promise((done) => setTimeout(done, 2));
    }
  }
  for (const [name, values] of Object.entries(times)) {
    rows[`${what} ${name}`] = { median: at(values, 0.5), p95: at(values, 0.95) };
    console.log(`| ${what} | ${name} | ${at(values, 0.5).toFixed(1)} | ${at(values, 0.95).toFixed(1)} |`);
  }
}
console.log('');
for (const what of Object.keys(edits)) {
  for (const [name, key, bar] of [['findings', 'median', 10], ['hover', 'median', 10], ['completion', 'median', 10]]) {
    const value = rows[`${what} ${name}`][key];
    console.log(`${value < bar ? 'met    ' : 'NOT MET'} ${name} of the launch line within ${bar} ms (median) while ${what} is edited: ${value.toFixed(1)}`);
  }
}
await connection.sendRequest('shutdown');
await connection.sendNotification('exit');
