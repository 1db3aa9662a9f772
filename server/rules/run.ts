import type { Run } from '../run/run.js';
import type { ReportedFinding, Rule } from './rule.js';
import type { RuleSettings } from './rule-settings.js';
import type { Suppression } from './suppression.js';
import { isSuppressed, readSuppressions } from './suppression.js';

/**
 * The findings of a run, in document order. A rule that throws is left out and reported to `onFailure`: one broken rule must not
 * take the others with it.
 */
export function runRules(rules: readonly Rule[], run: Run, settings: RuleSettings, onFailure: (rule: string, error: unknown) => void): readonly ReportedFinding[] {
  if (run.blocks.length === 0 || settings.silenced.has('*')) return [];
  const suppressions: readonly Suppression[] = readSuppressions(run.subject);
  const findings: ReportedFinding[] = [];
  for (const rule of rules) {
    const chosen = settings.severities[rule.name];
    if (chosen === 'off' || settings.silenced.has(rule.name)) continue;
    const usual = run.knowledge.rule(rule.name)?.severity ?? 'warning';
    try {
      for (const finding of rule.check(run)) {
        if (isSuppressed(suppressions, rule.name, finding.span)) continue;
        findings.push({ ...finding, rule: rule.name, severity: chosen ?? finding.severity ?? usual });
      }
    } catch (error) {
      onFailure(rule.name, error);
    }
  }
  return findings.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end || (a.rule < b.rule ? -1 : 1));
}
