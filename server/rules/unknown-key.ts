import type { DialectId } from '../dialects/block.js';
import type { Parameter } from '../knowledge/catalog.js';
import type { Run } from '../run/run.js';
import type { Binding, BoundBlock } from '../settings/bind.js';
import { isSlip, mostSimilar } from '../text/similar.js';
import { nameOf } from '../workspace/files.js';
import { bindingsOf } from './bindings.js';
import { homeOf, moveFix } from './misplaced-key.js';
import type { Finding, Fix, Rule } from './rule.js';

/** A key that is none of the library's, while it is not just being typed. */
function isUnknown({ entry, parameter, schema }: Binding): boolean {
  return parameter === undefined && entry.value.kind !== 'missing' && schema.unknownKeys !== 'open' && schema.unknownKeys !== 'kept' && entry.key !== '' && !/^(_|\/\/|#|comment|\$)/i.test(entry.key);
}

function renameFix(binding: Binding, name: string): Fix {
  return { title: { id: 'rename', values: { name } }, safe: true, edits: [{ span: binding.entry.keySpan, text: name }] };
}

/** The known key meant by a misspelt one, unless that is there already. */
function meant(binding: Binding): string | undefined {
  const { entry: { key }, schema, within } = binding;
  const all = schema.parameters();
  const known = similar.get(all) ?? new Map<string, string | undefined>();
  similar.set(all, known);
  const names = (): readonly string[] => all.filter((parameter) => parameter.here).map((parameter) => parameter.name);
  // A key is asked for at every keystroke anywhere in its file.
  if (!known.has(key)) known.set(key, mostSimilar(key, names()));
  const name = known.get(key);
  if (name === undefined || !within.entries.some((other) => other.key === name)) return name;
  const present = new Set(within.entries.map((other) => other.key));
  return mostSimilar(key, names().filter((other) => !present.has(other)));
}

const similar = new WeakMap<readonly Parameter[], Map<string, string | undefined>>();

/**
 * DeepSpeed's top level ignores what it does not know; sections that are pydantic models refuse it. bf16 turned from the one to the
 * other, so there only a misspelling is a finding.
 */
export const unknownDeepSpeedKey: Rule = {
  name: 'unknown-deepspeed-key',
  *check(run) {
    for (const { block, binding } of bindingsOf(run, ['deepspeed'])) {
      if (isUnknown(binding)) yield* deepSpeedFinding(run, block, binding);
    }
  },
};

function* deepSpeedFinding(run: Run, block: BoundBlock, binding: Binding): Generator<Finding> {
  const { entry, schema } = binding;
  const section = schema.owners[0]!.slice('deepspeed/'.length);
  // What is right elsewhere is not misspelt.
  const home = homeOf(binding, block, run.knowledge);
  const name = home === undefined ? meant(binding) : undefined;
  const refused = schema.unknownKeys === 'refused';
  const changed = run.knowledge.section(schema.owners[0]!)?.changed ?? false;
  if (changed && name === undefined) return;
  const values = { key: entry.key, section: section || nameOf(run.subject.uri), ...(name === undefined ? {} : { name }), ...(home === undefined ? {} : { home: home === '' ? nameOf(run.subject.uri) : home }) };
  const what = home !== undefined ? 'misplaced' : name !== undefined ? 'misspelt' : 'unknown';
  // A section drops every "auto" before it looks at its keys (runtime/config_utils.py).
  const auto = entry.value.kind === 'scalar' && entry.value.text === 'auto';
  const fate = refused && !changed && !auto ? 'refused' : 'ignored';
  yield {
    span: entry.keySpan, message: { id: `${what}-${fate}`, values },
    severity: fate === 'refused' ? 'error' : what === 'unknown' ? 'information' : 'warning',
    fixes: name !== undefined ? [renameFix(binding, name)] : home === undefined ? [] : [moveFix(run, block, binding, home)].filter((fix) => fix !== undefined),
  };
}

/** Dialects whose files may hold keys of a project that builds on the tool: there only a misspelling is a finding. */
const EXTENDED: ReadonlySet<DialectId> = new Set(['trl', 'swift', 'launcher']);

/**
 * A key that no release of the tool has. Argument parsers and dataclasses refuse the file, pydantic models without a word drop the key.
 * A file with many such keys belongs to a fork or to a newer release than we have read.
 */
export const unknownKey: Rule = {
  name: 'unknown-key',
  *check(run) {
    const unknown = [...bindingsOf(run, ['llamafactory', 'axolotl', 'accelerate', 'ultralytics', 'trl', 'swift', 'launcher'])].filter(({ block, binding }) => isUnknown(binding) && !(block.block.dialect === 'launcher' && isBeginning(binding)));
    const many = unknown.length > 3;
    for (const { block, binding } of unknown) {
      const { entry, schema } = binding;
      const home = block.block.dialect === 'launcher' ? undefined : homeOf(binding, block, run.knowledge);
      const name = home === undefined ? slipOf(binding) : undefined;
      if (name === undefined && home === undefined && (many || EXTENDED.has(block.block.dialect))) continue;
      const refused = schema.unknownKeys === 'refused';
      const values = { key: entry.key, tool: TOOLS[block.block.dialect] ?? launcherName(block.block.owners[0] ?? ''), ...(name === undefined ? {} : { name }), ...(home === undefined ? {} : { home: home === '' ? nameOf(run.subject.uri) : home }) };
      yield {
        span: entry.keySpan, message: { id: `${home !== undefined ? 'misplaced' : name === undefined ? 'unknown' : 'misspelt'}-${refused ? 'refused' : 'ignored'}`, values },
        // Without a misspelling in sight the key may come from a newer release than we have read, unless the installed one is known.
        severity: refused && !many && (name !== undefined || home !== undefined || installedIsRead(run, schema.owners)) ? 'error' : 'warning',
        fixes: name !== undefined ? [renameFix(binding, name)] : home === undefined ? [] : [moveFix(run, block, binding, home)].filter((fix) => fix !== undefined),
      };
    }
  },
};

/** argparse takes the beginning of a name: `--num_gpu` is `--num_gpus` to a launcher. */
function isBeginning({ entry, schema }: Binding): boolean {
  const key = entry.key.replaceAll('-', '_');
  return key.length === 1 || schema.parameters().some(({ name }) => name.startsWith(key));
}

function launcherName(owner: string): string {
  return owner === 'torch/torchrun' ? 'torchrun' : owner === 'torch/launch' ? 'torch.distributed.launch' : owner === 'accelerate/launch' ? 'accelerate launch' : owner.split('/')[0]!;
}

/** The known key that a misspelt one is a slip of the finger for, unless that is there already. */
function slipOf({ entry, schema, within }: Binding): string | undefined {
  const present = new Set(within.entries.map((other) => other.key));
  return schema.parameters().find(({ name, here }) => here && Math.abs(name.length - entry.key.length) <= 2 && isSlip(entry.key, name) && !present.has(name))?.name;
}

/** Whether the library's installed release is one that was read. */
function installedIsRead(run: Run, owners: readonly string[]): boolean {
  const library = (owners[0] ?? '').split('/')[0]!;
  const exact = run.knowledge.versions[library]?.exact;
  return exact !== undefined && run.knowledge.releases(library).includes(exact);
}

/** Names of the tools, for people. */
const TOOLS: Readonly<Partial<Record<DialectId, string>>> = { llamafactory: 'LLaMA-Factory', axolotl: 'Axolotl', accelerate: 'Accelerate', ultralytics: 'Ultralytics', trl: 'TRL', swift: 'ms-swift' };

/** PEFT's constructors refuse an unknown keyword; an adapter_config.json with one loads since 0.14 with the key dropped. */
export const unknownPeftKey: Rule = {
  name: 'unknown-peft-key',
  *check(run) {
    for (const { block, binding } of bindingsOf(run, ['peft'])) {
      if (!isUnknown(binding)) continue;
      const name = meant(binding);
      const file = block.block.loader === 'json';
      // A saved adapter may come from a newer release than we have read: only a misspelling is told from that.
      if (file && name === undefined) continue;
      const owner = block.block.owners[0]!.slice('peft/'.length);
      yield {
        span: binding.entry.keySpan, message: { id: `${name === undefined ? 'unknown' : 'misspelt'}-${file ? 'dropped' : 'refused'}`, values: { key: binding.entry.key, class: owner, ...(name === undefined ? {} : { name }) } },
        ...(file ? { severity: 'warning' as const } : {}),
        ...(name === undefined ? {} : { fixes: [renameFix(binding, name)] }),
      };
    }
  },
};
