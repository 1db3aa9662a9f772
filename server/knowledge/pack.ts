import type { ReadCompiled } from './knowledge.js';

/** Turns a Zstandard frame into the bytes it stands for. */
export type Inflate = (frame: Uint8Array) => Uint8Array;

/**
 * The compiled knowledge as the package carries it (`tools/knowledge/pack.mjs` writes it): a part is inflated when it is asked for.
 * @throws when a part is missing or damaged: then the installation is broken, which no caller can mend
 */
export function openPack(bytes: Uint8Array, inflate: Inflate): ReadCompiled {
  const text = (part: Uint8Array): string => new TextDecoder().decode(part);
  const start = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const table = JSON.parse(text(bytes.subarray(4, start))) as Readonly<Record<string, readonly [offset: number, length: number]>>;
  return (name) => {
    const place = table[name];
    if (!place) throw new Error(`the knowledge pack has no part "${name}"`);
    const [offset, length] = place;
    return JSON.parse(text(inflate(bytes.subarray(start + offset, start + offset + length)))) as unknown;
  };
}
