import { effectiveBatch, impliedWorldSize } from '../math/batch.js';
import { numberOf, quantity } from '../settings/quantities.js';
import type { BoundBlock } from '../settings/bind.js';
import type { Run } from '../run/run.js';
import { bindingsOf, blocksOf, settingsOf, valueSpan } from './bindings.js';
import type { Finding, Fix, Related, Rule } from './rule.js';

/**
 * DeepSpeed asserts total = micro × accumulation × world size. What is absent or `auto` is derived, never 1. Without a launch line
 * only a product that no world size satisfies is a finding; with one, a product that its world size does not satisfy.
 */
export const batchSizeMismatch: Rule = {
  name: 'batch-size-mismatch',
  *check(run) {
    for (const block of blocksOf(run, ['deepspeed'])) yield* batchFindings(run, block);
  },
};

function* batchFindings(run: Run, block: BoundBlock): Generator<Finding> {
  const { 'batch.total': total, 'batch.micro': micro, 'batch.accumulation': steps } = settingsOf(run, block, ['batch.total', 'batch.micro', 'batch.accumulation']);
  const [t, m, s] = [numberOf(total), numberOf(micro), numberOf(steps)];
  for (const [setting, value] of [[total, t], [micro, m], [steps, s]] as const) {
    if (setting.state === 'known' && value !== undefined && value <= 0) yield { span: valueSpan(setting.binding), message: { id: 'not-positive', values: { key: setting.binding.entry.key, value } } };
  }
  if (total.state !== 'known' || t === undefined || t <= 0 || (m !== undefined && m <= 0) || (s !== undefined && s <= 0)) return;
  const parts = [micro, steps].flatMap((setting): readonly Related[] => (setting.state === 'known' ? [{ span: setting.binding.entry.span, message: { id: 'part', values: { key: setting.binding.entry.key } } }] : []));
  const whole = { span: valueSpan(total.binding), related: parts };
  if (micro.state !== 'known' || m === undefined || steps.state !== 'known' || s === undefined) {
    // Two of three: the third is an integer division, and the assertion fails when it does not come out even.
    const given = m ?? s;
    const absent = micro.state === 'absent' ? micro : steps;
    if (given !== undefined && absent.state === 'absent' && t % given !== 0) yield { ...whole, message: { id: 'not-divisible', values: { total: t, part: given } }, fixes: [drop(run, total.binding.entry.span)] };
    return;
  }
  const launches = run.joins.flatMap((join) => (join.deepspeed?.block === block && join.world.known && join.home !== run.subject ? [join.world] : []));
  const world = impliedWorldSize(t, m, s);
  if (world === undefined) {
    yield { ...whole, message: { id: 'never', values: { total: t, micro: m, steps: s } }, fixes: repairs(run, t, m, s, total.binding.entry.span, valueSpan(total.binding), valueSpan(micro.binding), valueSpan(steps.binding), undefined) };
    return;
  }
  for (const launched of launches) {
    if (launched.size === world) continue;
    const related = launched.from.map(({ file, entry }): Related => ({ span: entry.span, uri: file.uri, text: file.text, message: { id: 'launch', values: { world: launched.size } } }));
    yield { ...whole, related: [...parts, ...related], message: { id: 'launch-differs', values: { total: t, micro: m, steps: s, world: launched.size, product: effectiveBatch(m, s, launched.size) } }, fixes: repairs(run, t, m, s, total.binding.entry.span, valueSpan(total.binding), valueSpan(micro.binding), valueSpan(steps.binding), launched.size) };
    return;
  }
}

function repairs(run: Run, total: number, micro: number, steps: number, whole: Finding['span'], totalValue: Finding['span'], microValue: Finding['span'], stepsValue: Finding['span'], world: number | undefined): readonly Fix[] {
  const perStep = micro * (world ?? 1);
  const needed = total / perStep;
  const smaller = total / (steps * (world ?? 1));
  const product = effectiveBatch(micro, steps, world ?? 1);
  return [
    { title: { id: 'set-total', values: { total: product } }, safe: false, edits: [{ span: totalValue, text: String(product) }] },
    ...(Number.isInteger(needed) && needed > 0 ? [{ title: { id: 'set-steps', values: { steps: needed } }, safe: false, edits: [{ span: stepsValue, text: String(needed) }] }] : []),
    ...(Number.isInteger(smaller) && smaller > 0 ? [{ title: { id: 'set-micro', values: { micro: smaller } }, safe: false, edits: [{ span: microValue, text: String(smaller) }] }] : []),
    drop(run, whole),
  ];
}

/** Takes the entry away with the comma that belongs to it. */
function drop(run: Run, entry: Finding['span']): Fix {
  const { text } = run.subject;
  const behind = /^\s*,[ \t]*(\r?\n)?/.exec(text.slice(entry.end));
  const lineStart = text.lastIndexOf('\n', entry.start - 1) + 1;
  const ownLine = text.slice(lineStart, entry.start).trim() === '';
  if (behind) return { title: { id: 'drop' }, safe: false, edits: [{ span: { start: ownLine && behind[1] ? lineStart : entry.start, end: entry.end + behind[0].length }, text: '' }] };
  const before = /,\s*$/.exec(text.slice(0, entry.start));
  return { title: { id: 'drop' }, safe: false, edits: [{ span: { start: before ? before.index : entry.start, end: entry.end }, text: '' }] };
}

/** Both half precisions at once: DeepSpeed asserts, transformers raises. */
export const fp16WithBf16: Rule = {
  name: 'fp16-with-bf16',
  *check(run) {
    for (const block of blocksOf(run, ['deepspeed', 'trainer', 'chatglm'])) {
      const fp16 = quantity(block, 'precision.fp16', run.knowledge);
      const bf16 = quantity(block, 'precision.bf16', run.knowledge);
      if (fp16.state !== 'known' || bf16.state !== 'known' || fp16.value !== true || bf16.value !== true) continue;
      const deepspeed = block.block.dialect === 'deepspeed';
      const python = block.block.loader === 'python' ? 'False' : 'false';
      const off = (which: typeof fp16, name: string): Fix => ({ title: { id: `off-${name}` }, safe: false, edits: switchOff(run, block, which.binding.entry, python) });
      yield {
        span: bf16.binding.entry.span, message: { id: deepspeed ? 'deepspeed' : 'trainer' }, related: [{ span: fp16.binding.entry.span, message: { id: 'other' } }],
        fixes: [off(fp16, 'fp16'), off(bf16, 'bf16')],
      };
    }
  },
};

/** A value becomes false; a bare flag goes, with the line it has to itself. */
function switchOff(run: Run, block: BoundBlock, entry: { readonly span: Finding['span']; readonly value: { readonly kind: string; readonly span: Finding['span'] } }, word: string): Fix['edits'] {
  if (block.block.root.kind !== 'command') return [{ span: entry.value.span, text: word }];
  const { text } = run.subject;
  let { start, end } = entry.span;
  while (/[ \t]/.test(text[start - 1] ?? '')) start--;
  const lineBreak = /^[ \t]*\\\r?\n/.exec(text.slice(end));
  // Only a flag alone on its continued line takes the line break along.
  if (lineBreak && text[start - 1] === '\n') end += lineBreak[0].length;
  else if (text[start - 1] === '\n' || start === 0) start = entry.span.start;
  return [{ span: { start, end }, text: '' }];
}

/** Parameters are divided only at stage 3: below it DeepSpeed reads `offload_param` and does nothing with it. */
export const offloadParamBelowStage3: Rule = {
  name: 'offload-param-below-stage-3',
  *check(run) {
    for (const block of blocksOf(run, ['deepspeed'])) {
      const stage = quantity(block, 'zero.stage', run.knowledge);
      const value = stage.state === 'absent' ? 0 : numberOf(stage);
      if (value === undefined || value >= 3) continue;
      const device = block.bindings.find((binding) => binding.parameter?.id === 'deepspeed/zero_optimization.offload_param.device');
      const section = block.bindings.find((binding) => binding.parameter?.id === 'deepspeed/zero_optimization.offload_param');
      if (!section || !device?.read.known || device.read.literal === 'none' || device.read.literal === 'auto') continue;
      yield {
        span: section.entry.keySpan, message: { id: 'ignored', values: { stage: value } }, tag: 'unnecessary',
        ...(stage.state === 'known' ? { related: [{ span: stage.binding.entry.span, message: { id: 'stage', values: { stage: value } } }] } : {}),
        fixes: [{ title: { id: 'remove' }, safe: false, edits: drop(run, section.entry.span).edits }, ...(stage.state === 'known' ? [{ title: { id: 'stage-3' }, safe: false, edits: [{ span: valueSpan(stage.binding), text: '3' }] }] : [])],
      };
    }
  },
};

/** Old names that DeepSpeed still turns into new ones, with a line in the log. */
export const deprecatedKey: Rule = {
  name: 'deprecated-key',
  *check(run) {
    for (const { binding } of bindingsOf(run, ['deepspeed'])) {
      const { parameter, entry, schema, read } = binding;
      const named = parameter?.form.deprecated;
      if (!parameter || named === undefined || named === false) continue;
      const target = typeof named === 'string' ? schema.parameters().find((other) => other.name === named || other.form.aliases?.includes(named)) : undefined;
      const section = target?.section !== undefined;
      const fix = (): readonly Fix[] => {
        if (!target || binding.within.entries.some((other) => other.key === target.name)) return [];
        if (!section || entry.value.kind === 'mapping') return [{ title: { id: 'rename', values: { name: target.name } }, safe: true, edits: [{ span: entry.keySpan, text: target.name }] }];
        if (!read.known || read.literal !== true) return [];
        const body = run.subject.syntax === 'python' ? '{"device": "cpu"}' : '{ "device": "cpu" }';
        return [{ title: { id: 'section', values: { name: target.name } }, safe: true, edits: [{ span: entry.keySpan, text: target.name }, { span: entry.value.span, text: body }] }];
      };
      yield { span: entry.keySpan, tag: 'deprecated', message: { id: typeof named === 'string' ? 'renamed' : 'gone', values: { key: entry.key, ...(typeof named === 'string' ? { name: target?.name ?? named } : {}) } }, fixes: fix() };
    }
  },
};
