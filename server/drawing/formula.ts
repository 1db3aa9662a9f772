import type { Layout } from '../knowledge/types.js';

/** The four kinds of theme an editor has, and the ink each wants on its hover background. */
export type ThemeKind = 'light' | 'dark' | 'hc-light' | 'hc-dark';

const INK: Readonly<Record<ThemeKind, string>> = { 'light': '#3b3b3b', 'dark': '#cccccc', 'hc-light': '#292929', 'hc-dark': '#ffffff' };

/** Pixels of one em of formula text: a little above the hover's 13 px, so that indices stay readable. */
const EM = 15;

export function inkOf(theme: ThemeKind): string {
  return INK[theme];
}

/** A formula as SVG: the glyphs it uses, taken from the shared table, and its layout over them. Sizes are in pixels. */
export function formulaSvg(layout: Layout, glyphs: Readonly<Record<string, string>>, colour: string, em = EM): { readonly svg: string; readonly width: number; readonly height: number } {
  const [x, y, w, h] = layout.box;
  const used = new Set([...layout.body.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]!));
  const defs = [...used].map((id) => `<path id="${id}" d="${glyphs[id] ?? ''}"/>`).join('');
  const width = Math.ceil((w / 1000) * em);
  const height = Math.ceil((h / 1000) * em);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${x} ${y} ${w} ${h}" color="${colour}"><defs>${defs}</defs>${layout.body}</svg>`;
  return { svg, width, height };
}

/** The picture as an address that an image may have. */
export function svgUri(svg: string): string {
  // encodeURIComponent twice the size of base64 for this text, but parentheses would end a Markdown link.
  return `data:image/svg+xml;base64,${toBase64(svg)}`;
}

/** Base64 of UTF-8 without Node's Buffer: the same in a worker. */
function toBase64(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}
