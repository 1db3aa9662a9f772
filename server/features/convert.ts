import type { CodeDescription, Diagnostic, Range, TextEdit } from 'vscode-languageserver-types';
import { DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver-types';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Knowledge } from '../knowledge/knowledge.js';
import { say } from '../knowledge/knowledge.js';
import type { Language, Severity } from '../knowledge/types.js';
import type { Phrase, ReportedFinding } from '../rules/rule.js';
import { codeOf } from '../rules/run.js';
import type { Edit } from '../text/edit.js';
import type { Span } from '../text/span.js';

/** Where the rules' pages stand on the web: the repository named in package.json. */
export const RULE_PAGES = 'https://github.com/ml-config-lens/ml-config-lens/blob/main/docs/rules';

export function toRange(range: Span, document: TextDocument): Range {
  return { start: document.positionAt(range.start), end: document.positionAt(range.end) };
}

export function toTextEdit(edit: Edit, document: TextDocument): TextEdit {
  return { range: toRange(edit.span, document), newText: edit.text };
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error, warning: DiagnosticSeverity.Warning, information: DiagnosticSeverity.Information, hint: DiagnosticSeverity.Hint,
};

/** A rule's phrase in a language; an unknown id shows itself, so that a mistake is seen. */
export function phrase(rule: string, kind: 'messages' | 'fixes', { id, values }: Phrase, knowledge: Knowledge, language: Language): string {
  const text = knowledge.rule(rule)?.[kind][id];
  const said = Object.entries(values ?? {}).map(([name, value]) => [name, typeof value === 'object' ? value[language] : value] as const);
  return text ? say(text, language, Object.fromEntries(said)) : id;
}

/** The web page of a rule in a language; of a check (`family/check`) the place on its family's page. */
export function ruleHref(code: string, language: Language): string {
  const [rule, check] = code.split('/');
  return `${RULE_PAGES}/${rule}${language === 'en' ? '' : '.zh-CN'}.md${check === undefined ? '' : `#${check}`}`;
}

/** A finding as the protocol's diagnostic. */
export function toDiagnostic(finding: ReportedFinding, document: TextDocument, knowledge: Knowledge, language: Language): Diagnostic {
  const codeDescription: CodeDescription = { href: ruleHref(codeOf(finding.rule, finding), language) };
  const related = (finding.related ?? []).map((other) => {
    const where = other.uri !== undefined && other.text !== undefined ? TextDocument.create(other.uri, '', 0, other.text) : document;
    return { location: { uri: where.uri, range: toRange(other.span, where) }, message: plain(phrase(finding.rule, 'messages', other.message, knowledge, language)) };
  });
  return {
    range: toRange(finding.span, document), severity: SEVERITIES[finding.severity], code: codeOf(finding.rule, finding), codeDescription, source: 'ML Config Lens',
    message: plain(phrase(finding.rule, 'messages', finding.message, knowledge, language)),
    ...(related.length > 0 ? { relatedInformation: related } : {}),
    ...(finding.tag ? { tags: [finding.tag === 'deprecated' ? DiagnosticTag.Deprecated : DiagnosticTag.Unnecessary] } : {}),
  };
}

/** Messages are shown as plain text: the backticks around code become quotes that every font has. */
export function plain(text: string): string {
  return text.replace(/`([^`]*)`/g, '"$1"');
}
