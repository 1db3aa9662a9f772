import type { Definition, Location, Position, Range, ReferenceParams, RenameParams, TextDocumentPositionParams, WorkspaceEdit } from 'vscode-languageserver';
import { ErrorCodes, ResponseError } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { toRange, toTextEdit } from '../features/convert.js';
import type { FlagHere } from '../features/navigate/flags.js';
import { flagAt, nameSpan, usesOf } from '../features/navigate/flags.js';
import { renameFlag } from '../features/navigate/rename.js';
import { targetAt } from '../features/query.js';
import type { Run } from '../run/run.js';
import type { Session } from '../session.js';
import type { Span } from '../text/span.js';
import { touches } from '../text/span.js';
import type { Snapshot } from '../workspace/snapshot.js';

/** From a flag to its declaration, from `$LR` to where it is set, from a path to the file. */
export async function definitionAt(session: Session, { textDocument, position }: TextDocumentPositionParams): Promise<Definition | null> {
  const found = await runAt(session, textDocument.uri, position);
  if (!found) return null;
  const { run, offset } = found;
  const flag = run.subject.syntax === 'python' && targetAt(run, offset)?.block.block.root.kind !== 'command' ? undefined : await flagAt(run, offset, session.workspace, run.knowledge);
  if (flag?.flag.where) return locationOf(flag.flag.where.file, nameSpan(flag.flag, flag.flag.where.file));
  const link = run.links.find(({ value, uri }) => uri !== undefined && touches(value.span, offset));
  if (link?.written) return locationOf(run.subject, link.written.span);
  if (link?.uri !== undefined) return { uri: link.uri, range: START };
  const target = targetAt(run, offset);
  const origin = target?.at === 'value' && target.value.kind === 'scalar' ? target.value.origin?.span : undefined;
  if (origin) return locationOf(run.subject, origin);
  const script = run.scripts.find(({ word }) => touches(word.span, offset));
  return script ? { uri: script.file.uri, range: START } : null;
}

/** Every launch line that gives a flag, and its declaration. */
export async function referencesAt(session: Session, { textDocument, position, context }: ReferenceParams): Promise<Location[] | null> {
  const here = await flagHere(session, textDocument.uri, position);
  if (!here) return null;
  const uses = await usesOf(here, session.workspace, session.knowledge);
  const { where } = here.flag;
  return [...(context.includeDeclaration && where ? [locationOf(where.file, nameSpan(here.flag, where.file))] : []), ...uses.map(({ file, span }) => locationOf(file, span))];
}

/** What would be renamed; nothing where there is no flag of the script's own. */
export async function prepareRename(session: Session, { textDocument, position }: TextDocumentPositionParams): Promise<{ range: Range; placeholder: string } | null> {
  const document = session.document(textDocument.uri);
  const here = await flagHere(session, textDocument.uri, position);
  return document && here?.flag.where ? { range: toRange(here.span, document), placeholder: here.flag.name } : null;
}

export async function rename(session: Session, { textDocument, position, newName }: RenameParams): Promise<WorkspaceEdit | null> {
  const here = await flagHere(session, textDocument.uri, position);
  if (!here) return null;
  const renaming = await renameFlag(here, newName, session.workspace, session.knowledge);
  const { language } = session.preferences;
  if (renaming === 'library') throw new ResponseError(ErrorCodes.InvalidRequest, session.knowledge.word('rename-library', language));
  if (renaming === 'not-a-name') throw new ResponseError(ErrorCodes.InvalidRequest, session.knowledge.word('rename-no-name', language, { name: newName }));
  if (renaming === 'taken') throw new ResponseError(ErrorCodes.InvalidRequest, session.knowledge.word('rename-taken', language, { name: newName }));
  return {
    documentChanges: [...renaming].map(([file, edits]) => {
      const document = documentOf(file);
      return { textDocument: { uri: file.uri, version: session.document(file.uri)?.version ?? null }, edits: edits.map((edit) => toTextEdit(edit, document)) };
    }),
  };
}

const START: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

async function flagHere(session: Session, uri: string, position: Position): Promise<FlagHere | undefined> {
  const found = await runAt(session, uri, position);
  return found && flagAt(found.run, found.offset, session.workspace, found.run.knowledge);
}

async function runAt(session: Session, uri: string, position: Position): Promise<{ readonly run: Run; readonly offset: number } | undefined> {
  const document = session.document(uri);
  const run = await session.run(uri);
  return document && run ? { run, offset: document.offsetAt(position) } : undefined;
}

function documentOf(file: Snapshot): TextDocument {
  return TextDocument.create(file.uri, '', 0, file.text);
}

function locationOf(file: Snapshot, span: Span): Location {
  return { uri: file.uri, range: toRange(span, documentOf(file)) };
}
