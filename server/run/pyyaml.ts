import type { Span } from '../text/span.js';
import { span } from '../text/span.js';
import { candidateFolders, nameOf } from '../workspace/files.js';
import type { Snapshot } from '../workspace/snapshot.js';
import type { Workspace } from '../workspace/workspace.js';

/** A Python script of the workspace that reads a YAML file with PyYAML. */
export interface PyYamlReader { readonly script: Snapshot; readonly span: Span }

const CALL = /\byaml\.(safe_load|full_load|load)\s*\(/;

/**
 * The script beside a YAML file, or in a parent folder, that names it and reads it with PyYAML. A script that also imports ruamel or
 * OmegaConf says nothing certain.
 */
export async function findPyYamlReader(snapshot: Snapshot, workspace: Workspace): Promise<PyYamlReader | undefined> {
  const name = nameOf(snapshot.uri);
  for (const folder of candidateFolders(snapshot.uri, workspace.folders()).slice(0, 3)) {
    const names = (await workspace.list(folder)).filter((file) => file.endsWith('.py')).slice(0, 40);
    for (const file of names) {
      const script = await workspace.snapshot(`${folder}/${encodeURIComponent(file)}`);
      if (!script?.text.includes(name)) continue;
      const imports = script.tree.imports ?? [];
      if (!imports.some((item) => item.module === 'yaml') || imports.some((item) => /^(ruamel|omegaconf)/.test(item.module))) continue;
      const call = CALL.exec(script.text);
      if (call) return { script, span: span(call.index, call.index + call[0].length - 1) };
    }
  }
  return undefined;
}
