import { effective, nameOfRun } from '../run/joined.js';
import type { JoinedRun, SettingPlace } from '../run/joined.js';
import type { Source } from '../run/matched.js';
import { COMPARED, fillOf } from '../run/matched.js';
import type { Run } from '../run/run.js';
import type { Literal } from '../knowledge/types.js';
import type { Binding } from '../settings/bind.js';
import { numberOf, quantity } from '../settings/quantities.js';
import type { Span } from '../text/span.js';
import type { Finding, Related, Rule } from './rule.js';

/** A place in some file of the run, as a related range. */
function related(place: { readonly file: SettingPlace['file']; readonly entry: SettingPlace['entry'] }, id: string, values: Readonly<Record<string, string | number>> = {}): Related {
  return { span: place.entry.span, uri: place.file.uri, text: place.file.text, message: { id, values } };
}

/** Where a finding about two files is shown: at the one that is being looked at. */
function shown(run: Run, json: { readonly file: SettingPlace['file']; readonly entry: Binding['entry'] }, other: { readonly file: SettingPlace['file']; readonly entry: Binding['entry'] } | undefined): Span | undefined {
  if (json.file.uri === run.subject.uri) return json.entry.value.kind === 'missing' ? json.entry.keySpan : json.entry.value.span;
  return other?.file.uri === run.subject.uri ? other.entry.span : undefined;
}

/**
 * transformers compares what stands in the DeepSpeed file with its own arguments and stops when they differ, unless the file says "auto"
 * (integrations/deepspeed.py, `fill_match`). Defaults count only where the argument class is certain.
 */
export const deepSpeedArgumentMismatch: Rule = {
  name: 'deepspeed-argument-mismatch',
  *check(run) {
    for (const join of run.joins) {
      if (!join.trainer || !join.deepspeed || (join.deepspeed.file.uri !== run.subject.uri && join.layers.every((layer) => layer.file.uri !== run.subject.uri))) continue;
      yield* mismatches(run, join);
    }
  },
};

function* mismatches(run: Run, join: JoinedRun): Generator<Finding> {
  const { block, file } = join.deepspeed!;
  const searched = effective(join, 'batch.auto', run.knowledge);
  const certain = isCertain(join);
  for (const binding of block.bindings) {
    const path = binding.entry.path.join('.');
    if (!COMPARED.includes(path) || !binding.read.known || binding.read.literal === 'auto') continue;
    if (searched.state === 'known' && searched.value !== false && /^train_(micro_)?batch_size/.test(path)) continue;
    // With all three numbers in the file their product is another rule's.
    if (path === 'train_batch_size' && ['batch.micro', 'batch.accumulation'].every((name) => quantity(block, name as 'batch.micro', run.knowledge).state === 'known')) continue;
    const fill = fillOf(path, join, run.knowledge);
    if (fill?.state !== 'known' || sameValue(binding.read.literal, fill.value)) continue;
    // A default is compared too, but only an argument class that was seen has it for sure.
    if (!certain && fill.from.every((source) => source.kind === 'default')) continue;
    if (!certain && fill.from.some((source) => source.kind === 'default')) continue;
    const entries = fill.from.flatMap((source) => (source.kind === 'entry' ? [source.place] : []));
    const at = shown(run, { file, entry: binding.entry }, entries.find((place) => place.file.uri === run.subject.uri));
    if (!at) continue;
    const here = file.uri === run.subject.uri;
    yield {
      span: at, message: { id: here ? 'file' : 'argument', values: { key: path, value: write(binding.read.literal), other: write(fill.value), name: nameFor(fill.from, path), run: nameOfRun(join) } },
      related: [...(here ? [] : [related({ file, entry: binding.entry }, 'in-file', { key: path })]), ...entries.filter((place) => place.entry.span !== at || place.file.uri !== run.subject.uri).map((place) => related(place, 'in-arguments', { run: nameOfRun(join) }))],
      ...(here ? { fixes: [{ title: { id: 'auto' }, safe: false, edits: [{ span: at, text: '"auto"' }] }, { title: { id: 'same', values: { value: write(fill.value) } }, safe: false, edits: [{ span: at, text: write(fill.value) }] }] } : {}),
    };
  }
}

/** Whether the arguments are read by a class that was seen: a tool of its own, or a script whose parser inherits from transformers. */
function isCertain(join: JoinedRun): boolean {
  // Of a broken command line it is not certain what it was meant to give.
  if (join.layers.some(({ block }) => block.bindings.some(({ entry }) => entry.lost))) return false;
  return join.layers.some(({ block }) => ['llamafactory', 'trl'].includes(block.block.dialect) || (block.schema.declared?.libraries.some((library) => library === 'transformers' || library === 'trl') ?? false));
}

function nameFor(sources: readonly Source[], path: string): string {
  if (path === 'train_batch_size') return 'world size × per_device_train_batch_size × gradient_accumulation_steps';
  return sources.map((source) => (source.kind === 'default' ? source.name : source.place.entry.key)).join(', ') || path;
}

function sameValue(a: Literal, b: Literal): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => sameValue(item as Literal, b[index] as Literal));
  if (typeof a === 'number' && typeof b === 'boolean') return a === Number(b);
  return a === b;
}

function write(value: Literal): string {
  return JSON.stringify(value);
}

/** An optimizer or a scheduler on both sides: DeepSpeed's is built, the Trainer's argument does nothing, or stops the run (Adafactor). */
function bothSides(name: 'optimizer' | 'scheduler'): Rule {
  return {
    name: `${name}-on-both-sides`,
    *check(run) {
      for (const join of run.joins) {
        if (!join.trainer || !join.deepspeed) continue;
        const section = join.deepspeed.block.bindings.find(({ entry }) => entry.path.length === 1 && entry.key === name && entry.value.kind === 'mapping');
        const argument = effective(join, name === 'optimizer' ? 'optimizer' : 'schedule', run.knowledge);
        if (!section || argument.state !== 'known') continue;
        const json = { file: join.deepspeed.file, entry: section.entry };
        const here = json.file.uri === run.subject.uri;
        if (!here && argument.from.file.uri !== run.subject.uri) continue;
        const refused = name === 'optimizer' && String(argument.value) === 'adafactor';
        yield {
          span: here ? section.entry.keySpan : argument.from.entry.span, severity: refused ? 'error' : 'warning',
          message: { id: refused ? 'refused' : here ? 'file' : 'argument', values: { key: argument.from.entry.key, value: String(argument.value), run: nameOfRun(join) } },
          related: [here ? related(argument.from, 'in-arguments', { run: nameOfRun(join) }) : related(json, 'in-file')],
          ...(here ? {} : { tag: 'unnecessary' as const }),
        };
      }
    },
  };
}

export const optimizerOnBothSides = bothSides('optimizer');
export const schedulerOnBothSides = bothSides('scheduler');

/** Where DeepSpeed itself would compute with the word; its pydantic sections drop it (runtime/config_utils.py). */
const TAKEN_AS_IT_IS = /^(train_batch_size|train_micro_batch_size_per_gpu|gradient_accumulation_steps|gradient_clipping|steps_per_print|(optimizer|scheduler)\.params\..+)$/;

/** `"auto"` in a file whose every run leaves it as it is. */
export const autoNotFilled: Rule = {
  name: 'auto-not-filled',
  *check(run) {
    for (const { block, bindings } of run.blocks) {
      const joins = block.dialect === 'deepspeed' ? run.joins.filter((join) => join.deepspeed?.file.uri === run.subject.uri && join.deepspeed.block.block.mapping.span.start === block.mapping.span.start) : [];
      const first = joins[0];
      if (!first) continue;
      const nobody = joins.every((join) => !join.trainer && join.command?.starter !== 'accelerate' && join.deepspeed?.link.entry?.key.replaceAll('-', '_') === 'deepspeed_config');
      if (!nobody && !joins.every((join) => join.trainer)) continue;
      for (const { entry } of bindings) {
        const path = entry.path.join('.');
        if (entry.value.kind !== 'scalar' || entry.value.text !== 'auto' || (!nobody && joins.some((join) => fillOf(path, join, run.knowledge) !== undefined))) continue;
        const id = TAKEN_AS_IT_IS.test(path) ? (nobody ? 'refused' : 'kept') : 'dropped';
        yield { span: entry.value.span, message: { id, values: { key: entry.key, run: nameOfRun(first) } }, ...(id === 'dropped' ? { severity: 'information' as const } : {}) };
      }
    }
  },
};

/** The stage of a run's DeepSpeed configuration. */
function stageOf(join: JoinedRun, run: Run): number | undefined {
  return join.deepspeed && numberOf(quantity(join.deepspeed.block, 'zero.stage', run.knowledge));
}

/** ZeRO-3 divides the weights while they are loaded: a device map, or weights quantized in another form than 4 bits, cannot be. */
export const zero3WithWholeModel: Rule = {
  name: 'zero3-with-whole-model',
  *check(run) {
    for (const join of run.joins) {
      if (stageOf(join, run) !== 3 || !join.deepspeed) continue;
      const stage = join.deepspeed.block.bindings.find(({ parameter }) => parameter?.id === 'deepspeed/zero_optimization.stage');
      const named = { file: join.deepspeed.file, entry: stage!.entry };
      for (const { place, id, value } of wholeModels(join, run)) {
        const here = place.file.uri === run.subject.uri;
        if (!here && named.file.uri !== run.subject.uri) continue;
        yield {
          span: here ? place.span : named.entry.value.span, message: { id, values: { value, run: nameOfRun(join) } },
          related: [here ? related(named, 'stage') : { span: place.span, uri: place.file.uri, text: place.file.text, message: { id: 'here', values: { run: nameOfRun(join) } } }],
        };
      }
    }
  },
};

interface WholeModel { readonly place: { readonly file: SettingPlace['file']; readonly span: Span }; readonly id: string; readonly value: string }

function wholeModels(join: JoinedRun, run: Run): readonly WholeModel[] {
  const found: WholeModel[] = [];
  for (const { file, block } of join.layers) {
    for (const { entry, read } of block.bindings) {
      if (entry.lost || !read.known) continue;
      const key = entry.key.replaceAll('-', '_');
      const place = { file, span: entry.span };
      // llamafactory 0.9.4, model/model_utils/quantization.py: on the fly only 4 bits go with ZeRO-3.
      if (block.block.dialect === 'llamafactory' && key === 'quantization_bit' && typeof read.literal === 'number' && read.literal !== 4) found.push({ place, id: 'quantized', value: String(read.literal) });
      // ms-swift 4.4, arguments/sft_args.py: refused whatever the stage.
      if (block.block.dialect === 'swift' && key === 'device_map' && read.literal !== null) found.push({ place, id: 'device-map', value: String(read.literal) });
    }
  }
  // transformers 4.57.6, modeling_utils.py: from_pretrained raises on a device map under ZeRO-3.
  const script = run.scripts.find(({ command }) => command === join.command)?.file;
  if (script && join.trainer) {
    for (const map of deviceMaps(script)) found.push({ place: { file: script, span: map.span }, id: 'device-map', value: map.text });
  }
  return found;
}

function deviceMaps(script: SettingPlace['file']): readonly { readonly span: Span; readonly text: string }[] {
  if (!script.text.includes('device_map')) return [];
  return script.tree.roots.flatMap((root) => {
    if (root.kind !== 'call' || root.name !== 'from_pretrained') return [];
    const entry = root.value.entries.find(({ key }) => key === 'device_map');
    return entry?.value.kind === 'scalar' && entry.value.style !== 'plain' ? [{ span: entry.span, text: entry.value.text }] : [];
  });
}
