import type { Language, Literal } from '../../knowledge/types.js';
import type { JoinedRun } from '../../run/joined.js';
import { nameOfRun } from '../../run/joined.js';
import type { Fill } from '../../run/matched.js';
import { fillOf } from '../../run/matched.js';
import type { Run } from '../../run/run.js';
import type { Binding, BoundBlock } from '../../settings/bind.js';
import { nameOf } from '../../workspace/files.js';
import { show } from './inputs.js';

/** What becomes of one `"auto"` in one run. */
export interface AutoFill { readonly run: JoinedRun; readonly fill: Fill | 'nobody' | 'kept' }

/** Whether an entry of a DeepSpeed configuration says "auto". */
export function isAuto({ block }: BoundBlock, { entry }: Binding): boolean {
  return block.dialect === 'deepspeed' && entry.value.kind === 'scalar' && entry.value.text === 'auto';
}

/** What each run of the file puts in for an `"auto"`. Without a run in sight there is nothing to say. */
export function autoFills(run: Run, block: BoundBlock, binding: Binding): readonly AutoFill[] {
  const path = binding.entry.path.join('.');
  return run.joins.filter((join) => join.deepspeed?.file.uri === run.subject.uri && join.deepspeed.block.block.mapping.span.start === block.block.mapping.span.start).map((join) => {
    if (!join.trainer) return { run: join, fill: join.command?.starter === 'accelerate' || !isCertain(join) ? { state: 'unknown', needs: [] } : 'nobody' };
    return { run: join, fill: fillOf(path, join, run.knowledge) ?? 'kept' };
  });
}

/** A launch that hands the file to DeepSpeed itself: nobody looks for "auto" there. */
function isCertain(join: JoinedRun): boolean {
  return join.deepspeed?.link.entry?.key.replaceAll('-', '_') === 'deepspeed_config';
}

/** The lines of a hover on an `"auto"`: its value in each run and where it comes from. */
export function autoLines(run: Run, block: BoundBlock, binding: Binding, language: Language): readonly string[] {
  const word = (id: string, values?: Readonly<Record<string, string | number>>): string => run.knowledge.word(id, language, values);
  const fills = autoFills(run, block, binding);
  if (fills.length === 0) return [word('auto-no-run')];
  return fills.slice(0, 9).map(({ run: join, fill }) => {
    const name = nameOfRun(join);
    if (fill === 'nobody') return word('auto-nobody', { run: name });
    if (fill === 'kept') return word('auto-kept', { run: name });
    if (fill.state === 'unknown') return word('auto-unknown', { run: name, needs: fill.needs.length > 0 ? fill.needs.map((need) => `\`${need}\``).join(', ') : word('auto-arguments') });
    const hosts = fill.from.flatMap((source) => (source.kind === 'entry' && source.place.file.syntax === 'hostfile' ? [source.place] : []));
    const from = [
      ...(hosts.length > 0 ? [`${hosts.map(({ entry }) => `\`${entry.key}\``).join(' + ')} (${nameOf(hosts[0]!.file.uri)})`] : []),
      ...fill.from.flatMap((source) => (source.kind === 'default' ? [word('auto-default', { name: source.name })] : source.place.file.syntax === 'hostfile' ? [] : [`\`${source.place.entry.key}\` (${nameOf(source.place.file.uri)}:${lineOf(source.place.file.text, source.place.entry.keySpan.start)})`])),
    ];
    const model = join.model && fill.from.length === 0 && binding.entry.path[0] === 'zero_optimization' ? [`\`hidden_size\` ${join.model.hidden ?? ''}`] : [];
    return word(from.length + model.length > 0 ? 'auto-known' : 'auto-fixed', { run: name, value: showLiteral(fill.value), from: [...from, ...model].join(' × ') });
  });
}

/** The short form behind an `"auto"`: ` = 32`, ` = 32 | 64`; nothing where nothing is known. */
export function autoLabel(run: Run, block: BoundBlock, binding: Binding, language: Language): string | undefined {
  const fills = autoFills(run, block, binding);
  if (fills.length === 0) return undefined;
  if (fills.every(({ fill }) => fill === 'nobody' || fill === 'kept')) return run.knowledge.word('auto-nothing', language);
  const values = [...new Set(fills.map(({ fill }) => (typeof fill === 'object' && fill.state === 'known' ? showLiteral(fill.value) : '?')))];
  return values.every((value) => value === '?') ? undefined : `= ${values.slice(0, 4).join(' | ')}`;
}

function showLiteral(value: Literal): string {
  return typeof value === 'number' ? show(value) : Array.isArray(value) ? `[${value.map((item) => showLiteral(item as Literal)).join(', ')}]` : String(value);
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
