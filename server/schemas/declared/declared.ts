import type { Parameter } from '../../knowledge/catalog.js';
import type { Span } from '../../text/span.js';
import type { Snapshot } from '../../workspace/snapshot.js';

/** A flag that a script declares itself, or inherits from a library's class. */
export interface DeclaredFlag {
  /** The name that stands for it: the first long one, without dashes. */
  readonly name: string;
  /** Every spelling, without leading dashes. */
  readonly names: readonly string[];
  /** Spellings that switch it off: `no_x`, `no-x`. */
  readonly negative: readonly string[];
  readonly help?: string;
  readonly type: DeclaredType;
  readonly choices?: readonly string[];
  /** The default as it is written. */
  readonly fallback?: string;
  readonly required: boolean;
  readonly takes: 'nothing' | 'one' | 'maybe-one' | 'many';
  /** Given twice, both count: `action="append"`. */
  readonly repeatable: boolean;
  /** Where it is declared; undefined for what a library declares. */
  readonly where?: Place;
  /** What the library's class says of it. */
  readonly parameter?: Parameter;
}

/** What a value is turned into. `other`: a function of the script's own, which may accept anything. */
export type DeclaredType = 'int' | 'float' | 'text' | 'boolean' | 'other';

/** A place in another file. */
export interface Place { readonly file: Snapshot; readonly span: Span }

/** What reads a script's command line, as far as its source tells. */
export interface DeclaredParser {
  readonly kind: 'argparse' | 'dataclasses' | 'click' | 'typer' | 'fire' | 'absl';
  /** Every declaration was read: a flag that is not among them is refused. */
  readonly closed: boolean;
  readonly flags: readonly DeclaredFlag[];
  /** Words that are no flag's are taken too. */
  readonly positionals: boolean;
  /** Libraries whose classes it inherits flags from: which flags those are depends on the release. */
  readonly libraries: readonly string[];
  /** argparse takes any beginning of a name that only one flag has. */
  readonly abbreviates: boolean;
  /** The script whose command line it is, and the files its declarations stand in. */
  readonly script: Snapshot;
  readonly files: readonly Snapshot[];
  lookup(name: string): FoundFlag | undefined;
}

export interface FoundFlag {
  readonly flag: DeclaredFlag;
  readonly how: 'exact' | 'negative' | 'abbreviation';
}

/** A parser over its flags. */
export function openParser(parts: Omit<DeclaredParser, 'lookup'>): DeclaredParser {
  const exact = new Map<string, FoundFlag>();
  for (const flag of parts.flags) {
    for (const name of flag.negative) if (!exact.has(name)) exact.set(name, { flag, how: 'negative' });
    for (const name of flag.names) exact.set(name, { flag, how: 'exact' });
  }
  return {
    ...parts,
    lookup: (name) => {
      const found = exact.get(name);
      if (found || !parts.abbreviates || name === '') return found;
      const flags = new Set([...exact].filter(([other]) => other.startsWith(name)).map(([, { flag }]) => flag));
      return flags.size === 1 ? { flag: [...flags][0]!, how: 'abbreviation' } : undefined;
    },
  };
}

/** Whether several flags begin like this: argparse refuses it as ambiguous, which is another fault than an unknown name. */
export function isAmbiguous(parser: DeclaredParser, name: string): boolean {
  return parser.abbreviates && parser.lookup(name) === undefined && parser.flags.filter((flag) => flag.names.some((other) => other.startsWith(name))).length > 1;
}
