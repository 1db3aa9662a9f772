import type { Span } from '../../text/span.js';
import type { Argument, Piece } from './pieces.js';

/** What a variable holds. `unknown`: it was given a value that the script alone does not tell. */
export type Variable =
  | { readonly kind: 'text'; readonly pieces: readonly Piece[]; readonly span: Span; readonly fallback: boolean }
  | { readonly kind: 'list'; readonly items: readonly Argument[] }
  | { readonly kind: 'unknown' };

export const UNKNOWN: Variable = { kind: 'unknown' };

/** A moment in the script: what was assigned before it is visible, what comes later is not. */
export type Moment = number;

/**
 * The variables of a script over its course. Every assignment is kept with its moment, so that each command sees what held
 * when it ran; branches that exclude each other put back what was before.
 */
export interface Variables {
  now(): Moment;
  /** The value at a moment; undefined when the script never assigned it: then the environment decides. */
  at(name: string, moment: Moment): Variable | undefined;
  get(name: string): Variable | undefined;
  set(name: string, value: Variable | undefined): void;
  /** The names assigned since a moment. */
  changedSince(moment: Moment): readonly string[];
  /** Every name assigned so far. */
  names(): readonly string[];
}

export function openVariables(): Variables {
  const history = new Map<string, { readonly moment: Moment; readonly value: Variable | undefined }[]>();
  const order: string[] = [];
  const at = (name: string, moment: Moment): Variable | undefined => {
    const values = history.get(name);
    if (!values) return undefined;
    let low = 0;
    let high = values.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[middle]!.moment <= moment) low = middle + 1;
      else high = middle;
    }
    return values[low - 1]?.value;
  };
  return {
    now: () => order.length,
    at,
    get: (name) => at(name, order.length),
    set: (name, value) => {
      order.push(name);
      const entry = { moment: order.length, value };
      const values = history.get(name);
      if (values) values.push(entry);
      else history.set(name, [entry]);
    },
    changedSince: (moment) => [...new Set(order.slice(moment))],
    names: () => [...history.keys()],
  };
}

/** Whether two values are the same text; unknown ones are not. */
export function sameValue(a: Variable | undefined, b: Variable | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a === b || (a.kind === 'text' && b.kind === 'text' && [a, b].every((value) => value.pieces.every((piece) => piece.known)) && join(a.pieces) === join(b.pieces));
}

function join(pieces: readonly Piece[]): string {
  return pieces.map((piece) => piece.text).join('');
}
