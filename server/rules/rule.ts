import type { Bilingual, Severity } from '../knowledge/types.js';
import type { Run } from '../run/run.js';
import type { Edit } from '../text/edit.js';
import type { Span } from '../text/span.js';

/** One check, written once: its words stand in `knowledge/rules/<name>.yaml`, its test in the examples there. */
export interface Rule {
  /** Reads as "allow ⟨name⟩". */
  readonly name: string;
  /** Where it fires. Unknown settings mean silence; a rule never throws on any tree. */
  check(run: Run): Iterable<Finding>;
}

/** A phrase of a rule and what to put into it. */
export interface Phrase {
  readonly id: string;
  /** A value may itself be a sentence in both languages. */
  readonly values?: Readonly<Record<string, string | number | Bilingual>>;
}

/** One place where a rule fires. */
export interface Finding {
  readonly span: Span;
  readonly message: Phrase;
  /** Which check of a family it is; the finding's code is then `family/check`. */
  readonly check?: string;
  /** When it differs from the rule's own: another section, another reader. */
  readonly severity?: Severity;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly Related[];
  /** How an editor may draw it: struck out, or greyed. */
  readonly tag?: 'deprecated' | 'unnecessary';
}

/** An edit that repairs a finding. `safe`: the file then does what its author meant; otherwise one of several repairs. */
export interface Fix {
  readonly title: Phrase;
  readonly safe: boolean;
  readonly edits: readonly Edit[];
}

/** Another place that takes part; `uri` when it is in another file. */
export interface Related {
  readonly span: Span;
  readonly message: Phrase;
  readonly uri?: string;
  /** The other file's text, for turning offsets into lines. */
  readonly text?: string;
}

/** A finding with everything an editor, a terminal or a test needs to know about where it came from. */
export interface ReportedFinding extends Finding {
  readonly rule: string;
  readonly severity: Severity;
}
