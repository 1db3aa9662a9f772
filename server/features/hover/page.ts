import type { ThemeKind } from '../../drawing/formula.js';
import type { Formula, PageFormula } from '../../knowledge/types.js';

/** What a hover says, before any form is chosen. Texts may hold `code` in backticks and nothing else. */
export interface HoverPage {
  readonly title: string;
  /** True when the title is words and no name from a file. */
  readonly heading?: true;
  /** Type, default, since: the grey line beside the name. */
  readonly facts: readonly string[];
  /** A warning above everything else: this flag is lost. */
  readonly alert?: string;
  /** What the launched script says of its own flag. */
  readonly own?: string;
  readonly does?: string;
  readonly formula?: Formula & { readonly where?: Formula['where'] };
  readonly formulaWhere?: string;
  /** A page's formula, which has no plain text: only for editors that draw. */
  readonly drawing?: PageFormula;
  /** This file's own numbers put in. */
  readonly here: readonly string[];
  readonly picture?: { readonly svg: string; readonly width: number; readonly height: number; readonly alt: string };
  /** Label and text: usual range, trap, interactions. */
  readonly remarks: readonly { readonly label: string; readonly text: string }[];
  readonly values: readonly { readonly value: string; readonly text: string; readonly current: boolean }[];
  /** The beginning of the file that a path leads to. */
  readonly preview?: { readonly name: string; readonly language: string; readonly text: string };
  readonly links: readonly PageLink[];
}

/** A link of the last line: to a concept page of ours, or to the upstream source. */
export type PageLink =
  | { readonly to: 'concept'; readonly id: string; readonly text: string }
  | { readonly to: 'web'; readonly url: string; readonly text: string };

/** A last line with more pages than this is a list and no line; the page itself has them all. */
const MOST_PAGES = 4;

/** The links of a hover's last line. */
export function fewLinks(links: readonly PageLink[]): readonly PageLink[] {
  const pages = links.filter((link) => link.to === 'concept');
  return [...pages.slice(0, MOST_PAGES), ...links.filter((link) => link.to !== 'concept')];
}

/** What the reader's editor can show. */
export interface HoverManner {
  readonly markdown: boolean;
  /** Whether it draws data-URI pictures, and in which theme. */
  readonly pictures: boolean;
  readonly theme: ThemeKind;
  /** Whether command links of ours work. */
  readonly commands: boolean;
}
