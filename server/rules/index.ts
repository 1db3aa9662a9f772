import { batchSizeMismatch, deprecatedKey, fp16WithBf16, offloadParamBelowStage3 } from './deepspeed-combination.js';
import { flagGivenTwice, flagValueRefused, requiredFlagMissing, unknownFlag } from './declared-flag.js';
import { conflictingOptions, doubtfulCombination, missingCompanion, optionWithoutEffect, overwrittenValue, refusedValue, retiredOption, suspiciousUnit } from './checks/families.js';
import { commentInJson, duplicateKey, syntaxError, trailingComma } from './json-form.js';
import { deepSpeedArgumentMismatch, optimizerOnBothSides, schedulerOnBothSides, zero3WithWholeModel } from './join-deepspeed.js';
import { deepSpeedKeysBesideFile, linkedFileMissing, moreProcessesThanSlots, streamingWithoutMaxSteps, undefinedDataset, visibleDevicesIgnored } from './join-launch.js';
import { exponentReadAsString } from './loader.js';
import type { Rule } from './rule.js';
import { carriageReturn, commentAfterContinuation, missingContinuation, spaceAfterContinuation } from './shell-continuation.js';
import { missingTargetModule } from './target-modules.js';
import { bestModelStrategyMismatch, maxStepsWithEpochs, stepsBeyondMax } from './trainer-combination.js';
import { unknownDeepSpeedKey, unknownKey, unknownPeftKey } from './unknown-key.js';
import { floatForInteger, quotedValue } from './value-form.js';
import { wrongType } from './value-type.js';
import { deprecatedArgument, keyNotInVersion, removedKey, renamedKey } from './version-key.js';
import { dropoutOutOfRange, implausibleValue, rankNotPositive, unknownChoice, valueOutOfRange } from './value-range.js';

/** Every rule, in alphabetical order of its name. */
export const RULES: readonly Rule[] = [
  batchSizeMismatch, bestModelStrategyMismatch, carriageReturn, commentAfterContinuation, commentInJson, conflictingOptions,
  deepSpeedArgumentMismatch, deepSpeedKeysBesideFile, deprecatedArgument, deprecatedKey, doubtfulCombination, dropoutOutOfRange, duplicateKey,
  exponentReadAsString, flagGivenTwice, flagValueRefused, floatForInteger, fp16WithBf16, implausibleValue, keyNotInVersion, linkedFileMissing,
  maxStepsWithEpochs, missingCompanion, missingContinuation, missingTargetModule, moreProcessesThanSlots, offloadParamBelowStage3,
  optimizerOnBothSides, optionWithoutEffect, overwrittenValue, quotedValue, rankNotPositive, refusedValue, removedKey, renamedKey,
  requiredFlagMissing, retiredOption, schedulerOnBothSides, spaceAfterContinuation, stepsBeyondMax, streamingWithoutMaxSteps, suspiciousUnit, syntaxError,
  trailingComma, undefinedDataset, unknownChoice, unknownDeepSpeedKey, unknownFlag, unknownKey, unknownPeftKey, valueOutOfRange,
  visibleDevicesIgnored, wrongType, zero3WithWholeModel,
];
