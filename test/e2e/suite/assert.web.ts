// The few assertions that the suite uses, for a host without Node's.
class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

const fail = (message: string | undefined, otherwise: string): never => { throw new AssertionError(message ?? otherwise); };
const shown = (value: unknown): string => JSON.stringify(value);

function ok(value: unknown, message?: string): asserts value {
  if (!value) fail(message, `${shown(value)} is not truthy`);
}

function equal(actual: unknown, expected: unknown, message?: string): void {
  if (!Object.is(actual, expected)) fail(message, `${shown(actual)} is not ${shown(expected)}`);
}

/** Compares plain data: what the suite compares are lists of strings. */
function deepEqual(actual: unknown, expected: unknown, message?: string): void {
  if (shown(actual) !== shown(expected)) fail(message, `${shown(actual)} is not ${shown(expected)}`);
}

function match(actual: string, expected: RegExp, message?: string): void {
  if (!expected.test(actual)) fail(message, `${shown(actual)} does not match ${String(expected)}`);
}

export default { ok, equal, deepEqual, match };
