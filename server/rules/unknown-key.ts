import type { Run } from '../run/run.js';
import type { Binding } from '../settings/bind.js';
import { mostSimilar } from '../text/similar.js';
import { nameOf } from '../workspace/files.js';
import { bindingsOf } from './bindings.js';
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
  const present = new Set(binding.within.entries.map((entry) => entry.key));
  return mostSimilar(binding.entry.key, binding.schema.parameters().map((parameter) => parameter.name).filter((name) => !present.has(name)));
}

/**
 * DeepSpeed's top level ignores what it does not know; sections that are pydantic models refuse it. bf16 turned from the one to the
 * other, so there only a misspelling is a finding.
 */
export const unknownDeepSpeedKey: Rule = {
  name: 'unknown-deepspeed-key',
  *check(run) {
    for (const { binding } of bindingsOf(run, ['deepspeed'])) {
      if (isUnknown(binding)) yield* deepSpeedFinding(run, binding);
    }
  },
};

function* deepSpeedFinding(run: Run, binding: Binding): Generator<Finding> {
  const { entry, schema } = binding;
  const section = schema.owners[0]!.slice('deepspeed/'.length);
  const name = meant(binding);
  const home = name === undefined ? homeOf(entry.key, section, run) : undefined;
  const refused = schema.unknownKeys === 'refused';
  const changed = run.knowledge.section(schema.owners[0]!)?.changed ?? false;
  if (changed && name === undefined) return;
  const values = { key: entry.key, section: section || nameOf(run.subject.uri), ...(name === undefined ? {} : { name }), ...(home === undefined ? {} : { home }) };
  const what = home !== undefined ? 'misplaced' : name !== undefined ? 'misspelt' : 'unknown';
  const fate = refused && !changed ? 'refused' : 'ignored';
  yield {
    span: entry.keySpan, message: { id: `${what}-${fate}`, values },
    severity: fate === 'refused' ? 'error' : what === 'unknown' ? 'information' : 'warning',
    ...(name === undefined ? {} : { fixes: [renameFix(binding, name)] }),
  };
}

/** The section in which a key would be right, when it stands in another. */
function homeOf(key: string, section: string, run: Run): string | undefined {
  const homes = ['zero_optimization', 'zero_optimization.offload_optimizer', 'zero_optimization.offload_param', 'fp16', 'activation_checkpointing', 'flops_profiler', 'aio']
    .filter((candidate) => candidate !== section && run.knowledge.parameter(`deepspeed/${candidate}`, key) !== undefined);
  // Names such as `enabled` live in many places and point nowhere.
  return homes.length === 1 && key.length > 6 ? homes[0] : undefined;
}

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
