import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const languages = ['en', 'zh-cn'];

/** Names of the files in a folder of knowledge/ with this ending, sorted. */
export function list(folder, ending) {
  const dir = path.join(root, 'knowledge', folder);
  return existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith(ending)).sort() : [];
}

export const readText = (folder, name) => readFileSync(path.join(root, 'knowledge', folder, name), 'utf8');
export const readYaml = (folder, name) => parse(readText(folder, name));
export const readJson = (folder, name) => JSON.parse(readText(folder, name));
export const hasHan = (text) => /\p{Script=Han}/u.test(text);
