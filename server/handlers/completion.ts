import type { CompletionItem, CompletionList, CompletionParams } from 'vscode-languageserver';
import { CompletionItemKind, CompletionItemTag, InsertTextFormat } from 'vscode-languageserver';
import { completionsAt, plainText } from '../features/completion/completion.js';
import type { CompletionChoice } from '../features/completion/completion.js';
import { toRange, toTextEdit } from '../features/convert.js';
import { parameterPage } from '../features/hover/hover.js';
import { renderMarkdown } from '../features/hover/markdown.js';
import { renderPlain } from '../features/hover/plain.js';
import type { Session } from '../session.js';
import type { EditorAbilities } from './abilities.js';

const KINDS: Readonly<Record<CompletionChoice['kind'], CompletionItemKind>> = {
  key: CompletionItemKind.Property, section: CompletionItemKind.Module, value: CompletionItemKind.Value, snippet: CompletionItemKind.Snippet,
};

/** The list at a position. Documentation follows when an item is looked at. */
export async function completeAt(session: Session, abilities: EditorAbilities, { textDocument, position }: CompletionParams): Promise<CompletionList | null> {
  const document = session.document(textDocument.uri);
  const run = await session.run(textDocument.uri);
  if (!document || !run || run.subject.version !== document.version) return null;
  const offset = document.offsetAt(position);
  const choices = completionsAt(run, offset, session.preferences.language);
  const items = choices.map((choice): CompletionItem => {
    const newText = abilities.snippets ? choice.snippet : plainText(choice.snippet);
    return {
      label: choice.label, kind: KINDS[choice.kind], sortText: String(choice.rank).padStart(3, '0'),
      // The editor filters by the characters that will be replaced: quotes and dashes among them.
      filterText: filterText(document.getText().slice(choice.replace.start, offset), choice.label),
      textEdit: { range: toRange(choice.replace, document), newText },
      insertTextFormat: abilities.snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
      ...(choice.detail !== undefined ? { detail: choice.detail } : {}),
      ...(choice.additional.length > 0 ? { additionalTextEdits: choice.additional.map((edit) => toTextEdit(edit, document)) } : {}),
      ...(choice.deprecated ? { tags: [CompletionItemTag.Deprecated] } : {}),
      ...(choice.documentation !== undefined ? { documentation: choice.documentation } : {}),
      ...(choice.parameterId !== undefined ? { data: { id: choice.parameterId, uri: textDocument.uri } } : {}),
    };
  });
  return { isIncomplete: false, items };
}

function filterText(typed: string, label: string): string {
  const quote = /^["']/.exec(typed)?.[0] ?? '';
  return quote + label;
}

/** Adds the page of the parameter. */
export async function resolveCompletion(session: Session, abilities: EditorAbilities, item: CompletionItem): Promise<CompletionItem> {
  const { id, uri } = (item.data ?? {}) as { readonly id?: string; readonly uri?: string };
  if (id === undefined) return item;
  // The document's own knowledge: its page is that of the installed release.
  const knowledge = (uri === undefined ? undefined : await session.run(uri))?.knowledge ?? session.knowledge;
  const parameter = knowledge.parameterById(id);
  if (!parameter) return item;
  const { language, theme } = session.preferences;
  const page = parameterPage(parameter, knowledge, language);
  const documentation = abilities.docsMarkdown
    ? { kind: 'markdown' as const, value: renderMarkdown(page, { ...abilities.hover, theme }, knowledge, language) }
    : renderPlain(page, knowledge, language);
  return { ...item, documentation };
}
