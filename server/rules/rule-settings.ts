import type { Severity } from '../knowledge/types.js';

/** What the user says about rules: a severity for each, or `off`, and rules that are silent in this file. */
export interface RuleSettings {
  /** Rule name to severity, `off`, or absent for the rule's own. */
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
  /** Rules that are off in this file (`*`: all), from ml-config-lens.yaml or the settings. */
  readonly silenced: ReadonlySet<string>;
  /** Whether the fenced blocks of Markdown pages are checked. */
  readonly markdown?: boolean;
}

export const NO_RULE_SETTINGS: RuleSettings = { severities: {}, silenced: new Set() };
