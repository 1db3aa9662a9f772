import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import floors, { floorOf, forbidden } from './floors.mjs';

const ROOT = path.resolve('/house');

function messages(file, code) {
  const linter = new Linter({ cwd: ROOT });
  const config = [{ files: ['**/*.ts'], languageOptions: { parser: tseslint.parser }, plugins: { house: { rules: { floors } } }, rules: { 'house/floors': 'error' } }];
  return linter.verify(code, config, { filename: path.join(ROOT, file) }).map((problem) => problem.message);
}

test('a file stands on the floor that its folder names', () => {
  assert.equal(floorOf(path.join(ROOT, 'server/rules/deep/a.ts'), ROOT), 'rules');
  assert.equal(floorOf(path.join(ROOT, 'server/server.ts'), ROOT), 'server');
  assert.equal(floorOf(path.join(ROOT, 'client/main.ts'), ROOT), 'client');
  assert.equal(floorOf(path.join(ROOT, 'test/unit/server/a.ts'), ROOT), undefined);
});

test('imports go down, never up', () => {
  assert.equal(forbidden('rules', 'settings'), undefined);
  assert.equal(forbidden('workspace', 'dialects'), undefined);
  assert.match(forbidden('syntax', 'rules'), /syntax stands below rules/);
  assert.match(forbidden('features', 'server'), /only the doors/);
  assert.match(forbidden('server', 'client'), /nobody imports the client/);
  assert.match(forbidden('client', 'rules'), /knows no ML/);
  assert.match(forbidden('rules', 'misc'), /no place/);
});

test('math and drawing are leaves', () => {
  assert.equal(forbidden('run', 'math'), undefined);
  assert.equal(forbidden('features', 'drawing'), undefined);
  assert.equal(forbidden('math', 'text'), undefined);
  assert.match(forbidden('settings', 'math'), /from run upwards/);
  assert.match(forbidden('math', 'run'), /leaf/);
  assert.equal(forbidden('drawing', 'math'), undefined);
  assert.match(forbidden('math', 'drawing'), /leaf/);
  assert.match(forbidden('drawing', 'run'), /leaf/);
});

test('the rule sees every way to import', () => {
  const code = [
    "import { a } from '../rules/a.js';", "import type { b } from '../rules/b.js';", "export { c } from '../rules/c.js';", "export * from '../rules/d.js';",
    "export const e = import('../rules/e.js');", "export type F = import('../rules/f.js').F;",
  ].join('\n');
  assert.equal(messages('server/syntax/x.ts', code).length, 6);
  assert.deepEqual(messages('server/features/x.ts', code), []);
});

test('only the Node door imports Node', () => {
  assert.equal(messages('server/text/x.ts', "import fs from 'fs';\nimport { join } from 'node:path';\nimport 'fs/promises';").length, 3);
  assert.deepEqual(messages('server/main.node.ts', "import fs from 'node:fs';"), []);
  assert.deepEqual(messages('cli/main.ts', "import fs from 'node:fs';"), []);
});
