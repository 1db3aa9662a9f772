import type { ReportedFinding } from '../rules/rule.js';
import { codeOf } from '../rules/run.js';
import type { Edit } from '../text/edit.js';
import { span } from '../text/span.js';
import type { Snapshot } from '../workspace/snapshot.js';

/**
 * The comment that silences a finding: above its line in YAML and Python, above the whole command in shell, where a comment between
 * continued lines would break it. JSON has no comments: there it is an entry in ml-config-lens.yaml, which is not an edit of this file.
 */
export function suppressionEdit(finding: ReportedFinding, snapshot: Snapshot): Edit | undefined {
  const { text, syntax, tree } = snapshot;
  // Inside another file's text there is no place for a comment that we would find again.
  if (!['shell', 'yaml', 'python', 'hostfile'].includes(syntax)) return undefined;
  if (syntax !== 'shell' && tree.roots.some((root) => root.kind === 'command' && [root.span, ...root.value.entries.map((entry) => entry.span)].some((range) => range.start <= finding.span.start && finding.span.start <= range.end))) return undefined;
  const at = syntax === 'shell' ? commandStart(finding, snapshot) : lineStart(text, finding.span.start);
  const indent = /^[ \t]*/.exec(text.slice(at))![0];
  return { span: span(at, at), text: `${indent}# ml-config-lens-disable-next-line ${codeOf(finding.rule, finding)}${text.includes('\r\n') ? '\r\n' : '\n'}` };
}

/** The start of the first line of the command that a finding belongs to, past any line that continues onto it. */
function commandStart(finding: ReportedFinding, { text, tree }: Snapshot): number {
  const { start } = finding.span;
  // Flags inside an array or a string stand in an assignment: no comment may stand between its lines.
  const around = tree.assignments?.find((range) => range.start <= start && start <= range.end) ?? tree.roots.findLast((candidate) => candidate.span.start <= start)?.span;
  let at = lineStart(text, around?.start ?? start);
  while (at > 0 && /\\\r?\n$/.test(text.slice(Math.max(0, at - 3), at))) at = lineStart(text, at - 1);
  return at;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}
