import type { ModelFacts } from '../run/model.js';
import type { Run } from '../run/run.js';
import type { BoundBlock } from '../settings/bind.js';
import type { List, Scalar } from '../syntax/tree.js';
import { blocksOf, isParameter } from './bindings.js';
import type { Finding, Fix, Rule } from './rule.js';

const TARGETS = ['peft/LoraConfig.target_modules', 'chatglm/TrainScript.lora_module_name'];
/** Every method's list of targets. */
const OF_A_METHOD = /^peft\/\w+Config\.target_modules$/;
/** Words that are not names: PEFT takes them for all linear layers, and single strings are regular expressions. */
const SPECIAL = new Set(['all-linear', 'all', 'auto']);

/**
 * Target modules that the named model does not have. PEFT raises when none of them is found and says nothing when only some are missing.
 * Which names exist is read from the model's code; without a known family there is silence.
 */
export const missingTargetModule: Rule = {
  name: 'missing-target-module',
  *check(run) {
    for (const block of blocksOf(run, ['peft', 'trainer', 'chatglm'])) {
      const model = run.model(block) ?? modelBeside(run, block);
      const family = model && run.knowledge.modelFamilies()[model.family];
      const binding = block.bindings.find((candidate) => !candidate.entry.lost && (isParameter(candidate, TARGETS) || OF_A_METHOD.test(candidate.parameter?.id ?? '')));
      if (!family || !model || !binding) continue;
      const names = namesOf(binding.entry.value);
      if (!names) continue;
      const known = new Set(family.modules);
      const missing = names.filter((name) => !known.has(name.text.split('.').at(-1)!) && !/^\d+$/.test(name.text.split('.').at(-1)!));
      const targets = family.peftTargets?.lora ?? [];
      for (const name of missing) {
        const all = missing.length === names.length;
        const instead = targets.filter((target) => !names.some((other) => other.text === target));
        const fixes: readonly Fix[] = instead.length === 1 && all && names.length === 1 ? [{ title: { id: 'replace', values: { name: instead[0]! } }, safe: false, edits: [{ span: name.inner, text: instead[0]! }] }] : [];
        const finding: Finding = {
          span: name.span, severity: all ? 'error' : 'warning', fixes,
          message: { id: all ? 'none' : 'some', values: { name: name.text, model: model.name, family: model.family, targets: targets.length > 0 ? targets.join(', ') : (family.linear ?? []).slice(0, 6).join(', ') } },
        };
        yield finding;
      }
    }
  },
};

/** The names as separate words; undefined for a pattern or anything else that is not a plain list. */
function namesOf(value: Scalar | List | { readonly kind: string }): readonly Scalar[] | undefined {
  if (value.kind === 'scalar') {
    const scalar = value as Scalar;
    return SPECIAL.has(scalar.text) || !/^[\w.]+$/.test(scalar.text) ? undefined : [scalar];
  }
  if (value.kind !== 'list') return undefined;
  const { items } = value as List;
  return items.length > 0 && items.every((item): item is Scalar => item.kind === 'scalar' && /^[\w.]+$/.test(item.text) && !SPECIAL.has(item.text)) ? items : undefined;
}

/** In one file the model may be named in another block: the YAML's top beside its `peft_config`. */
function modelBeside(run: Run, block: BoundBlock): ModelFacts | undefined {
  const others = run.blocks.filter((other) => other !== block && other.block.root === block.block.root);
  return others.map((other) => run.model(other)).find((model) => model !== undefined);
}
