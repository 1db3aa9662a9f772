import type { Knowledge } from '../knowledge/knowledge.js';
import type { Language, Literal, Severity } from '../knowledge/types.js';
import type { Effective, JoinedRun, SettingPlace } from '../run/joined.js';
import { effective, effectiveNumber, nameOfRun } from '../run/joined.js';
import type { World } from '../run/world.js';
import type { ReportedFinding } from '../rules/rule.js';
import type { Quantity, Setting } from '../settings/quantities.js';
import { quantity } from '../settings/quantities.js';
import { nameOf } from '../workspace/files.js';
import type { Snapshot } from '../workspace/snapshot.js';
import { phrase, plain } from './convert.js';
import { show } from './here/inputs.js';
import { escapeHtml } from '../text/html.js';

/** One line of the table: what it is, what it is set to, by whom, and whom that overrode. */
export interface RunRow { readonly name: string; readonly value: string; readonly source: string; readonly over: string }

/** A place where something is wrong, in words. */
export interface RunWarning { readonly severity: Severity; readonly where: string; readonly text: string }

/** A run on one page: what is wrong first, then every setting that takes effect. */
export interface RunPage { readonly title: string; readonly files: readonly string[]; readonly warnings: readonly RunWarning[]; readonly rows: readonly RunRow[] }

/** The findings of a file of the run. */
export type FindingsOf = (file: Snapshot) => Promise<readonly ReportedFinding[]>;

/** Every file that takes part, each once: launch line, arguments, DeepSpeed, accelerate, hosts, model. */
export function filesOf(join: JoinedRun): readonly Snapshot[] {
  return [...new Map([join.home, ...join.layers.map((layer) => layer.file), join.deepspeed?.file, join.accelerate?.file, join.hostfile, join.model?.config, join.datasets].flatMap((file) => (file ? [[file.uri, file] as const] : []))).values()];
}

/** A run's page. */
export async function describeRun(join: JoinedRun, findingsOf: FindingsOf, knowledge: Knowledge, language: Language): Promise<RunPage> {
  const files = filesOf(join);
  const warnings = (await Promise.all(files.map(async (file) => (await findingsOf(file)).filter((finding) => concerns(finding, file, join)).map((finding): RunWarning => ({
    severity: finding.severity, where: `${nameOf(file.uri)}:${lineOf(file.text, finding.span.start)}`, text: plain(phrase(finding.rule, 'messages', finding.message, knowledge, language)),
  }))))).flat();
  const order: readonly Severity[] = ['error', 'warning', 'information', 'hint'];
  return {
    title: nameOfRun(join), files: files.map((file) => nameOf(file.uri)),
    warnings: [...warnings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity)),
    rows: rowsOf(join, knowledge, language),
  };
}

/** Of the launch file only what stands in this launch line, or outside of any. */
function concerns(finding: ReportedFinding, file: Snapshot, join: JoinedRun): boolean {
  if (file.uri !== join.home.uri || !join.command) return true;
  const { start } = finding.span;
  const own = [join.command.span, ...[...join.command.launcher.entries, ...join.command.value.entries, ...join.command.environment].map((entry) => entry.span)];
  return own.some((span) => span.start <= start && start <= span.end);
}

/** The settings of a run, in the order people ask for them. */
const ROWS: readonly (readonly [string, Quantity])[] = [
  ['row-micro', 'batch.micro'], ['row-accumulation', 'batch.accumulation'], ['row-length', 'length.max'], ['row-rate', 'learning-rate'], ['row-schedule', 'schedule'], ['row-warmup-steps', 'warmup.steps'],
  ['row-warmup-ratio', 'warmup.ratio'], ['row-steps', 'steps.max'], ['row-epochs', 'epochs'], ['row-optimizer', 'optimizer'], ['row-decay', 'weight-decay'], ['row-clip', 'clip'], ['row-fp16', 'precision.fp16'],
  ['row-bf16', 'precision.bf16'], ['row-rank', 'lora.rank'], ['row-alpha', 'lora.alpha'], ['row-dropout', 'lora.dropout'], ['row-targets', 'lora.targets'],
];

const OF_DEEPSPEED: readonly (readonly [string, Quantity])[] = [['row-stage', 'zero.stage'], ['row-offload-optimizer', 'zero.offload-optimizer'], ['row-offload-param', 'zero.offload-param']];

function rowsOf(join: JoinedRun, knowledge: Knowledge, language: Language): readonly RunRow[] {
  const word = (id: string, values?: Readonly<Record<string, string | number>>): string => knowledge.word(id, language, values);
  const rows: RunRow[] = [];
  const { model } = join;
  if (model) {
    const shape = [['layers', model.layers], ['hidden', model.hidden], ['heads', model.heads]].flatMap(([name, size]) => (size === undefined ? [] : [`${name} ${size}`]));
    rows.push({ name: word('row-model'), value: model.name, source: [model.family, ...shape].join(', ') + (model.config ? ` (${nameOf(model.config.uri)})` : ''), over: '' });
  }
  rows.push(worldRow(join, knowledge, language));
  for (const [id, name] of ROWS) {
    const found = effective(join, name, knowledge);
    // Epochs that nobody asked for say nothing once the steps are set.
    const idle = name === 'epochs' && found.state === 'default' && (effectiveNumber(join, 'steps.max', knowledge) ?? -1) > 0;
    if (found.state !== 'absent' && !idle && !isIdleDefault(found, name)) rows.push(rowOf(word(id), found, knowledge, language));
    if (name === 'batch.accumulation') rows.push(...batchRow(join, knowledge, language));
  }
  for (const [id, name] of OF_DEEPSPEED) {
    for (const layer of [join.deepspeed, join.accelerate]) {
      const setting = layer && quantity(layer.block, name, knowledge);
      if (layer && setting && setting.state !== 'absent') { rows.push(rowOf(word(id), settingAs(setting, layer.file), knowledge, language)); break; }
    }
  }
  return rows;
}

/** A default of −1, 0 or none says that the setting is off: it would only fill the page. */
function isIdleDefault(found: Effective, name: Quantity): boolean {
  return found.state === 'default' && (found.value === -1 || found.value === 0 || found.value === false || found.value === '' || name.startsWith('lora.'));
}

function settingAs(setting: Exclude<Setting, { state: 'absent' }>, file: Snapshot): Exclude<Effective, { state: 'absent' }> {
  const from = { file, entry: setting.binding.entry, value: setting.state === 'known' ? setting.value : undefined };
  return setting.state === 'known' ? { state: 'known', value: setting.value, from, overridden: [] } : { state: 'unknown', why: setting.why, from, overridden: [] };
}

function rowOf(name: string, found: Exclude<Effective, { state: 'absent' }>, knowledge: Knowledge, language: Language): RunRow {
  const word = (id: string, values?: Readonly<Record<string, string | number>>): string => knowledge.word(id, language, values);
  if (found.state === 'default') return { name, value: showLiteral(found.value), source: `${word('default')} (${found.name})`, over: '' };
  const value = found.state === 'known' ? showLiteral(found.value) : `? (${word(`why-${WHY[found.why] ?? 'other'}`)})`;
  return { name, value, source: placeOf(found.from), over: found.overridden.map((place) => `${placeOf(place)}${place.value === undefined ? '' : ` = ${showLiteral(place.value)}`}`).join(', ') };
}

const WHY: Readonly<Record<string, string>> = { variable: 'variable', template: 'variable', auto: 'auto' };

function worldRow(join: JoinedRun, knowledge: Knowledge, language: Language): RunRow {
  const { world } = join;
  const name = knowledge.word('row-world', language);
  if (!world.known) return { name, value: `? (${knowledge.word(worldReason(world), language)})`, source: '', over: '' };
  return { name, value: show(world.size), source: placesText(world.from), over: '' };
}

function worldReason(world: Extract<World, { known: false }>): string {
  return `world-${world.why}`;
}

function batchRow(join: JoinedRun, knowledge: Knowledge, language: Language): readonly RunRow[] {
  const [micro, steps] = [effectiveNumber(join, 'batch.micro', knowledge), effectiveNumber(join, 'batch.accumulation', knowledge)];
  if (micro === undefined || steps === undefined) return [];
  const name = knowledge.word('row-batch', language);
  if (!join.world.known) return [{ name, value: `${show(micro)} × ${show(steps)} × ${knowledge.word('row-world', language)}`, source: '', over: '' }];
  return [{ name, value: show(micro * steps * join.world.size), source: `${show(micro)} × ${show(steps)} × ${show(join.world.size)}`, over: '' }];
}

/** Several places in one line: hosts add up, everything else multiplies. */
function placesText(places: readonly { readonly file: Snapshot; readonly entry: SettingPlace['entry'] }[]): string {
  const hosts = places.filter(({ file }) => file.syntax === 'hostfile');
  const rest = places.filter(({ file }) => file.syntax !== 'hostfile').map(({ file, entry }) => `${entry.key} (${nameOf(file.uri)}:${lineOf(file.text, entry.keySpan.start)})`);
  return [...(hosts.length > 0 ? [`${hosts.map(({ entry }) => entry.key).join(' + ')} (${nameOf(hosts[0]!.file.uri)})`] : []), ...rest].join(' × ');
}

function placeOf({ file, entry }: SettingPlace): string {
  return `${entry.key} (${nameOf(file.uri)}:${lineOf(file.text, entry.keySpan.start)})`;
}

function showLiteral(value: Literal): string {
  return typeof value === 'number' ? show(value) : Array.isArray(value) ? value.map((item) => showLiteral(item as Literal)).join(', ') : value === null ? 'null' : String(value);
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** The page as plain text with aligned columns. Chinese characters count as two columns wide. */
export function runText(page: RunPage, knowledge: Knowledge, language: Language): string {
  const word = (id: string): string => knowledge.word(id, language);
  const lines = [page.title, `${word('run-files')} ${page.files.join(', ')}`, ''];
  for (const { severity, where, text } of page.warnings) lines.push(`${word(`severity-${severity}`)}  ${where}  ${text}`);
  if (page.warnings.length > 0) lines.push('');
  const width = (pick: (row: RunRow) => string): number => Math.max(...page.rows.map((row) => columns(pick(row))), 0);
  const [name, value, source] = [width((row) => row.name), Math.min(70, width((row) => row.value)), width((row) => row.source)];
  for (const row of page.rows) lines.push([pad(row.name, name), pad(row.value, value), row.over === '' ? row.source : pad(row.source, source), row.over === '' ? '' : `${word('run-over')} ${row.over}`].join('  ').trimEnd());
  return `${lines.join('\n')}\n`;
}

function columns(text: string): number {
  return [...text].reduce((sum, character) => sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(character) ? 2 : 1), 0);
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}

/** The page as HTML for the editor's reader. */
export function runHtml(pages: readonly RunPage[], knowledge: Knowledge, language: Language): string {
  const word = (id: string): string => escapeHtml(knowledge.word(id, language));
  return pages.map((page) => [
    `<h1>${escapeHtml(page.title)}</h1>`, `<p class="summary">${word('run-files')} ${page.files.map((file) => `<code>${escapeHtml(file)}</code>`).join(' ')}</p>`,
    ...(page.warnings.length > 0 ? [`<ul>${page.warnings.map(({ severity, where, text }) => `<li><b>${word(`severity-${severity}`)}</b> <code>${escapeHtml(where)}</code> ${escapeHtml(text)}</li>`).join('')}</ul>`] : []),
    `<table class="run"><tr><th>${word('run-setting')}</th><th>${word('run-value')}</th></tr>`,
    ...page.rows.map((row) => `<tr><td>${escapeHtml(row.name)}</td><td><code>${escapeHtml(row.value)}</code>${[row.source, row.over === '' ? '' : `${knowledge.word('run-over', language)} ${row.over}`].filter((line) => line !== '').map((line) => `<br><small>${escapeHtml(line)}</small>`).join('')}</td></tr>`), '</table>',
  ].join('\n')).join('\n');
}
