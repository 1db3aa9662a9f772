import { bookNames } from '../../knowledge/names.js';
import type { Language } from '../../knowledge/types.js';
import type { Run } from '../../run/run.js';
import { modelSizeHere } from '../here/model.js';
import type { Target } from '../query.js';
import { conceptLinks } from './name.js';
import type { HoverPage } from './page.js';

/** The hover of `model_type` in a config.json: no class declares it, but it decides which class reads the file. */
export function modelTypePage({ binding, block }: Target, run: Run, language: Language): HoverPage | undefined {
  const { entry } = binding;
  if (block.block.dialect !== 'model' || entry.path.length !== 1 || entry.key !== 'model_type' || entry.value.kind !== 'scalar') return undefined;
  return {
    title: 'model_type', facts: ['`str`'], does: run.knowledge.word('model-type', language),
    here: modelSizeHere({ run, block, binding }, language)?.lines ?? [],
    remarks: [], values: [], links: conceptLinks(bookNames(run.knowledge).ofValue(entry.value.text), run.knowledge, language),
  };
}
