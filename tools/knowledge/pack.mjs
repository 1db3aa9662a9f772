// The compiled knowledge as the package carries it: one file, each part compressed by itself so that the server reads what it needs.
// Form: four bytes (little endian) length of the table, the table (JSON: name → [offset after the table, length]), the parts (Zstandard frames).
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { compress, init } from '@bokuweb/zstd-wasm';
import { root } from './files.mjs';

const cache = path.join(root, '.cache/pack');

/** Packs every `.json` of a folder. What did not change since the last build is not compressed again. */
export async function packFolder(folder, file) {
  await init();
  const old = new Set(existsSync(cache) ? readdirSync(cache) : []);
  mkdirSync(cache, { recursive: true });
  const table = {};
  const parts = [];
  let offset = 0;
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.json')).sort()) {
    const content = readFileSync(path.join(folder, name));
    const key = createHash('sha256').update(content).digest('hex').slice(0, 32);
    const kept = path.join(cache, key);
    // A build that is ended while it writes leaves nothing that looks whole.
    if (!old.delete(key)) { writeFileSync(`${kept}.new`, compress(content, 22)); renameSync(`${kept}.new`, kept); }
    const part = readFileSync(kept);
    table[name.replace(/\.json$/, '')] = [offset, part.length];
    offset += part.length;
    parts.push(part);
  }
  for (const unused of old) rmSync(path.join(cache, unused), { force: true });
  const head = Buffer.from(JSON.stringify(table));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  writeFileSync(file, Buffer.concat([length, head, ...parts]));
}
