import type { Command, WorkspaceEdit } from 'vscode-languageserver-types';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Knowledge } from '../knowledge/knowledge.js';
import type { Language } from '../knowledge/types.js';
import type { ReportedFinding } from '../rules/rule.js';
import { codeOf } from '../rules/run.js';
import type { Edit } from '../text/edit.js';
import { clash } from '../text/edit.js';
import type { Span } from '../text/span.js';
import type { Snapshot } from '../workspace/snapshot.js';
import { phrase, toTextEdit } from './convert.js';
import { suppressionEdit } from './suppress.js';

/** Something the light bulb offers. `finding` is what it repairs. */
export interface Action {
  readonly title: string;
  readonly kind: 'quickfix' | 'source.fixAll.mlConfigLens';
  readonly preferred: boolean;
  readonly finding?: ReportedFinding;
  readonly edit?: WorkspaceEdit;
  readonly command?: Command;
}

export interface ActionInput {
  readonly snapshot: Snapshot;
  readonly document: TextDocument;
  readonly findings: readonly ReportedFinding[];
  readonly knowledge: Knowledge;
  readonly language: Language;
  /** Whether our client's commands (explain a rule, silence it in ml-config-lens.yaml) can be called. */
  readonly commands: boolean;
}

/** The actions on a stretch of the document. */
export function actionsAt(input: ActionInput, range: Span): readonly Action[] {
  const { findings, document, knowledge, language } = input;
  const word = (id: string, values?: Readonly<Record<string, string | number>>): string => knowledge.word(id, language, values).replaceAll('`', '');
  const here = findings.filter((finding) => finding.span.start <= range.end && range.start <= finding.span.end);
  const fixes = here.flatMap((finding) => (finding.fixes ?? []).map((fix, index): Action => ({
    title: phrase(finding.rule, 'fixes', fix.title, knowledge, language).replaceAll('`', ''), kind: 'quickfix', preferred: index === 0 && fix.safe, finding, edit: editOf(fix.edits, document),
  })));
  const all = safeEdits(findings);
  const fixAll: readonly Action[] = all.count > 1 && here.length > 0 ? [{ title: word('fix-all', { count: all.count }), kind: 'quickfix', preferred: false, edit: editOf(all.edits, document) }] : [];
  const rules = [...new Map(here.map((finding) => [codeOf(finding.rule, finding), finding])).values()];
  const silence = rules.flatMap((finding): readonly Action[] => {
    const edit = suppressionEdit(finding, input.snapshot);
    if (edit) return [{ title: word('disable-here', { rule: codeOf(finding.rule, finding) }), kind: 'quickfix', preferred: false, finding, edit: editOf([edit], document) }];
    if (!input.commands) return [];
    const title = word('disable-in-file', { rule: codeOf(finding.rule, finding) });
    return [{ title, kind: 'quickfix', preferred: false, finding, command: { title, command: 'mlConfigLens.silenceInConfig', arguments: [document.uri, codeOf(finding.rule, finding)] } }];
  });
  const explain = input.commands ? rules.map((finding): Action => {
    const title = word('explain-rule', { rule: codeOf(finding.rule, finding) });
    return { title, kind: 'quickfix', preferred: false, finding, command: { title, command: 'mlConfigLens.explainRule', arguments: [codeOf(finding.rule, finding)] } };
  }) : [];
  return [...fixes, ...fixAll, ...silence, ...explain];
}

/** All safe repairs of a document at once, for "fix all" and for saving. */
export function fixAllAction(input: ActionInput): Action | undefined {
  const all = safeEdits(input.findings);
  if (all.count === 0) return undefined;
  return { title: input.knowledge.word('fix-all', input.language, { count: all.count }), kind: 'source.fixAll.mlConfigLens', preferred: false, edit: editOf(all.edits, input.document) };
}

/** The edits of the first safe fix of each finding; of two that change the same characters the earlier stays. */
export function safeEdits(findings: readonly ReportedFinding[]): { readonly edits: readonly Edit[]; readonly count: number } {
  const edits: Edit[] = [];
  let count = 0;
  for (const finding of findings) {
    const fix = finding.fixes?.find((candidate) => candidate.safe);
    if (!fix) continue;
    if (fix.edits.every((edit) => edits.some((other) => same(edit, other)))) continue;
    if (fix.edits.some((edit) => edits.some((other) => clash(edit, other)))) continue;
    edits.push(...fix.edits);
    count++;
  }
  return { edits, count };
}

function same(a: Edit, b: Edit): boolean {
  return a.span.start === b.span.start && a.span.end === b.span.end && a.text === b.text;
}

/** Edits carry the document's version: an editor that has moved on refuses them. */
function editOf(edits: readonly Edit[], document: TextDocument): WorkspaceEdit {
  return { documentChanges: [{ textDocument: { uri: document.uri, version: document.version }, edits: edits.map((edit) => toTextEdit(edit, document)) }] };
}
