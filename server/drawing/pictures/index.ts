import type { Picture } from '../sheet.js';
import { attention } from './attention.js';
import { costs } from './costs.js';
import { decoding } from './decoding.js';
import { detection } from './detection.js';
import { layers } from './layers.js';
import { memory } from './memory.js';
import { multimodal } from './multimodal.js';
import { parallel } from './parallel.js';
import { parallelModel } from './parallel-model.js';
import { peft } from './peft.js';
import { positions } from './positions.js';
import { precision } from './precision.js';
import { preference } from './preference.js';
import { retrieval } from './retrieval.js';
import { tokens } from './tokens.js';
import { training } from './training.js';
import { vision } from './vision.js';

/** Every picture by its name, as the pages name it: `![…](picture:name)`. */
export const PICTURES: Readonly<Record<string, Picture>> = {
  ...peft, ...precision, ...training, ...memory, ...parallel, ...parallelModel, ...attention, ...layers, ...positions, ...preference, ...decoding, ...retrieval, ...vision, ...detection, ...multimodal, ...costs, ...tokens,
};
