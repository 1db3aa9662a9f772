/** What is known of a batch: sequences per device and step, steps accumulated, devices, and their product. Absent: not known. */
export interface BatchSizes {
  readonly micro?: number;
  readonly accumulation?: number;
  readonly world?: number;
  readonly total?: number;
}

/** Sequences per optimizer step: micro × accumulation × world. DeepSpeed asserts the same product (runtime/config.py, `_batch_assertion`). */
export function effectiveBatch(micro: number, accumulation: number, world: number): number {
  return micro * accumulation * world;
}

/**
 * The world size that makes total = micro × accumulation × world, or undefined when no whole number does.
 * All arguments are positive integers.
 */
export function impliedWorldSize(total: number, micro: number, accumulation: number): number | undefined {
  const world = total / (micro * accumulation);
  return Number.isInteger(world) && world >= 1 ? world : undefined;
}
