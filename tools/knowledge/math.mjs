// TeX → SVG with MathJax, once per formula, cached; every glyph is kept once in a shared table.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from './files.mjs';

const require = createRequire(import.meta.url);
const cacheFile = path.join(root, '.cache/math.json');

/**
 * A renderer: `layout(tex, where, display)` gives `{box, body}` or undefined after reporting; `glyphs` fills as it goes.
 * `number(…)` puts the layout into the table that all pages share, once, and gives its place there: both languages show the same formulas.
 */
export function openMath(report) {
  const old = existsSync(cacheFile) ? JSON.parse(readFileSync(cacheFile, 'utf8')) : {};
  const used = {};
  const glyphs = {};
  let convert;
  const layout = (tex, where, display = true) => {
    const key = createHash('sha256').update(`1 ${display} ${tex}`).digest('hex').slice(0, 24);
    const done = used[key] ?? old[key] ?? render(convert ??= loadMathJax(), tex, display);
    if (done.error) { report(where, `TeX does not compile: ${done.error} in ${tex}`); return undefined; }
    used[key] = done;
    Object.assign(glyphs, done.glyphs);
    return { box: done.box, body: done.body };
  };
  const table = [];
  const numbers = new Map();
  const number = (tex, where, display) => {
    const key = `${display} ${tex}`;
    const found = layout(tex, where, display);
    if (found && !numbers.has(key)) numbers.set(key, table.push({ ...found, tex }) - 1);
    return found && numbers.get(key);
  };
  const close = () => {
    mkdirSync(path.dirname(cacheFile), { recursive: true });
    writeFileSync(cacheFile, JSON.stringify(used));
  };
  return { layout, number, table, glyphs, close };
}

function loadMathJax() {
  const { mathjax } = require('mathjax-full/js/mathjax.js');
  const { TeX } = require('mathjax-full/js/input/tex.js');
  const { SVG } = require('mathjax-full/js/output/svg.js');
  const { liteAdaptor } = require('mathjax-full/js/adaptors/liteAdaptor.js');
  const { RegisterHTMLHandler } = require('mathjax-full/js/handlers/html.js');
  require('mathjax-full/js/input/tex/ams/AmsConfiguration.js');
  const adaptor = liteAdaptor();
  RegisterHTMLHandler(adaptor);
  const page = mathjax.document('', { InputJax: new TeX({ packages: ['base', 'ams'] }), OutputJax: new SVG({ fontCache: 'local' }) });
  return (tex, display) => adaptor.innerHTML(page.convert(tex, { display, em: 16, ex: 8, containerWidth: 1280 }));
}

function render(convert, tex, display) {
  let svg;
  try { svg = convert(tex, display); } catch (error) { return { error: error.message }; }
  const failure = /data-mjx-error="([^"]*)"/.exec(svg);
  if (failure) return { error: failure[1] };
  const box = /viewBox="([^"]+)"/.exec(svg)[1].split(' ').map(Number);
  const glyphs = {};
  const idOf = (raw) => raw.replace(/^MJX-\d+-/, '');
  for (const [, id, d] of svg.matchAll(/<path id="([^"]+)" d="([^"]*)"/g)) glyphs[idOf(id)] = d;
  const body = svg.slice(svg.indexOf('</defs>') >= 0 ? svg.indexOf('</defs>') + 7 : svg.indexOf('>') + 1, svg.lastIndexOf('</svg>'))
    .replace(/ (data-[\w-]+|role|aria-hidden|focusable|class)="[^"]*"/g, '')
    .replace(/xlink:href="#([^"]+)"/g, (_all, id) => `href="#${idOf(id)}"`)
    .replace(/<use ([^>]*)><\/use>/g, '<use $1/>').replace(/<rect ([^>]*)><\/rect>/g, '<rect $1/>')
    .replace(/<g>(<use [^>]*\/>)<\/g>/g, '$1');
  return { box, body, glyphs };
}
