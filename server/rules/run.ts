import type { Run } from '../run/run.js';
import type { Value } from '../syntax/tree.js';
import type { Span } from '../text/span.js';
import type { Finding, Fix, ReportedFinding, Rule } from './rule.js';
import type { RuleSettings } from './rule-settings.js';
import type { Suppression } from './suppression.js';
import { readSuppressions, suppressionOf, UNUSED, unusedSuppressions } from './suppression.js';

/**
 * The findings of a run, in document order. A rule that throws is left out and reported to `onFailure`: one broken rule must not
 * take the others with it.
 */
export function runRules(rules: readonly Rule[], run: Run, settings: RuleSettings, onFailure: (rule: string, error: unknown) => void): readonly ReportedFinding[] {
  if (run.blocks.length === 0 || settings.silenced.has('*')) return [];
  // A page that shows commands is no run: its findings are for those who ask for them.
  if (run.subject.syntax === 'markdown' && settings.markdown !== true) return [];
  const suppressions: readonly Suppression[] = readSuppressions(run.subject);
  const findings: ReportedFinding[] = [];
  const seen = new Set<string>();
  const origins = originsOf(run);
  const used = new Map<Suppression, Set<string>>();
  for (const rule of rules) {
    if (isOff(settings, rule.name)) continue;
    const usual = run.knowledge.rule(rule.name)?.severity ?? 'warning';
    try {
      for (const finding of rule.check(run)) {
        const code = codeOf(rule.name, finding);
        if (isOff(settings, code)) continue;
        const silenced = suppressionOf(suppressions, [rule.name, code], finding.span);
        if (silenced) {
          used.set(silenced.suppression, (used.get(silenced.suppression) ?? new Set()).add(silenced.name));
          continue;
        }
        const chosen = settings.severities[code] ?? settings.severities[rule.name];
        // An array of flags that two commands use is read twice and wrong once.
        const key = `${rule.name} ${finding.span.start} ${finding.span.end} ${finding.message.id}`;
        if (seen.has(key)) continue;
        seen.add(key);
        findings.push({ ...atOrigin(finding, origins), rule: rule.name, severity: chosen === undefined || chosen === 'off' ? finding.severity ?? usual : chosen });
      }
    } catch (error) {
      onFailure(rule.name, error);
    }
  }
  if (!isOff(settings, UNUSED)) {
    const chosen = settings.severities[UNUSED];
    const names = Object.keys(run.knowledge.rules());
    for (const finding of unusedSuppressions(suppressions, used, names, run.subject.text)) findings.push({ ...finding, rule: UNUSED, severity: chosen === undefined || chosen === 'off' ? run.knowledge.rule(UNUSED)?.severity ?? 'information' : chosen });
  }
  return findings.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end || (a.rule < b.rule ? -1 : 1));
}

/** What an editor shows as a finding's code, and what silences it alone: `rule`, or `family/check`. */
export function codeOf(rule: string, finding: Finding): string {
  return finding.check === undefined ? rule : `${rule}/${finding.check}`;
}

function isOff({ severities, silenced }: RuleSettings, code: string): boolean {
  return severities[code] === 'off' || silenced.has(code);
}

/** Values that came through a variable, by where they are used: where they are written, or undefined when that is no one place. */
function originsOf(run: Run): ReadonlyMap<string, Span | undefined> {
  const origins = new Map<string, Span | undefined>();
  const visit = (value: Value): void => {
    if (value.kind === 'scalar' && value.origin) for (const range of [value.span, value.inner]) origins.set(`${range.start} ${range.end}`, value.origin.span);
    else if (value.kind === 'list') value.items.forEach(visit);
    else if (value.kind === 'mapping') for (const entry of value.entries) visit(entry.value);
  };
  for (const { block } of run.blocks) visit(block.mapping);
  return origins;
}

/** A repair of `$LR` changes what LR is set to; where there is no such place, there is no repair to offer. */
function atOrigin(finding: Finding, origins: ReadonlyMap<string, Span | undefined>): Finding {
  if (origins.size === 0 || !finding.fixes) return finding;
  const fixes = finding.fixes.flatMap((fix): readonly Fix[] => {
    const edits = fix.edits.map((edit) => {
      const key = `${edit.span.start} ${edit.span.end}`;
      if (!origins.has(key)) return edit;
      const span = origins.get(key);
      return span && { ...edit, span };
    });
    return edits.every((edit) => edit !== undefined) ? [{ ...fix, edits }] : [];
  });
  return { ...finding, fixes };
}
