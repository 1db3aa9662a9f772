import type { InitializeParams } from 'vscode-languageserver';
import type { ThemeKind } from '../drawing/formula.js';
import type { HoverManner } from '../features/hover/page.js';
import type { Language } from '../knowledge/types.js';

/** What the editor at the other end can do. The first group is the protocol's, the second our own client's. */
export interface EditorAbilities {
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly refreshesInlayHints: boolean;
  readonly configures: boolean;
  readonly reportsFolders: boolean;
  readonly snippets: boolean;
  readonly hover: HoverManner;
  readonly docsMarkdown: boolean;
  readonly readsFiles: boolean;
  readonly commands: boolean;
  readonly showsStatus: boolean;
  readonly language: Language;
  readonly theme: ThemeKind;
}

/** Our client's `initializationOptions`. Other editors send none and get the plain protocol. */
export interface LensOptions {
  readonly pictures?: boolean;
  readonly commands?: boolean;
  readonly files?: boolean;
  readonly status?: boolean;
  readonly theme?: ThemeKind;
  readonly locale?: string;
}

export function readAbilities(params: InitializeParams | undefined): EditorAbilities {
  const { textDocument, workspace } = params?.capabilities ?? {};
  const options = (params?.initializationOptions ?? {}) as LensOptions;
  const markdown = textDocument?.hover?.contentFormat?.includes('markdown') ?? false;
  const theme = options.theme ?? 'dark';
  const commands = options.commands ?? false;
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: textDocument?.diagnostic !== undefined && (workspace?.diagnostics?.refreshSupport ?? false),
    refreshesInlayHints: workspace?.inlayHint?.refreshSupport ?? false,
    configures: workspace?.configuration ?? false,
    reportsFolders: workspace?.workspaceFolders ?? false,
    snippets: textDocument?.completion?.completionItem?.snippetSupport ?? false,
    hover: { markdown, pictures: options.pictures ?? false, theme, commands },
    docsMarkdown: textDocument?.completion?.completionItem?.documentationFormat?.includes('markdown') ?? false,
    readsFiles: options.files ?? false,
    commands,
    showsStatus: options.status ?? false,
    language: languageOf(options.locale ?? params?.locale),
    theme,
  };
}

/** The language for a locale such as `zh-cn` or `zh-Hans`: English for everything but Chinese. */
export function languageOf(locale: string | undefined): Language {
  return /^zh\b/i.test((locale ?? '').replace('_', '-')) ? 'zh-cn' : 'en';
}
