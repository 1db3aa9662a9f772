import type { Rule } from '../rule.js';
import { family } from './family.js';

export const conflictingOptions: Rule = family('conflicting-options');
export const doubtfulCombination: Rule = family('doubtful-combination');
export const missingCompanion: Rule = family('missing-companion');
export const optionWithoutEffect: Rule = family('option-without-effect');
export const overwrittenValue: Rule = family('overwritten-value');
export const refusedValue: Rule = family('refused-value');
export const retiredOption: Rule = family('retired-option');
export const suspiciousUnit: Rule = family('suspicious-unit');
export const unsupportedByGpu: Rule = family('unsupported-by-gpu');
