import type { Run } from '../run/run.js';
import type { Span } from '../text/span.js';

/** A place in the text that leads to another file. */
export interface LinkAnswer { readonly span: Span; readonly target: string }

/** The paths of a run's files that exist: `--deepspeed ds.json`, a model folder's config.json. */
export function linksOf(run: Run): readonly LinkAnswer[] {
  return [
    ...run.links.flatMap((link) => (link.uri === undefined ? [] : [{ span: link.value.inner, target: link.uri }])),
    ...run.scripts.map(({ word, file }) => ({ span: word.span, target: file.uri })),
  ];
}
