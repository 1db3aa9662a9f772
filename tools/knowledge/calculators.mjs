/** What an entry's `here` may name: the calculators of server/features/here/here.ts; a test holds the two together. */
export const calculators = new Set([
  'effective-batch', 'loss-scale', 'lora-scaling', 'prefix-params', 'warmup', 'zero-memory', 'bucket-bytes', 'tokens-per-step', 'steps', 'schedule-curve', 'model-size', 'key-heads', 'feed-forward', 'norm-epsilon', 'rope', 'head-size', 'vocabulary',
]);
