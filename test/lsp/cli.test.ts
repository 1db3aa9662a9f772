// The command line as a person or a CI job meets it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { ROOT } from '../support/knowledge.js';

interface Answer { readonly status: number | null; readonly stdout: string; readonly stderr: string }

function lens(args: readonly string[], options: { cwd?: string; input?: string; env?: NodeJS.ProcessEnv } = {}): Answer {
  return spawnSync(process.execPath, [path.join(ROOT, 'dist/cli/main.js'), ...args], { cwd: options.cwd ?? ROOT, encoding: 'utf8', input: options.input ?? '', env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: '', NO_COLOR: '1', ...options.env } });
}

function folder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'lens-cli-'));
  mkdirSync(path.join(dir, '.git'));
  for (const [name, content] of Object.entries(files)) { mkdirSync(path.dirname(path.join(dir, name)), { recursive: true }); writeFileSync(path.join(dir, name), content); }
  return dir;
}

const BAD = '{\n  "zero_optimization": { "stage": 4 }\n}\n';
const GOOD = '{ "zero_optimization": { "stage": 2 } }\n';

test('check: 1 on errors, 0 without, 2 on a path that is not there', () => {
  const dir = folder({ 'bad.json': BAD, 'good.json': GOOD });
  assert.equal(lens(['check', 'bad.json'], { cwd: dir }).status, 1);
  assert.equal(lens(['check', 'good.json'], { cwd: dir }).status, 0);
  const missing = lens(['check', 'none.json'], { cwd: dir });
  assert.equal(missing.status, 2);
  assert.match(missing.stderr, /none\.json: no such file/);
});

test('check --format json has the promised form, with zero-based positions', () => {
  const dir = folder({ 'bad.json': BAD });
  const { files } = JSON.parse(lens(['check', '--format', 'json', 'bad.json'], { cwd: dir }).stdout) as { files: { path: string; dialect: string; findings: { code: string; severity: string; message: string; range: unknown; fixes: unknown[] }[] }[] };
  assert.deepEqual(files.map((file) => [file.path, file.dialect]), [['bad.json', 'deepspeed']]);
  const [finding] = files[0]!.findings;
  // 2 blanks, 19 for "zero_optimization", 4 for ": { ", 7 for "stage", 2 for ": " make column 34
  assert.deepEqual([finding!.code, finding!.severity, finding!.range, finding!.fixes], ['value-out-of-range', 'error', { start: { line: 1, character: 34 }, end: { line: 1, character: 35 } }, []]);
});

test('a frame marks the place, under Chinese text too, and the last line counts files', () => {
  const dir = folder({ 'a.yaml': 'peft_type: LORA\nr: 8\nlora_dropout: 1.5 # 丢弃率\n' });
  const { stdout } = lens(['check', '--lang', 'zh-cn', 'a.yaml'], { cwd: dir });
  assert.match(stdout, /a\.yaml:3:15: 错误/);
  assert.match(stdout, /\n {2}\| {15}\^{3}\n/);
  assert.match(stdout, /已检查 1 个文件：1 个错误/);
});

test('folders are walked with .gitignore respected, and only our kinds of files', () => {
  const dir = folder({ '.gitignore': 'out/\n*.skip.json\n', 'a/bad.json': BAD, 'out/bad.json': BAD, 'a/b.skip.json': BAD, 'a/readme.md': '# x' });
  const { files } = JSON.parse(lens(['check', '--format', 'json', '.'], { cwd: dir }).stdout) as { files: { path: string }[] };
  assert.deepEqual(files.map((file) => file.path), [path.join('a', 'bad.json')]);
});

test('ml-config-lens.yaml silences a file, and a severity can be changed', () => {
  const dir = folder({ 'ml-config-lens.yaml': 'files:\n  /bad.json:\n    disable: [value-out-of-range]\n', 'bad.json': BAD, 'sub/bad.json': BAD });
  assert.equal(lens(['check', 'bad.json'], { cwd: dir }).status, 0);
  assert.equal(lens(['check', 'sub/bad.json'], { cwd: dir }).status, 1);
});

test('standard input, a byte order mark, and a file that is not UTF-8', () => {
  assert.equal(lens(['check', '-', '--stdin-name', 'ds.json'], { input: BAD }).status, 1);
  const dir = folder({ 'bom.json': `\ufeff${GOOD}`, 'gbk.json': Uint8Array.from([0x7b, 0x22, 0xb2, 0xe2, 0x22, 0x7d]) });
  assert.equal(lens(['check', 'bom.json'], { cwd: dir }).status, 0);
  assert.match(lens(['check', 'gbk.json'], { cwd: dir }).stderr, /gbk\.json: not UTF-8/);
});

test('explain: a parameter, a concept, a rule, and a misspelling', () => {
  assert.match(lens(['explain', 'lora_alpha']).stdout, /h = W₀x \+ \(α\/r\)·B·A·x/);
  assert.match(lens(['explain', 'lora_alpha', '--lang', 'zh-cn']).stdout, /缩放/);
  assert.match(lens(['explain', 'zero_optimization.stage']).stdout, /16Ψ\/N/);
  assert.match(lens(['explain', 'LoRA']).stdout, /low rank/);
  assert.match(lens(['explain', 'batch-size-mismatch']).stdout, /asserts train_batch_size/);
  const wrong = lens(['explain', 'lora_alhpa']);
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /Did you mean lora_alpha\?/);
});

test('hover and inspect', () => {
  assert.match(lens(['hover', 'examples/args.py:5:7']).stdout, /α\/r = 32\/8 = 4/);
  const { files } = JSON.parse(lens(['inspect', '--format', 'json', 'examples/args.py']).stdout) as { files: { dialect: string; entries: { path: string[]; value: unknown; state: string; parameter: string; documented: Record<string, boolean> }[] }[] };
  assert.deepEqual(files[0]!.entries.find((entry) => entry.path[0] === 'lora_r'), { path: ['lora_r'], dialect: 'trainer', value: 8, state: 'known', parameter: 'peft/LoraConfig.r', documented: { 'en': true, 'zh-cn': true } });
});

test('the pages of the rules and the tables of the READMEs are up to date', () => {
  const result = spawnSync(process.execPath, ['tools/write-docs.mjs', '--check'], { cwd: ROOT, encoding: 'utf8' });
  assert.equal(result.status, 0, result.stderr);
  assert.ok(readFileSync(path.join(ROOT, 'README.md'), 'utf8').includes('`batch-size-mismatch`'));
});

const OLD = '\uFEFFoutput_dir: o\r\nper_device_train_batch_size: 4\r\nevaluation_strategy: steps # 评估\r\nsave_strategy: steps\r\noverwrite_output_dir: true\r\n';

test('migrate shows every rename and what it leaves, and writes only when it is told to', () => {
  const dir = folder({ 'train.yaml': OLD, 'other.yaml': 'a: 1\n' });
  const shown = lens(['migrate', '--to', 'transformers=5.x', '.'], { cwd: dir });
  assert.equal(shown.status, 1, 'overwrite_output_dir is left');
  assert.match(shown.stdout, /^--- train\.yaml\n\+\+\+ train\.yaml\n@@ 3 @@\n-evaluation_strategy: steps # 评估\r\n\+eval_strategy: steps # 评估\r\n/m);
  assert.match(shown.stdout, /train\.yaml:5: left to you: "overwrite_output_dir" was last in transformers 4\.57\.6/);
  assert.match(shown.stdout, /1 renames in 1 of 2 files for transformers 5\.x\nnothing is written yet/);
  assert.equal(readFileSync(path.join(dir, 'train.yaml'), 'utf8'), OLD);
  lens(['migrate', '--write', '--to', 'transformers=5.x', 'train.yaml'], { cwd: dir });
  // The byte order mark and the line ends stay.
  assert.equal(readFileSync(path.join(dir, 'train.yaml'), 'utf8'), OLD.replace('evaluation_strategy', 'eval_strategy'));
});

test('migrate says a value in the new key’s words where its meaning turned round', () => {
  const dir = folder({ 'args.yaml': 'task: detect\nimgsz: 640\nmosaic: 1.0\nclose_mosaic: 10\nhide_labels: true\n' });
  assert.equal(lens(['migrate', '--write', '--to', 'ultralytics=8.4.190', 'args.yaml'], { cwd: dir }).status, 0);
  // ultralytics 8.4.190, cfg/__init__.py _handle_deprecation: show_labels is the opposite of hide_labels.
  assert.equal(readFileSync(path.join(dir, 'args.yaml'), 'utf8'), 'task: detect\nimgsz: 640\nmosaic: 1.0\nclose_mosaic: 10\nshow_labels: false\n');
});

test('migrate wants a library and a release it knows', () => {
  for (const to of ['', 'transformers', 'foo=1.0', 'transformers=latest']) {
    const answer = lens(['migrate', '--to', to, 'x.sh']);
    assert.equal(answer.status, 2, to);
    assert.match(answer.stderr, /--to transformers=5\.x/);
  }
});

test('check follows the versions of the project: requirements, then ml-config-lens.yaml before them', () => {
  const script = 'torchrun train.py --per_device_train_batch_size 4 --evaluation_strategy steps --output_dir o\n';
  const codes = (dir: string): readonly string[] => (JSON.parse(lens(['check', '--format', 'json', 'train.sh'], { cwd: dir }).stdout) as { files: { findings: { code: string }[] }[] }).files[0]!.findings.map((finding) => finding.code);
  assert.deepEqual(codes(folder({ 'train.sh': script })), []);
  assert.deepEqual(codes(folder({ 'train.sh': script, 'requirements.txt': 'transformers==4.40.2\n' })), []);
  assert.deepEqual(codes(folder({ 'train.sh': script, 'requirements.txt': 'transformers==4.57.6\n' })), ['renamed-key']);
  assert.deepEqual(codes(folder({ 'train.sh': script, 'requirements.txt': 'transformers==4.57.6\n', 'ml-config-lens.yaml': 'versions:\n  transformers: 4.40.2\n' })), []);
});

test('explain-run: the joined run as a table, in both languages; nothing to explain is said', () => {
  const run = lens(['explain-run', '--lang', 'en', 'examples/train_auto.sh'], { cwd: ROOT });
  assert.equal(run.status, 0, run.stderr);
  // 2 × 16 × (8 + 8)
  assert.match(run.stdout, /effective batch +512 +2 × 16 × 16/);
  assert.match(run.stdout, /LoRA rank +16 +lora_rank \(train_auto\.sh:11\)/);
  assert.match(lens(['explain-run', '--lang', 'zh-cn', 'examples/train_auto.sh'], { cwd: ROOT }).stdout, /有效批大小 +512/);
  assert.equal(lens(['explain-run', 'package.json'], { cwd: ROOT }).status, 1);
  assert.equal(lens(['explain-run', 'none.sh'], { cwd: ROOT }).status, 2);
});
