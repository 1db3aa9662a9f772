import type { Language } from '../knowledge/types.js';
import { escapeHtml } from '../text/html.js';

/** The ink of the text, and five colours for what differs. The fallbacks are readable on white and on black. */
export type Colour = 'ink' | 'a' | 'b' | 'c' | 'd' | 'e';
export type Point = readonly [x: number, y: number];
/** A label in both languages; what is alike in both is a plain string. */
export type Say = (en: string, zh: string) => string;
export type Picture = (language: Language) => string;

interface Pen { readonly colour?: Colour; readonly width?: number; readonly dash?: boolean; readonly fade?: number }
interface Area extends Pen { readonly fill?: number; readonly round?: number; readonly bare?: boolean; readonly size?: number; readonly bold?: boolean; readonly italic?: boolean }
interface Letters { readonly colour?: Colour; readonly size?: number; readonly at?: 'start' | 'middle' | 'end'; readonly bold?: boolean; readonly italic?: boolean; readonly fade?: number; readonly turn?: number }
interface Cell { readonly colour?: Colour; readonly fill?: number; readonly text?: string; readonly dash?: boolean }

const COLOURS: Readonly<Record<Colour, string>> = {
  ink: 'currentColor', a: 'var(--ml-a, #3a8fd9)', b: 'var(--ml-b, #d9822b)', c: 'var(--ml-c, #3f9e57)', d: 'var(--ml-d, #9a6dd7)', e: 'var(--ml-e, #d9534f)',
};
const SIZE = 12;

/** A picture of this size in pixels, drawn by `draw` in the asked language. */
export function picture(width: number, height: number, draw: (sheet: Sheet, say: Say) => void): Picture {
  return (language) => {
    const sheet = new Sheet(width, height);
    draw(sheet, (en, zh) => (language === 'en' ? en : zh));
    return sheet.svg();
  };
}

/** Paper with the few shapes every picture is made of: one line width, one roundness, one size of letters. */
export class Sheet {
  readonly #parts: string[] = [];

  constructor(readonly width: number, readonly height: number) {}

  svg(): string {
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${this.width}" height="${this.height}" viewBox="0 0 ${this.width} ${this.height}" style="max-width:100%;height:auto" font-size="${SIZE}">${this.#parts.join('')}</svg>`;
  }

  /** Text whose middle line is at `y`; `\n` breaks it. */
  text(x: number, y: number, text: string, { colour = 'ink', size = SIZE, at = 'middle', bold, italic, fade, turn }: Letters = {}): void {
    if (text === '') return;
    const lines = text.split('\n');
    const step = size * 1.3;
    lines.forEach((line, index) => {
      const base = y + size * 0.35 + (index - (lines.length - 1) / 2) * step;
      const style = `${bold ? ' font-weight="600"' : ''}${italic ? ' font-style="italic"' : ''}${fade === undefined ? '' : ` opacity="${fade}"`}${turn === undefined ? '' : ` transform="rotate(${turn} ${n(x)} ${n(y)})"`}`;
      this.#parts.push(`<text x="${n(x)}" y="${n(base)}"${size === SIZE ? '' : ` font-size="${size}"`} text-anchor="${at}" fill="${COLOURS[colour]}"${style}>${lowered(escapeHtml(line), size)}</text>`);
    });
  }

  /** The name of a part of the picture. */
  title(x: number, y: number, text: string, letters: Letters = {}): void {
    this.text(x, y, text, { bold: true, ...letters });
  }

  /** A remark: smaller and paler. */
  note(x: number, y: number, text: string, letters: Letters = {}): void {
    this.text(x, y, text, { size: 11, fade: 0.75, ...letters });
  }

  /** An entry of a picture's key: a coloured square, its middle at `y`, and what the colour means. */
  key(x: number, y: number, text: string, { side = 12, gap = 6, ...area }: Area & { readonly side?: number; readonly gap?: number } = {}): void {
    this.box(x, y - side / 2, side, side, '', { round: 2, ...area });
    this.text(x + side + gap, y, text, { at: 'start', size: 11 });
  }

  line(points: readonly Point[], { colour = 'ink', width = 1.3, dash, fade = colour === 'ink' ? 0.55 : 1 }: Pen = {}): void {
    this.#parts.push(`<polyline points="${points.map(([x, y]) => `${n(x)},${n(y)}`).join(' ')}" fill="none" stroke="${COLOURS[colour]}" stroke-width="${width}" stroke-linejoin="round"${dash ? ' stroke-dasharray="4 3"' : ''} opacity="${fade}"/>`);
  }

  /** A line with a head at its last point. */
  arrow(points: readonly Point[], pen: Pen = {}): void {
    const [x, y] = points[points.length - 1]!;
    const [fromX, fromY] = points[points.length - 2]!;
    const angle = Math.atan2(y - fromY, x - fromX);
    const back: Point = [x - 5 * Math.cos(angle), y - 5 * Math.sin(angle)];
    const corner = (turn: number): Point => [x - 7.5 * Math.cos(angle + turn), y - 7.5 * Math.sin(angle + turn)];
    this.line([...points.slice(0, -1), back], pen);
    const { colour = 'ink', fade = colour === 'ink' ? 0.55 : 1 } = pen;
    this.#parts.push(`<polygon points="${[[x, y] as Point, corner(0.42), corner(-0.42)].map(([a, b]) => `${n(a)},${n(b)}`).join(' ')}" fill="${COLOURS[colour]}" opacity="${fade}"/>`);
  }

  box(x: number, y: number, width: number, height: number, text = '', area: Area = {}): void {
    this.#parts.push(`<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${area.round ?? 4}"${surface(area)}/>`);
    this.text(x + width / 2, y + height / 2, text, letters(area));
  }

  shape(points: readonly Point[], area: Area = {}): void {
    this.#parts.push(`<polygon points="${points.map(([x, y]) => `${n(x)},${n(y)}`).join(' ')}" stroke-linejoin="round"${surface(area)}/>`);
  }

  circle(x: number, y: number, radius: number, text = '', area: Area = {}): void {
    this.#parts.push(`<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}"${surface(area)}/>`);
    this.text(x, y, text, letters(area));
  }

  /** Cells from the top left corner; `cell` says what stands in each. */
  grid(x: number, y: number, size: number | Point, rows: number, columns: number, cell: (row: number, column: number) => Cell | undefined): void {
    const [width, height] = typeof size === 'number' ? [size, size] : size;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const what = cell(row, column);
        if (what) this.box(x + column * width + 1, y + row * height + 1, width - 2, height - 2, what.text ?? '', { round: 2, fill: 0.1, size: 11, bare: what.dash !== true, ...what });
      }
    }
  }

  /** A brace over (or with `up` false under) the stretch from `from` to `to`, its text beyond. */
  brace(from: number, to: number, y: number, text: string, { up = true, colour = 'ink' }: { readonly up?: boolean; readonly colour?: Colour } = {}): void {
    const sign = up ? -1 : 1;
    const middle = (from + to) / 2;
    this.line([[from, y], [from + 2, y + 4 * sign], [middle - 4, y + 4 * sign], [middle, y + 8 * sign], [middle + 4, y + 4 * sign], [to - 2, y + 4 * sign], [to, y]], { colour, width: 1.1 });
    this.text(middle, y + sign * (text.includes('\n') ? 25 : 17), text, { size: 11, colour });
  }

  /** Axes over the given ranges; what it returns places points and draws curves into them. */
  plot(left: number, top: number, width: number, height: number, xs: Point, ys: Point, { x = [], y = [], xName = '', yName = '', base = ys[0] }: PlotWords = {}): Plot {
    const px = (value: number): number => left + ((value - xs[0]) / (xs[1] - xs[0])) * width;
    const py = (value: number): number => top + height - ((value - ys[0]) / (ys[1] - ys[0])) * height;
    this.line([[left, top - 4], [left, top + height]], { width: 1 });
    this.line([[left, py(base)], [left + width, py(base)]], { width: 1 });
    for (const [value, text] of x) {
      this.line([[px(value), top + height - 3], [px(value), top + height + 3]], { width: 1 });
      this.note(px(value), top + height + 12, text);
    }
    for (const [value, text] of y) {
      this.line([[left - 3, py(value)], [left + 3, py(value)]], { width: 1 });
      this.note(left - 6, py(value), text, { at: 'end' });
    }
    if (xName !== '') this.note(left + width, top + height + (x.length > 0 ? 27 : 12), xName, { at: 'end' });
    if (yName !== '') this.note(left - 2, top - 13, yName, { at: 'start' });
    const curve = (value: (at: number) => number, { from = xs[0], to = xs[1], steps = 96, ...pen }: Pen & { readonly from?: number; readonly to?: number; readonly steps?: number } = {}): void => {
      let run: Point[] = [];
      const flush = (): void => { if (run.length > 1) this.line(run, { colour: 'a', width: 2, ...pen }); run = []; };
      for (let step = 0; step <= steps; step++) {
        const at = from + ((to - from) * step) / steps;
        const result = value(at);
        if (Number.isFinite(result) && result >= ys[0] - 1e-9 && result <= ys[1] + 1e-9) run.push([px(at), py(result)]);
        else flush();
      }
      flush();
    };
    return { px, py, curve };
  }
}

type Marks = readonly (readonly [value: number, text: string])[];
interface PlotWords { readonly x?: Marks; readonly y?: Marks; readonly xName?: string; readonly yName?: string; readonly base?: number }
export interface Plot {
  px(value: number): number;
  py(value: number): number;
  curve(value: (at: number) => number, pen?: Pen & { readonly from?: number; readonly to?: number; readonly steps?: number }): void;
}

/** Whole numbers from 0 up to below `count`. */
export const range = (count: number): number[] => Array.from({ length: count }, (_none, index) => index);
export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
/** A number with at most so many decimals. */
export const short = (value: number, decimals = 2): string => String(Number(value.toFixed(decimals))).replace('-', '−');

function surface({ colour = 'ink', fill = 0.08, bare, dash, width = 1.2, fade }: Area): string {
  const stroke = bare ? '' : ` stroke="${COLOURS[colour]}" stroke-width="${width}" stroke-opacity="${colour === 'ink' ? 0.5 : 0.9}"${dash ? ' stroke-dasharray="4 3"' : ''}`;
  return ` fill="${COLOURS[colour]}" fill-opacity="${n(fill, 3)}"${stroke}${fade === undefined ? '' : ` opacity="${fade}"`}`;
}

const letters = ({ size, bold, italic }: Area): Letters => ({ ...(size === undefined ? {} : { size }), ...(bold ? { bold } : {}), ...(italic ? { italic } : {}) });
const n = (value: number, digits = 1): string => String(Number(value.toFixed(digits)));
/** The letters after `_` stand lower and smaller behind a single letter, as in W_Q; names such as q_proj stay as they are. */
const lowered = (text: string, size: number): string => text.replace(/(?<![\p{L}\d_])(\p{L})_(\p{L}{1,3})(?![\p{L}\d_])([^_]*)/gu, (_all, letter: string, index: string, rest: string) => (
  `${letter}<tspan dy="3" font-size="${n(size * 0.75)}">${index}</tspan>${rest === '' ? '' : `<tspan dy="-3">${rest}</tspan>`}`
));
