// Every Python fence of the concept pages was run (tools/truth/snippets.py) as it stands now, and the two languages show the same code.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { ROOT } from '../support/knowledge.js';

const FOLDER = path.join(ROOT, 'knowledge/concepts');
const pages = readdirSync(FOLDER).filter((name) => name.endsWith('.en.md')).map((name) => name.replace(/\.en\.md$/, ''));

function fences(page: string, language: 'en' | 'zh-cn'): readonly string[] {
  const text = readFileSync(path.join(FOLDER, `${page}.${language}.md`), 'utf8').replaceAll('\r\n', '\n');
  return [...text.matchAll(/^```python\n(.*?)^```$/gms)].map((match) => match[1]!);
}

/** The code without comments and without what stands in strings: that may be said in the reader's language. */
function bare(code: string): string {
  return code.replace(/("""|''')[\s\S]*?\1|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*/g, (found) => (found.startsWith('#') ? '' : '""')).replace(/[ \t]+$/gm, '');
}

test('every Python fence has a verdict for its present text', () => {
  const { fences: rows } = JSON.parse(readFileSync(path.join(ROOT, 'test/truth/snippets.json'), 'utf8')) as { fences: readonly { page: string; fence: number; hash: string; verdict: string; to?: string; why?: string }[] };
  const judged = new Map(rows.map((row) => [`${row.page} ${String(row.fence)}`, row]));
  const stale: string[] = [];
  let seen = 0;
  for (const page of pages) {
    fences(page, 'en').forEach((code, number) => {
      seen++;
      const row = judged.get(`${page} ${String(number)}`);
      if (row?.hash !== createHash('sha256').update(code).digest('hex').slice(0, 16)) stale.push(page);
      if (!row) return;
      assert.ok(['equal', 'holds', 'ran', 'not run'].includes(row.verdict), `${page}: ${row.verdict}`);
      if (row.verdict === 'equal' || row.verdict === 'holds') assert.ok(row.to, `${page}: compared with what?`);
      if (row.verdict === 'not run') assert.ok(row.why, `${page}: why was it not run?`);
    });
  }
  assert.deepEqual(stale, [], 'these pages changed after their code was run: python tools/truth/snippets.py');
  assert.equal(rows.length, seen, 'a verdict without a fence');
  assert.ok(rows.filter(({ verdict }) => verdict === 'equal' || verdict === 'holds').length > rows.length / 2);
});

test('both languages show the same code', () => {
  for (const page of pages) assert.deepEqual(fences(page, 'zh-cn').map(bare), fences(page, 'en').map(bare), page);
});
