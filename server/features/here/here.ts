import type { Language } from '../../knowledge/types.js';
import type { HoverPage } from '../hover/page.js';
import type { Met } from '../hover/hover.js';
import { batchHere, tokensHere } from './batch.js';
import { loraHere } from './lora.js';
import { bucketHere, lossScaleHere, zeroHere } from './deepspeed.js';
import { feedForwardHere, headSizeHere, keyHeadsHere, modelSizeHere, normEpsilonHere, ropeHere, vocabularyHere } from './model.js';
import { prefixHere } from './prefix.js';
import { curveHere, stepsHere, warmupHere } from './schedule.js';

/** This file's own numbers in a parameter's formula. Without lines there is nothing to say. */
export interface Calculation { readonly lines: readonly string[]; readonly picture?: HoverPage['picture'] }

/** One calculator: reads the settings around the cursor and puts them in. When an input is unknown it says which and shows no number. */
export type Calculator = (met: Met, language: Language) => Calculation | undefined;

const CALCULATORS: Readonly<Record<string, Calculator>> = {
  'lora-scaling': loraHere, 'effective-batch': batchHere, 'tokens-per-step': tokensHere, 'loss-scale': lossScaleHere, 'bucket-bytes': bucketHere,
  'zero-memory': zeroHere, 'model-size': modelSizeHere, 'key-heads': keyHeadsHere, 'feed-forward': feedForwardHere, 'norm-epsilon': normEpsilonHere, 'rope': ropeHere, 'head-size': headSizeHere, 'vocabulary': vocabularyHere,
  'prefix-params': prefixHere, 'warmup': warmupHere, 'steps': stepsHere, 'schedule-curve': curveHere,
};

/** The names that an entry's `here` may have; `tools/knowledge/calculators.mjs` has the same list. */
export const CALCULATOR_NAMES: readonly string[] = Object.keys(CALCULATORS);

/** Runs the calculator of this name; the knowledge compiler has checked that there is one. */
export function calculate(name: string, met: Met, language: Language): Calculation | undefined {
  return CALCULATORS[name]?.(met, language);
}
