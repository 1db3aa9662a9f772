// Which releases a workspace uses: every kind of file that says so, how specifiers are read, and who wins where several speak.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { compareReleases, candidates } from '../../server/knowledge/releases.js';
import type { LibraryVersion } from '../../server/knowledge/releases.js';
import { openWorkspace } from '../../server/workspace/workspace.js';
import { admits, toSpecifier } from '../../server/workspace/versions/specifier.js';
import { readPackageLock, readPipfileLock } from '../../server/workspace/versions/locks.js';
import { readDistInfo, readEnvironment, readSetupCfg } from '../../server/workspace/versions/environment.js';
import { readPyproject } from '../../server/workspace/versions/pyproject.js';
import { readRequirements } from '../../server/workspace/versions/requirements.js';
import type { VersionEvidence } from '../../server/workspace/versions/evidence.js';
import { snapshotOf } from '../support/memory.js';

const told = (evidence: readonly VersionEvidence[]): readonly string[] => evidence.map(({ library, rank, text }) => `${library} ${rank} ${text}`);

// Specifier, a release it admits, one it does not. The first rows are PEP 440's own words on compatible release, matching and exclusion.
const SPECIFIERS: readonly (readonly [string, string, string])[] = [
  ['~=2.2', '2.9', '3.0'], ['~=1.4.5', '1.4.9', '1.5.0'], ['==3.1.*', '3.1.7', '3.2'], ['!=3.1.*', '3.2', '3.1.4'], ['>1.7', '1.7.1', '1.7'], ['>=4.41,<5', '4.57.6', '5.0.0'],
  ['^4.40', '4.57.6', '5.0.0'], ['^0.14.1', '0.14.5', '0.15.0'], ['~4.40', '4.40.9', '4.41.0'], ['=4.40', '4.40.2', '4.41.0'], ['=4.40.1', '4.40.1', '4.40.2'], ['5.x', '5.23.0', '4.57.6'], ['4.49.0', '4.49.0', '4.49.1'],
];
for (const [text, inside, outside] of SPECIFIERS) {
  test(`${text} admits ${inside} and not ${outside}`, () => {
    const specifier = toSpecifier(text);
    assert.ok(specifier !== undefined);
    assert.equal(admits(specifier, inside), true);
    assert.equal(admits(specifier, outside), false);
  });
}
test('what says nothing is no specifier', () => { for (const text of ['', '*', 'latest', '${VERSION}', '>=', 'file:///x']) assert.equal(toSpecifier(text), undefined, text); });

test('requirements: extras, markers, comments, hashes, addresses, includes', () => {
  const { evidence, includes } = readRequirements('# pinned\ntransformers[torch]==4.49.0 ; python_version > "3.8"  # why\nPEFT >= 0.14, \\\n  < 0.16\nms_swift~=3.5\ndeepspeed\nnumpy==2.0\n-r more.txt\n--index-url https://x\ntrl @ git+https://github.com/huggingface/trl@v0.24.0\naccelerate @ git+https://github.com/huggingface/accelerate@main\ntorch==2.6.0+cu124 --hash=sha256:ab\n', 'requirements.txt');
  assert.deepEqual(told(evidence), ['transformers pin 4.49.0', 'peft range >=0.14,<0.16', 'ms-swift range ~=3.5', 'trl pin 0.24.0', 'torch pin 2.6.0+cu124']);
  assert.deepEqual(includes, ['more.txt']);
  assert.equal(evidence.find((item) => item.library === 'torch')?.exact, '2.6.0');
});
test('a development version is no release: from its own number on anything may be in it', () => {
  const [dev] = readRequirements('transformers==4.50.0.dev0', 'r').evidence;
  assert.equal(dev!.exact, undefined);
  assert.equal(admits(dev!.specifier, '4.49.0'), false);
  assert.equal(admits(dev!.specifier, '4.51.0'), true);
});
test('pyproject: PEP 621, extras, groups, Poetry', () => {
  assert.deepEqual(told(readPyproject('[project]\nname = "x"\ndependencies = ["transformers>=4.41,<5"]\n[project.optional-dependencies]\ntrain = ["deepspeed==0.16.4"]\n[dependency-groups]\ndev = ["peft==0.15.2", {include-group = "x"}]\n[tool.poetry.dependencies]\ntrl = "^0.17"\naccelerate = { version = "1.6.0", extras = ["x"] }\npython = "^3.10"\n', 'pyproject.toml')),
    ['transformers range >=4.41,<5', 'deepspeed pin 0.16.4', 'peft pin 0.15.2', 'trl range ^0.17', 'accelerate pin 1.6.0']);
  assert.deepEqual(readPyproject('[project\nbroken', 'pyproject.toml'), []);
});
test('lock files', () => {
  assert.deepEqual(told(readPackageLock('version = 1\n\n[[package]]\nname = "transformers"\nversion = "4.49.0"\nsource = { registry = "x" }\n\n[[package]]\nname = "numpy"\nversion = "2.0"\n', 'uv.lock')), ['transformers lock 4.49.0']);
  assert.deepEqual(told(readPipfileLock('{"default": {"peft": {"version": "==0.14.0"}, "x": {}}, "develop": {"trl": {"version": "==0.12.2"}}}', 'Pipfile.lock')), ['peft lock 0.14.0', 'trl lock 0.12.2']);
});
test('conda, setup.cfg, installed packages', () => {
  assert.deepEqual(told(readEnvironment('name: x\ndependencies:\n  - python=3.10\n  - conda-forge::transformers=4.40\n  - pip:\n      - peft==0.10.0\n', 'environment.yml')), ['transformers range =4.40', 'peft pin 0.10.0']);
  assert.deepEqual(told(readSetupCfg('[metadata]\nname = x\n[options]\ninstall_requires =\n    transformers>=4.36\n    numpy\n[options.extras_require]\nds = deepspeed==0.14.5\n[flake8]\npeft==1\n', 'setup.cfg')), ['transformers range >=4.36', 'deepspeed pin 0.14.5']);
  assert.deepEqual(told(readDistInfo(['transformers-4.49.0.dist-info', 'transformers', 'ms_swift-3.5.3.dist-info', 'numpy-2.0.dist-info'], '.venv')), ['transformers installed 4.49.0', 'ms-swift installed 3.5.3']);
});
test('no text makes a reader throw', () => {
  fc.assert(fc.property(fc.string({ maxLength: 200 }), fc.constantFrom('', '[project]\n', 'dependencies:\n - ', '[[package]]\nname = "', '{"default": ', 'transformers=='), (text, head) => {
    for (const read of [readPyproject, readPackageLock, readPipfileLock, readEnvironment, readSetupCfg]) read(head + text, 'x');
    readRequirements(head + text, 'x');
  }));
});

const FOLDER = 'memory://test/project';
async function versionsOf(file: string, files: Readonly<Record<string, string>>, chosen: Readonly<Record<string, string>> = {}, text = '{"zero_optimization": {}}'): Promise<readonly string[]> {
  const names = Object.keys(files);
  const under = (folder: string): readonly string[] => names.flatMap((name) => (`${FOLDER}/${name}`.startsWith(`${folder}/`) ? [`${FOLDER}/${name}`.slice(folder.length + 1)] : []));
  const workspace = openWorkspace({
    folders: () => [FOLDER], open: () => undefined, chosenDialect: () => undefined, chosenGpu: () => undefined, chosenVersions: () => chosen,
    files: {
      read: (uri) => Promise.resolve(files[uri.slice(FOLDER.length + 1)]),
      list: (folder) => Promise.resolve(under(folder).filter((name) => !name.includes('/'))),
      subfolders: (folder) => Promise.resolve([...new Set(under(folder).filter((name) => name.includes('/')).map((name) => name.split('/')[0]!))]),
    },
  });
  const versions = await workspace.versions(snapshotOf({ file, text }));
  assert.equal(await workspace.versions(snapshotOf({ file, text })), versions, 'the same answer is the same object');
  return Object.entries(versions).map(([library, { text: version, from, exact }]) => `${library} ${version} ${exact ?? '-'} (${from})`);
}
test('the nearest folder decides; in it what is installed, then locks, pins, ranges; settings win', async () => {
  const root = { 'requirements.txt': 'transformers>=4.36\npeft==0.10.0\n' };
  assert.deepEqual(await versionsOf('a/ds.json', root), ['peft 0.10.0 0.10.0 (requirements.txt)', 'transformers >=4.36 - (requirements.txt)']);
  assert.deepEqual(await versionsOf('a/ds.json', { ...root, 'a/requirements.txt': 'transformers==4.49.0\n' }), ['peft 0.10.0 0.10.0 (requirements.txt)', 'transformers 4.49.0 4.49.0 (requirements.txt)']);
  assert.deepEqual(await versionsOf('ds.json', { ...root, 'uv.lock': '[[package]]\nname = "transformers"\nversion = "4.41.2"\n' }), ['peft 0.10.0 0.10.0 (requirements.txt)', 'transformers 4.41.2 4.41.2 (uv.lock)']);
  assert.deepEqual(await versionsOf('ds.json', { ...root, '.venv/lib/python3.11/site-packages/transformers-4.57.6.dist-info/METADATA': '' }), ['peft 0.10.0 0.10.0 (requirements.txt)', 'transformers 4.57.6 4.57.6 (.venv)']);
  assert.deepEqual(await versionsOf('ds.json', root, { transformers: '5.x' }), ['peft 0.10.0 0.10.0 (requirements.txt)', 'transformers 5.x - (settings)']);
  assert.deepEqual(await versionsOf('ds.json', { 'requirements.txt': '-r base.txt\n', 'base.txt': 'trl==0.17.0\n' }), ['trl 0.17.0 0.17.0 (base.txt)']);
});
test('two pins that disagree: either may hold', async () => {
  assert.deepEqual(await versionsOf('ds.json', { 'requirements.txt': 'trl==0.17.0\n', 'requirements-dev.txt': 'trl==0.24.0\n' }), ['trl 0.17.0 | 0.24.0 - (requirements.txt, requirements-dev.txt)']);
});
test('a saved adapter says which release wrote it, when nothing else is known', async () => {
  const adapter = '{"peft_type": "LORA", "r": 8, "peft_version": "0.15.2"}';
  assert.deepEqual(await versionsOf('adapter_config.json', {}, {}, adapter), ['peft 0.15.2 0.15.2 (adapter_config.json)']);
  assert.deepEqual(await versionsOf('adapter_config.json', { 'requirements.txt': 'peft==0.17.1' }, {}, adapter), ['peft 0.17.1 0.17.1 (requirements.txt)']);
});

const RELEASES = ['4.30.2', '4.36.2', '4.46.3', '5.0.0'];
const exact = (release: string): LibraryVersion => ({ text: release, from: 'x', exact: release, admits: (other) => compareReleases(other, release) === 0 });
test('a release that was not read lies between two that were', () => {
  assert.deepEqual(candidates(RELEASES, undefined), undefined);
  assert.deepEqual(candidates(RELEASES, exact('4.36.2')), ['4.36.2']);
  assert.deepEqual(candidates(RELEASES, exact('4.40.0')), ['4.36.2', '4.46.3']);
  assert.deepEqual(candidates(RELEASES, exact('5.9.0')), ['5.0.0']);
  assert.deepEqual(candidates(RELEASES, exact('4.20.0')), undefined);
  assert.deepEqual(candidates(RELEASES, { text: '>=4.40', from: 'x', admits: (release) => compareReleases(release, '4.40') >= 0 }), ['4.46.3', '5.0.0']);
});
