import type { Run } from '../../run/run.js';
import type { Schema } from '../../schemas/schema.js';
import { sectionSchema } from '../../schemas/schema.js';
import type { Binding, BoundBlock } from '../../settings/bind.js';
import type { Mapping, Value } from '../../syntax/tree.js';
import type { Span } from '../../text/span.js';
import { span, touches } from '../../text/span.js';

/** Where completion was asked for: a key of a mapping, or the value of an entry, and the characters it would replace. */
export type Place =
  | { readonly kind: 'key'; readonly block: BoundBlock; readonly schema: Schema; readonly mapping: Mapping; readonly replace: Span; readonly present: ReadonlySet<string>; readonly hasValue: boolean }
  | { readonly kind: 'value'; readonly block: BoundBlock; readonly binding: Binding; readonly value: Value; readonly replace: Span };

/** The place at an offset, or undefined where nothing of ours can stand. */
export function placeAt(run: Run, offset: number): Place | undefined {
  if (run.subject.tree.comments.some((comment) => comment.span.start < offset && offset <= comment.span.end)) return undefined;
  // A lone `--` is a flag being typed, although the shell reads it as the value of the flag before.
  if (run.blocks.some(({ block }) => block.root.kind === 'command') && /(^|\s)--?$/.test(run.subject.text.slice(0, offset))) return gapPlace(run, offset);
  return entryPlace(run, offset) ?? gapPlace(run, offset);
}

/** On an entry: its key, or its value. */
function entryPlace(run: Run, offset: number): Place | undefined {
  const { text } = run.subject;
  for (const block of run.blocks) {
    for (const binding of [...block.bindings].reverse()) {
      const { entry } = binding;
      if (entry.merged) continue;
      if (touches(entry.keySpan, offset)) return keyPlace(block, binding, text);
      if (entry.value.kind === 'mapping') continue;
      if (inValue(entry.value, entry.keySpan.end, offset, text)) {
        const value = entry.value.kind === 'list' ? entry.value.items.find((item) => touches(item.span, offset)) ?? entry.value : entry.value;
        if (value.kind === 'list' && value.items.length > 0 && !touches(value.span, offset)) continue;
        return { kind: 'value', block, binding, value, replace: value.kind === 'missing' || value.kind === 'list' ? span(offset, offset) : value.span };
      }
    }
  }
  return undefined;
}

function keyPlace(block: BoundBlock, binding: Binding, text: string): Place {
  const { entry, schema, within } = binding;
  let { start } = entry.keySpan;
  let { end } = entry.keySpan;
  if (text[start - 1] === '"' || text[start - 1] === "'") start--;
  if (text[end] === '"' || text[end] === "'") end++;
  while (start > entry.span.start && text[start - 1] === '-') start--;
  const present = new Set(within.entries.filter((other) => other !== entry).map((other) => other.key));
  return { kind: 'key', block, schema, mapping: within, replace: span(start, end), present, hasValue: entry.value.kind !== 'missing' || /^\s*[:=]/.test(text.slice(end, end + 20)) };
}

/** In the value's characters, or, while there is none, behind the sign that separates it from its key on the same line. */
function inValue(value: Value, keyEnd: number, offset: number, text: string): boolean {
  if (value.kind !== 'missing') return touches(value.span, offset);
  return offset > keyEnd && /^["']?\s*[:=]?[ \t]*$/.test(text.slice(keyEnd, offset)) && /[:=\s]/.test(text.slice(keyEnd, offset));
}

/** Between entries: the innermost mapping around the offset, with the word being typed. */
function gapPlace(run: Run, offset: number): Place | undefined {
  const { text, syntax } = run.subject;
  const word = /[-\w."']*$/.exec(text.slice(Math.max(0, offset - 80), offset))![0];
  const replace = span(offset - word.length, offset);
  for (const block of run.blocks) {
    const { root } = block.block;
    const command = root.kind === 'command';
    const yaml = !command && (root.kind === 'document' ? root.syntax ?? syntax : syntax) === 'yaml';
    const found = command ? shellMapping(block, offset, text) : yaml ? yamlMapping(run, block, offset) : innermostMapping(run, block, offset);
    if (!found) continue;
    if (!yaml && !command && !/[{(,]\s*$|["'\d\]}el]\s*$/.test(withoutComments(text.slice(0, replace.start)))) continue;
    return { kind: 'key', block, ...found, replace, present: new Set(found.mapping.entries.map((entry) => entry.key)), hasValue: false };
  }
  return undefined;
}

interface Found { readonly mapping: Mapping; readonly schema: Schema }

/** Every mapping of a block whose keys are known: the block's own, and the sections in it, alone or in lists. */
function* mappingsOf(run: Run, block: BoundBlock): Generator<Found & { readonly known: boolean }> {
  yield { mapping: block.block.mapping, schema: block.schema, known: true };
  for (const { entry, parameter, schema } of block.bindings) {
    const known = parameter?.section !== undefined;
    const values = entry.value.kind === 'list' ? entry.value.items : [entry.value];
    for (const mapping of values) {
      if (mapping.kind === 'mapping') yield { mapping, schema: known ? sectionSchema(parameter, block.block, run.knowledge) : schema, known };
    }
  }
}

function innermostMapping(run: Run, block: BoundBlock, offset: number): Found | undefined {
  let best: (Found & { readonly known: boolean }) | undefined;
  for (const found of mappingsOf(run, block)) if (found.mapping.span.start < offset && offset < found.mapping.span.end) best = found;
  return best?.known ? best : undefined;
}

/** In YAML the column decides: the mapping whose keys stand in the column of the word, nearest above; or a section still empty. */
function yamlMapping(run: Run, block: BoundBlock, offset: number): Found | undefined {
  const { text } = run.subject;
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const line = text.slice(lineStart, offset);
  if (!/^[ ]*[\w-]*$/.test(line)) return undefined;
  const column = /^ */.exec(line)![0].length;
  const columnOf = (at: number): number => at - (text.lastIndexOf('\n', at - 1) + 1);
  let best: (Found & { readonly known: boolean; readonly start: number }) | undefined;
  for (const found of mappingsOf(run, block)) {
    const last = found.mapping.entries.filter((entry) => !entry.merged && entry.span.start < lineStart).at(-1);
    if (!last || columnOf(last.span.start) !== column || (best && best.start > last.span.start)) continue;
    // Behind the mapping only blank lines may follow before the cursor.
    const { end } = found.mapping.span;
    if (offset <= end || text.slice(end, lineStart).trim() === '') best = { ...found, start: last.span.start };
  }
  if (best) return best.known ? best : undefined;
  return emptySection(run, block, lineStart, column, columnOf);
}

/** `fsdp_config:` with nothing below it yet, and the cursor deeper than its key. */
function emptySection(run: Run, block: BoundBlock, lineStart: number, column: number, columnOf: (at: number) => number): Found | undefined {
  const above = block.bindings.filter(({ entry }) => !entry.merged && entry.span.start < lineStart).at(-1);
  if (above?.parameter?.section === undefined || !isEmpty(above.entry.value) || columnOf(above.entry.span.start) >= column) return undefined;
  if (!/^\s*:?\s*$/.test(run.subject.text.slice(above.entry.span.end, lineStart))) return undefined;
  return { mapping: { kind: 'mapping', span: span(lineStart, lineStart), entries: [] }, schema: sectionSchema(above.parameter, block.block, run.knowledge) };
}

/** Nothing written yet: YAML reads it as null. */
function isEmpty(value: Value): boolean {
  return value.kind === 'missing' || (value.kind === 'scalar' && value.text === '');
}

/** In a shell command, or on the line that its last backslash continues onto. */
function shellMapping(block: BoundBlock, offset: number, text: string): Found | undefined {
  const { root, mapping } = block.block;
  // Behind the script, or behind the sub-command of a tool that has its own: `swift sft …`.
  const head = root.kind === 'command' ? root.script ?? root.words[root.program + 1] : undefined;
  if (root.kind !== 'command' || !head) return undefined;
  if (mapping === root.launcher) return root.script && offset > (root.words[root.program]?.span.end ?? 0) && offset < root.script.span.start ? { mapping, schema: block.schema } : undefined;
  // Behind an element of an array, or of a string, that becomes part of the command.
  if (!within(root.span, offset) && mapping.entries.some((entry) => !within(root.span, entry.span.start) && entry.span.end < offset && /^[ \t]*(\\?\r?\n[ \t]*)?-{0,2}[-\w]*$/.test(text.slice(entry.span.end, offset)))) return { mapping, schema: block.schema };
  if (offset <= head.span.end) return undefined;
  const behind = offset <= root.span.end ? '' : text.slice(root.span.end, offset);
  return /^[ \t]*(\\\r?\n[ \t]*)*[-\w]*$/.test(behind) ? { mapping, schema: block.schema } : undefined;
}

function within(range: { readonly start: number; readonly end: number }, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}

function withoutComments(text: string): string {
  return text.replace(/(\/\/|#)[^\n"]*$/gm, '').trimEnd();
}
