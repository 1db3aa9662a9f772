// Every formula of the book was compared with its library (tools/truth/formulas.py) as it is written now.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { parse } from 'yaml';
import { ROOT } from '../support/knowledge.js';

const FOLDER = path.join(ROOT, 'knowledge/formulas');

test('every formula has a verdict for its present text', () => {
  const { formulas: rows } = JSON.parse(readFileSync(path.join(ROOT, 'test/truth/formulas.json'), 'utf8')) as { formulas: readonly { id: string; hash: string; verdict: string; to?: string; why?: string }[] };
  const judged = new Map(rows.map((row) => [row.id, row]));
  const written = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml')).flatMap((name) => parse(readFileSync(path.join(FOLDER, name), 'utf8')) as { id: string; tex: string; text: string }[]);
  const stale = written.filter(({ id, tex, text }) => judged.get(id)?.hash !== createHash('sha256').update(`${tex}\n${text}`).digest('hex').slice(0, 16)).map(({ id }) => id);
  assert.deepEqual(stale, [], 'these formulas changed after they were compared: python tools/truth/formulas.py');
  assert.equal(rows.length, written.length, 'a verdict without a formula');
  const compared = ['truth', 'truth-losses'].map((name) => readFileSync(path.join(ROOT, `test/unit/${name}.test.ts`), 'utf8').replace(/^import .*$/gm, '')).join('\n');
  for (const { id, verdict, to, why } of rows) {
    switch (verdict) {
      case 'equal': assert.ok(to, id); break;
      case 'not compared': assert.ok(why, id); break;
      case 'by function': {
        const [file, name] = (to ?? '').split(' ');
        assert.match(readFileSync(path.join(ROOT, 'server/math', file!), 'utf8'), new RegExp(`^export function ${name!}\\(`, 'm'), id);
        assert.match(compared, new RegExp(`\\b${name!}\\b`), id);
        break;
      }
      default: assert.fail(`${id}: ${verdict}`);
    }
  }
  assert.ok(rows.filter(({ verdict }) => verdict === 'not compared').length * 10 < rows.length);
});
