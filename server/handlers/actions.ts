import type { CodeAction, CodeActionParams } from 'vscode-languageserver';
import type { Action } from '../features/actions.js';
import { actionsAt, fixAllAction } from '../features/actions.js';
import { toDiagnostic } from '../features/convert.js';
import type { Session } from '../session.js';
import type { EditorAbilities } from './abilities.js';

/** The light bulb's list, or the one "fix all" action when only that is asked for. */
export async function codeActions(session: Session, abilities: EditorAbilities, { textDocument, range, context }: CodeActionParams): Promise<CodeAction[] | null> {
  const document = session.document(textDocument.uri);
  const snapshot = session.snapshot(textDocument.uri);
  if (!document || !snapshot) return null;
  const findings = await session.findings(textDocument.uri);
  if (session.document(textDocument.uri)?.version !== snapshot.version) return null;
  const { language } = session.preferences;
  const input = { snapshot, document, findings, knowledge: session.knowledge, language, commands: abilities.commands };
  const wants = (kind: string): boolean => context.only === undefined || context.only.some((only) => kind === only || kind.startsWith(`${only}.`));
  const actions: Action[] = [];
  if (wants('quickfix')) actions.push(...actionsAt(input, { start: document.offsetAt(range.start), end: document.offsetAt(range.end) }));
  if (context.only !== undefined && wants('source.fixAll.mlConfigLens')) actions.push(...[fixAllAction(input)].filter((action) => action !== undefined));
  return actions.map((action): CodeAction => ({
    title: action.title, kind: action.kind,
    ...(action.preferred ? { isPreferred: true } : {}),
    ...(action.edit ? { edit: action.edit } : {}),
    ...(action.command ? { command: action.command } : {}),
    ...(action.finding ? { diagnostics: [toDiagnostic(action.finding, document, session.knowledge, language)] } : {}),
  }));
}
