import type { Knowledge } from '../knowledge/knowledge.js';
import type { Literal } from '../knowledge/types.js';
import type { DeclaredFlag } from '../schemas/declared/declared.js';
import type { Binding, BoundBlock } from './bind.js';

/** What a setting means whatever tool spells it; the parameters behind each stand in knowledge/quantities.yaml. */
export type Quantity =
  | 'batch.micro' | 'batch.accumulation' | 'batch.total' | 'learning-rate' | 'weight-decay' | 'warmup.steps' | 'warmup.ratio' | 'steps.max' | 'steps.save'
  | 'steps.eval' | 'epochs' | 'precision.fp16' | 'precision.bf16' | 'lora.rank' | 'lora.alpha' | 'lora.dropout' | 'lora.rslora' | 'prefix.length'
  | 'clip' | 'adam.beta1' | 'adam.beta2' | 'adam.epsilon' | 'optimizer' | 'lora.targets' | 'batch.auto' | 'zero.offload-optimizer' | 'zero.offload-param'
  | 'prefix.projection' | 'prefix.encoder' | 'length.source' | 'length.target' | 'length.max' | 'schedule' | 'schedule.options' | 'strategy.save' | 'strategy.eval' | 'best-model' | 'model' | 'zero.stage';

/** A quantity in a block: known, absent (the default applies), or unknown with its reason. A rule that needs an unknown one stays silent. */
export type Setting =
  | { readonly state: 'known'; readonly value: Literal; readonly binding: Binding }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown'; readonly why: string; readonly binding: Binding };

/** The setting of a quantity. Lost flags count as absent, `auto` as unknown; of a key given twice the last one counts, as loaders do. */
export function quantity(block: BoundBlock, name: Quantity, knowledge: Knowledge): Setting {
  const ids = knowledge.quantity(name);
  const binding = block.bindings.findLast((candidate) => !candidate.entry.lost && isOneOf(candidate, ids));
  return binding ? settingOf(binding) : { state: 'absent' };
}

/** The default that the launched script declares for a quantity, as its own parser would read it. */
export function declaredDefault(block: BoundBlock, name: Quantity, knowledge: Knowledge): { readonly value: number | boolean | string; readonly flag: string } | undefined {
  const { declared } = block.schema;
  if (!declared) return undefined;
  const defaults = defaultsOf(block);
  const flag = knowledge.quantity(name).map((id) => defaults.get(id)).find((each) => each !== undefined);
  if (flag?.fallback === undefined) return undefined;
  const { fallback } = flag;
  if (/^(True|False)$/.test(fallback)) return { value: fallback === 'True', flag: flag.name };
  if (/^[-+]?(\d[\d_]*\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(fallback)) return { value: Number(fallback.replaceAll('_', '')), flag: flag.name };
  // A name or a call is worked out as the script runs.
  return flag.type === 'text' && /^[\w./-]*$/.test(fallback) ? { value: fallback, flag: flag.name } : undefined;
}

const known = new WeakMap<BoundBlock['schema'], ReadonlyMap<string, DeclaredFlag>>();

/** The flags of a script's own that have a default, by the parameters they stand for. */
function defaultsOf({ schema }: BoundBlock): ReadonlyMap<string, DeclaredFlag> {
  let defaults = known.get(schema);
  if (!defaults) {
    defaults = new Map((schema.declared?.flags ?? []).filter((flag) => flag.where && flag.fallback !== undefined).flatMap((flag) => {
      const parameter = schema.lookup(flag.name);
      return parameter ? [parameter.id, ...parameter.inheritedIds].map((id) => [id, flag] as const) : [];
    }));
    known.set(schema, defaults);
  }
  return defaults;
}

/** A binding as a setting. */
export function settingOf(binding: Binding): Setting {
  const { read } = binding;
  if (!read.known) return { state: 'unknown', why: read.why, binding };
  if (read.literal === 'auto') return { state: 'unknown', why: 'auto', binding };
  return { state: 'known', value: read.literal, binding };
}

/** The number a setting holds, or undefined when it is anything else. */
export function numberOf(setting: Setting): number | undefined {
  return setting.state === 'known' && typeof setting.value === 'number' ? setting.value : undefined;
}

function isOneOf(binding: Binding, ids: readonly string[]): boolean {
  const { parameter } = binding;
  return parameter !== undefined && (ids.includes(parameter.id) || parameter.inheritedIds.some((id) => ids.includes(id)));
}
