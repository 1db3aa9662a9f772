import type { Language } from '../../knowledge/types.js';
import type { Run } from '../../run/run.js';
import type { Span } from '../../text/span.js';
import { touches } from '../../text/span.js';
import { nameOf } from '../../workspace/files.js';
import type { Snapshot } from '../../workspace/snapshot.js';
import type { HoverPage } from './page.js';

/** How much of a file a hover shows. */
const MOST_LINES = 12;

/** The beginning of the file that the path at an offset leads to. */
export function previewAt(run: Run, offset: number): HoverPage['preview'] {
  const link = run.links.find(({ value, target }) => target && touches(value.span, offset));
  if (!link?.target) return undefined;
  const { target, written } = link;
  return written ? cut(nameOf(link.value.text), written.syntax ?? 'json', target.text.slice(written.span.start, written.span.end)) : cut(nameOf(target.uri), languageOf(target), target.text);
}

/** A page for a script or a positional file, which no parameter explains: what it says of itself, how many flags it has, how it begins. */
export function filePage(run: Run, offset: number, language: Language): { readonly span: Span; readonly page: HoverPage } | undefined {
  const script = run.scripts.find(({ word }) => touches(word.span, offset));
  const empty = { here: [], remarks: [], values: [], links: [] };
  if (script) {
    const { parser, file } = script;
    const facts = parser ? [run.knowledge.word(parser.closed ? 'script-closed' : 'script-open', language, { count: parser.flags.filter((flag) => flag.name !== 'help').length })] : [];
    const docstring = /^(?:#[^\n]*\n|\s)*(?:"{3}|'{3})([\s\S]*?)(?:"{3}|'{3})/.exec(file.text)?.[1]?.trim().split(/\n\s*\n/)[0]?.replace(/\s+/g, ' ');
    return { span: script.word.span, page: { title: nameOf(file.uri), facts, ...(docstring ? { own: docstring } : {}), ...empty } };
  }
  const link = run.links.find(({ value }) => touches(value.span, offset));
  const preview = previewAt(run, offset);
  return link && preview ? { span: link.value.span, page: { title: link.value.text, facts: [], ...empty, preview } } : undefined;
}

function cut(name: string, language: string, text: string): NonNullable<HoverPage['preview']> {
  const lines = text.split(/\r?\n/);
  return { name, language, text: lines.slice(0, MOST_LINES).map((line) => line.slice(0, 100)).join('\n') + (lines.length > MOST_LINES ? '\n…' : '') };
}

function languageOf({ syntax }: Snapshot): string {
  return syntax === 'json' || syntax === 'yaml' || syntax === 'python' ? syntax : '';
}
