import { readYaml } from '../../syntax/yaml.js';
import type { Value } from '../../syntax/tree.js';
import type { VersionEvidence } from './evidence.js';
import { requirementEvidence } from './requirements.js';
import { evidenceOf } from './specifier.js';

/** A conda environment.yml: its own `name=version=build` lines and the pip list nested in them. */
export function readEnvironment(text: string, from: string): readonly VersionEvidence[] {
  const root = readYaml(text).roots[0]?.value;
  const dependencies = root?.kind === 'mapping' ? root.entries.find((entry) => entry.key === 'dependencies')?.value : undefined;
  return items(dependencies).flatMap((item) => {
    if (item.kind === 'scalar') {
      const match = /^(?:[\w-]+::)?([\w.-]+?)\s*([=<>!~^].*)?$/.exec(item.text);
      return (match?.[2] === undefined ? undefined : evidenceOf(match[1]!, match[2], from)) ?? [];
    }
    const pip = item.kind === 'mapping' ? item.entries.find((entry) => entry.key === 'pip')?.value : undefined;
    return items(pip).flatMap((line) => (line.kind === 'scalar' ? requirementEvidence(line.text, from) : undefined) ?? []);
  });
}

/** The requirements of a setup.cfg: `install_requires` and the extras, one a line below the key. */
export function readSetupCfg(text: string, from: string): readonly VersionEvidence[] {
  const found: VersionEvidence[] = [];
  let section = '';
  let inRequirements = false;
  for (const line of text.split(/\r?\n/)) {
    const header = /^\[(.+)\]/.exec(line)?.[1];
    if (header !== undefined) { section = header.trim(); inRequirements = false; continue; }
    const key = /^([\w.-]+)\s*=(.*)$/.exec(line);
    if (key) inRequirements = (section === 'options' && key[1] === 'install_requires') || section === 'options.extras_require';
    const requirement = key ? key[2]! : /^\s+\S/.test(line) ? line : '';
    const evidence = inRequirements ? requirementEvidence(requirement.replace(/#.*$/, '').trim(), from) : undefined;
    if (evidence) found.push(evidence);
  }
  return found;
}

/** What is installed in a site-packages folder, by the names of its `*.dist-info` folders. */
export function readDistInfo(folders: readonly string[], from: string): readonly VersionEvidence[] {
  return folders.flatMap((name) => {
    const match = /^(.+)-([^-]+)\.dist-info$/.exec(name);
    return (match ? evidenceOf(match[1]!, `==${match[2]!}`, from, 'installed') : undefined) ?? [];
  });
}

function items(value: Value | undefined): readonly Value[] {
  return value?.kind === 'list' ? value.items : [];
}
