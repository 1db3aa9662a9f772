import type { Connection, InitializeParams, InitializeResult } from 'vscode-languageserver';
import { CodeActionKind, DidChangeConfigurationNotification, DocumentDiagnosticReportKind, FileChangeType, TextDocuments, TextDocumentSyncKind } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { completeAt, resolveCompletion } from './handlers/completion.js';
import type { EditorAbilities } from './handlers/abilities.js';
import { readAbilities } from './handlers/abilities.js';
import { readPreferences } from './handlers/preferences.js';
import { codeActions } from './handlers/actions.js';
import { definitionAt, prepareRename, referencesAt, rename } from './handlers/navigation.js';
import type { PageKind } from './handlers/requests.js';
import { chaptersOf, pageOf, placesOfPage, searchPages, statusOf } from './handlers/requests.js';
import { toDiagnostic, toRange } from './features/convert.js';
import { hoverAt } from './features/hover/hover.js';
import { prosePage } from './features/hover/name.js';
import { renderMarkdown } from './features/hover/markdown.js';
import { renderPlain } from './features/hover/plain.js';
import { inlayNotes } from './features/inlay.js';
import { linksOf } from './features/links.js';
import { symbolsOf } from './features/symbols.js';
import type { Knowledge } from './knowledge/knowledge.js';
import type { Session } from './session.js';
import { openSession } from './session.js';
import type { FileSystem } from './workspace/files.js';

/** What a door hands in: where compiled knowledge and other files come from. */
export interface Host {
  readonly knowledge: Knowledge;
  /** Files as this process sees them; an editor that offers to read them itself is asked instead. */
  readonly files: FileSystem;
}

/** Wires the language server to a connection. Everything the protocol can ask stands in this one table. */
export function startServer(connection: Connection, host: Host): void {
  const documents = new TextDocuments(TextDocument);
  let abilities: EditorAbilities = readAbilities(undefined);
  const files: FileSystem = {
    read: (uri) => (abilities.readsFiles ? connection.sendRequest<string | null>('mlConfigLens/readFile', uri).then((text) => text ?? undefined, () => undefined) : host.files.read(uri)),
    list: (folder) => (abilities.readsFiles ? connection.sendRequest<string[]>('mlConfigLens/listFolder', folder).catch(() => []) : host.files.list(folder)),
    subfolders: (folder) => (abilities.readsFiles ? connection.sendRequest<string[]>('mlConfigLens/listSubfolders', folder).catch(() => []) : host.files.subfolders(folder)),
  };
  const session: Session = openSession(connection, documents, files, host.knowledge);
  const { knowledge } = session;
  const guard = <P, R>(name: string, fallback: R, handle: (params: P) => Promise<R> | R) => async (params: P): Promise<R> => {
    try {
      return await handle(params);
    } catch (error) {
      connection.console.error(`${name} failed: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
      return fallback;
    }
  };
  const diagnose = async (uri: string) => {
    const document = session.document(uri);
    if (!document || !session.snapshot(uri)) return [];
    const { version } = document;
    const findings = await session.findings(uri);
    // The document moved on while we read other files: this answer would stand in the wrong places.
    return session.document(uri)?.version === version ? findings.map((finding) => toDiagnostic(finding, document, knowledge, session.preferences.language)) : undefined;
  };
  const push = async (uri: string): Promise<void> => {
    if (abilities.pullsDiagnostics) return;
    const version = session.document(uri)?.version;
    const diagnostics = await diagnose(uri).catch(() => undefined);
    if (diagnostics) await connection.sendDiagnostics({ uri, diagnostics, ...(version === undefined ? {} : { version }) });
  };
  const refresh = async (): Promise<void> => {
    if (abilities.refreshesDiagnostics) await connection.languages.diagnostics.refresh().catch(() => undefined);
    else await Promise.all(documents.keys().map(push));
    if (abilities.refreshesInlayHints) await connection.languages.inlayHint.refresh().catch(() => undefined);
    for (const uri of documents.keys()) await announce(uri);
  };
  const announce = async (uri: string): Promise<void> => {
    if (abilities.showsStatus) await connection.sendNotification('mlConfigLens/status', await statusOf(session, uri));
  };
  let configured: Promise<void> = Promise.resolve();
  const configure = async (): Promise<void> => {
    if (abilities.configures) session.preferences = readPreferences(await connection.workspace.getConfiguration('mlConfigLens'), session.preferences, abilities);
  };
  // The side bar asks as soon as there is a server: its words are in the language of the settings, so they are read first.
  const inWords = <P, R>(answer: (params: P) => Promise<R> | R) => async (params: P): Promise<R> => {
    await configured;
    return answer(params);
  };
  const reload = async (): Promise<void> => {
    await (configured = configure());
    await session.reload();
    await refresh();
  };

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    abilities = readAbilities(params);
    session.folders = params.workspaceFolders?.map((folder) => folder.uri) ?? (params.rootUri ? [params.rootUri] : []);
    session.preferences = { ...session.preferences, language: abilities.language, theme: abilities.theme };
    return {
      serverInfo: { name: 'ml-config-lens' },
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        hoverProvider: true,
        completionProvider: { resolveProvider: true, triggerCharacters: ['"', '-', ':', ' ', '=', '{', ','] },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, `${CodeActionKind.SourceFixAll}.mlConfigLens`] },
        inlayHintProvider: true,
        definitionProvider: true,
        referencesProvider: true,
        renameProvider: { prepareProvider: true },
        documentLinkProvider: {},
        documentSymbolProvider: true,
        ...(abilities.pullsDiagnostics ? { diagnosticProvider: { identifier: 'ml-config-lens', interFileDependencies: true, workspaceDiagnostics: false } } : {}),
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });
  connection.onInitialized(() => {
    if (abilities.configures) void connection.client.register(DidChangeConfigurationNotification.type);
    if (abilities.reportsFolders) connection.workspace.onDidChangeWorkspaceFolders((event) => {
      const gone = new Set(event.removed.map((folder) => folder.uri));
      session.folders = [...session.folders.filter((folder) => !gone.has(folder)), ...event.added.map((folder) => folder.uri)];
      void reload();
    });
    void reload();
  });
  connection.onDidChangeConfiguration(() => { void reload(); });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    if (changes.some((change) => change.uri.endsWith('/ml-config-lens.yaml'))) { void reload(); return; }
    for (const change of changes) session.invalidate(change.uri, change.type !== FileChangeType.Changed);
    void refresh();
  });
  documents.onDidChangeContent(({ document }) => {
    void push(document.uri);
    void announce(document.uri);
    // What other open files say may rest on this one.
    void session.changed(document.uri).then(async (uris) => {
      await Promise.all(uris.map(push));
      if (uris.length > 0 && abilities.refreshesInlayHints) await connection.languages.inlayHint.refresh().catch(() => undefined);
    });
  });
  documents.onDidClose(({ document }) => {
    session.snapshot(document.uri);
    if (!abilities.pullsDiagnostics) void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });

  connection.languages.diagnostics.on(guard('diagnostic', { kind: DocumentDiagnosticReportKind.Full, items: [] }, async ({ textDocument }) => (
    { kind: DocumentDiagnosticReportKind.Full, items: await diagnose(textDocument.uri) ?? [] }
  )));
  connection.onHover(guard('hover', null, async ({ textDocument, position }) => {
    const document = session.document(textDocument.uri);
    const run = await session.run(textDocument.uri);
    const { language, theme, prose } = session.preferences;
    const offset = document?.offsetAt(position) ?? 0;
    const answer = document && run && (hoverAt(run, offset, language) ?? (prose && run.subject.syntax === 'markdown' ? prosePage(run, offset, language) : undefined));
    if (!document || !answer) return null;
    const value = abilities.hover.markdown ? renderMarkdown(answer.page, { ...abilities.hover, theme }, knowledge, language) : renderPlain(answer.page, knowledge, language);
    return { range: toRange(answer.span, document), contents: { kind: abilities.hover.markdown ? 'markdown' : 'plaintext', value } };
  }));
  connection.onCompletion(guard('completion', null, (params) => completeAt(session, abilities, params)));
  connection.onCompletionResolve((item) => resolveCompletion(session, abilities, item));
  connection.onCodeAction(guard('codeAction', null, (params) => codeActions(session, abilities, params)));
  connection.languages.inlayHint.on(guard('inlayHint', [], async ({ textDocument, range }) => {
    const document = session.document(textDocument.uri);
    const run = await session.run(textDocument.uri);
    if (!document || !run || run.subject.version !== document.version) return [];
    return inlayNotes(run, { start: document.offsetAt(range.start), end: document.offsetAt(range.end) }, session.preferences.language)
      .map(({ at, label, tooltip }) => ({ position: document.positionAt(at), label, tooltip, paddingLeft: true }));
  }));
  connection.onDefinition(guard('definition', null, (params) => definitionAt(session, params)));
  connection.onReferences(guard('references', null, (params) => referencesAt(session, params)));
  connection.onPrepareRename(guard('prepareRename', null, (params) => prepareRename(session, params)));
  connection.onRenameRequest((params) => rename(session, params));
  connection.onDocumentLinks(guard('documentLink', [], async ({ textDocument }) => {
    const document = session.document(textDocument.uri);
    const run = await session.run(textDocument.uri);
    return document && run ? linksOf(run).map((link) => ({ range: toRange(link.span, document), target: link.target })) : [];
  }));
  connection.onDocumentSymbol(guard('documentSymbol', [], async ({ textDocument }) => {
    const document = session.document(textDocument.uri);
    const run = await session.run(textDocument.uri);
    return document && run ? [...symbolsOf(run, document)] : [];
  }));
  connection.onRequest('mlConfigLens/page', guard('page', null, inWords(async (params: { kind: PageKind; id: string }) => (await pageOf(session, params)) ?? null)));
  connection.onRequest('mlConfigLens/search', guard('search', [], inWords(({ query }: { query: string }) => [...searchPages(session, query)])));
  connection.onRequest('mlConfigLens/chapters', guard('chapters', [], inWords(() => [...chaptersOf(session)])));
  connection.onRequest('mlConfigLens/places', guard('places', [], async ({ id }: { id: string }) => [...await placesOfPage(session, id)]));
  connection.onNotification('mlConfigLens/theme', (theme: Session['preferences']['theme']) => { session.preferences = { ...session.preferences, theme }; });

  documents.listen(connection);
  connection.listen();
}
