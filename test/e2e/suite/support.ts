import * as vscode from 'vscode';

export const folder = (): vscode.Uri => vscode.workspace.workspaceFolders![0]!.uri;

export async function open(name: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder(), name));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Our diagnostics of a document, waited for until `enough` is content. */
export async function findings(document: vscode.TextDocument, enough: (codes: readonly string[]) => boolean): Promise<readonly vscode.Diagnostic[]> {
  let own: readonly vscode.Diagnostic[] = [];
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    own = vscode.languages.getDiagnostics(document.uri).filter((diagnostic) => diagnostic.source === 'ML Config Lens');
    if (enough(own.map(codeOf))) return own;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`waited in vain; found ${own.map(codeOf).join(', ') || 'nothing'} in ${document.uri.path}`);
}

export function codeOf(diagnostic: vscode.Diagnostic): string {
  const { code } = diagnostic;
  return String(typeof code === 'object' ? code.value : code);
}

export async function hoverText(document: vscode.TextDocument, word: string): Promise<string> {
  const position = document.positionAt(document.getText().indexOf(word) + 1);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position);
  return hovers.flatMap((hover) => hover.contents).map((content) => (content as vscode.MarkdownString).value).join('\n');
}

export async function actions(document: vscode.TextDocument, range: vscode.Range): Promise<readonly vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range, vscode.CodeActionKind.QuickFix.value);
}
