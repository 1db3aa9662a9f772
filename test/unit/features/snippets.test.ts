// Every static snippet, expanded, parses, is recognised where it is a whole file, and passes our own check.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { plainText } from '../../../server/features/completion/completion.js';
import { findingsOf, snapshotOf } from '../../support/memory.js';
import { readKnowledge, ROOT } from '../../support/knowledge.js';

const knowledge = readKnowledge();
const ENDINGS = { json: 'json', yaml: 'yaml', shell: 'sh', python: 'py' } as const;

for (const [name, ending] of Object.entries(ENDINGS)) {
  const snippets = JSON.parse(readFileSync(path.join(ROOT, 'snippets', `${name}.json`), 'utf8')) as Record<string, { prefix: string; body: string[]; description: string }>;
  for (const [title, { body, description }] of Object.entries(snippets)) {
    test(`${name}: ${title}`, async () => {
      const text = plainText(body.join('\n'));
      const file = `snippet.${ending}`;
      assert.deepEqual(snapshotOf({ file, text }).tree.notes, [], text);
      assert.ok(snapshotOf({ file, text }).blocks.length > 0, `recognised:\n${text}`);
      assert.deepEqual((await findingsOf({ file, text, with: { 'ds_config.json': '{}' } }, knowledge)).map((finding) => `${finding.rule} ${finding.message.id}`), [], text);
      assert.match(description + body[0]!, /[=·×Ψ]/, 'a formula is told');
      assert.match(description, /\p{Script=Han}/u, 'in both languages');
    });
  }
}
