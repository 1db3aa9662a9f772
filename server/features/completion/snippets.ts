import { formulaNote } from './blocks.js';
import { BLOCKS } from './blocks.js';
import type { Place } from './place.js';
import type { CompletionChoice } from './completion.js';
import type { Run } from '../../run/run.js';

/** Whole blocks that fit here and are not there yet, each with its formula in the documentation. */
export function snippetsAt(place: Extract<Place, { kind: 'key' }>, run: Run, language: 'en' | 'zh-cn'): readonly CompletionChoice[] {
  if (place.hasValue) return [];
  const owner = place.schema.owners[0];
  const { syntax } = run.subject;
  return BLOCKS.filter((block) => block.owner === owner && block.syntax === syntax && block.keys.every((key) => !place.present.has(key))).map((block) => ({
    kind: 'snippet' as const, label: block.prefix, detail: block.title[language], replace: place.replace,
    ...commas(block.body, place, run), rank: 4, deprecated: false, documentation: formulaNote(block, run.knowledge, language),
  }));
}

/** Keeps the commas of the surrounding object right. */
function commas(body: string, place: Extract<Place, { kind: 'key' }>, run: Run): { snippet: string; additional: CompletionChoice['additional'] } {
  const { text, syntax } = run.subject;
  if (syntax !== 'json') return { snippet: body, additional: [] };
  const rest = text.slice(place.replace.end).trimStart();
  const head = text.slice(0, place.replace.start).trimEnd();
  const needsBefore = head !== '' && !/[{,]$/.test(head);
  return {
    snippet: body + (rest.startsWith('"') ? ',' : ''),
    additional: needsBefore ? [{ span: { start: head.length, end: head.length }, text: ',' }] : [],
  };
}
