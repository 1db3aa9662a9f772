import { Position, Range, Uri, window, workspace, WorkspaceEdit } from 'vscode';
import { parseDocument } from 'yaml';

/** Writes into ml-config-lens.yaml that a rule is silent in one file: JSON has no comments that could say so. */
export async function silenceInConfig(file: string, rule: string): Promise<void> {
  const uri = Uri.parse(file, true);
  const folder = workspace.getWorkspaceFolder(uri);
  const config = Uri.joinPath(folder?.uri ?? Uri.joinPath(uri, '..'), 'ml-config-lens.yaml');
  const path = folder ? workspace.asRelativePath(uri, false) : uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const edit = new WorkspaceEdit();
  let old = '';
  try {
    old = new TextDecoder().decode(await workspace.fs.readFile(config));
  } catch {
    edit.createFile(config, { ignoreIfExists: true });
  }
  const text = withSilence(old, path, rule);
  if (old === '') edit.insert(config, new Position(0, 0), text);
  else edit.replace(config, (await workspace.openTextDocument(config)).validateRange(new Range(0, 0, Number.MAX_SAFE_INTEGER, 0)), text);
  if (!await workspace.applyEdit(edit)) return;
  await (await workspace.openTextDocument(config)).save();
  void window.setStatusBarMessage(`ml-config-lens.yaml: ${path} – ${rule}`, 5000);
}

/** The configuration with one more silent rule for a file; everything else in it, comments included, stays. */
export function withSilence(text: string, path: string, rule: string): string {
  const document = parseDocument(text === '' ? '# ML Config Lens: see the README for what can stand here.\n' : text);
  const place = ['files', `/${path}`, 'disable'];
  const old = document.getIn(place) as { toJSON?(): unknown } | undefined;
  const list = old?.toJSON?.() ?? [];
  document.setIn(place, [...new Set([...(Array.isArray(list) ? list as unknown[] : [list]), rule])]);
  return document.toString();
}
