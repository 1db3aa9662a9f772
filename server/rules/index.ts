import { batchSizeMismatch, deprecatedKey, fp16WithBf16, offloadParamBelowStage3 } from './deepspeed-combination.js';
import { flagGivenTwice, flagValueRefused, requiredFlagMissing, unknownFlag } from './declared-flag.js';
import { conflictingOptions, doubtfulCombination, missingCompanion, optionWithoutEffect, overwrittenValue, refusedValue, retiredOption, suspiciousUnit, unsupportedByGpu } from './checks/families.js';
import { commentInJson, duplicateKey, syntaxError, trailingComma } from './json-form.js';
import { autoNotFilled, deepSpeedArgumentMismatch, optimizerOnBothSides, schedulerOnBothSides, zero3WithWholeModel } from './join-deepspeed.js';
import { deepSpeedKeysBesideFile, linkedFileMissing, moreProcessesThanSlots, streamingWithoutMaxSteps, twoGpuSelections, undefinedDataset, visibleDevicesIgnored } from './join-launch.js';
import { exponentReadAsString } from './loader.js';
import { cacheWithCheckpointing, checkpointingWithoutInputGrads, deviceMapInDistributedRun, flashAttentionInFp32, fp16ForBf16Model, fp16WeightsWithFp16, layerClassOfAnotherModel, quantizedModelWithoutAdapter } from './model-loading.js';
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
  autoNotFilled, batchSizeMismatch, bestModelStrategyMismatch, cacheWithCheckpointing, carriageReturn, checkpointingWithoutInputGrads,
  commentAfterContinuation, commentInJson, conflictingOptions, deepSpeedArgumentMismatch, deepSpeedKeysBesideFile, deprecatedArgument, deprecatedKey,
  deviceMapInDistributedRun, doubtfulCombination, dropoutOutOfRange, duplicateKey, exponentReadAsString, flagGivenTwice, flagValueRefused,
  flashAttentionInFp32, floatForInteger, fp16ForBf16Model, fp16WeightsWithFp16, fp16WithBf16, implausibleValue, keyNotInVersion,
  layerClassOfAnotherModel, linkedFileMissing, maxStepsWithEpochs, missingCompanion, missingContinuation, missingTargetModule, moreProcessesThanSlots,
  offloadParamBelowStage3, optimizerOnBothSides, optionWithoutEffect, overwrittenValue, quantizedModelWithoutAdapter, quotedValue, rankNotPositive,
  refusedValue, removedKey, renamedKey, requiredFlagMissing, retiredOption, schedulerOnBothSides, spaceAfterContinuation, stepsBeyondMax,
  streamingWithoutMaxSteps, suspiciousUnit, syntaxError, trailingComma, twoGpuSelections, undefinedDataset, unknownChoice, unknownDeepSpeedKey,
  unknownFlag, unknownKey, unknownPeftKey, unsupportedByGpu, valueOutOfRange, visibleDevicesIgnored, wrongType, zero3WithWholeModel,
];
