import type { Condition, Literal } from '../../knowledge/types.js';

/** What a name stands for in a condition: a value, or undefined when it cannot be known from the files. */
export interface Facts {
  value(name: number): Literal | undefined;
  /** Whether the file says something of its own about a name; undefined when it may. */
  given(name: number): boolean | undefined;
  /** Whether the key stands in the file at all, be it as null. */
  written(name: number): boolean | undefined;
  /** What the files around it say: `zero_stage`, `world`, `capability`, `family`. */
  around(what: string): Literal | undefined;
}

/**
 * The value of a condition as Python would work it out, or undefined when it hangs on something unknown: an unknown part decides nothing
 * (`unknown and False` is False). Never throws: what Python would refuse (`'a' < 1`) is unknown.
 */
export function evaluate(condition: Condition, facts: Facts): Literal | undefined {
  const [operator, ...operands] = condition;
  const value = (index: number): Literal | undefined => evaluate(operands[index] as Condition, facts);
  switch (operator) {
    case 'lit': return operands[0] as Literal;
    case 'name': return facts.value(operands[0] as number);
    case 'given': return facts.given(operands[0] as number);
    case 'written': return facts.written(operands[0] as number);
    case 'not': { const inner = value(0); return inner === undefined ? undefined : !isTrue(inner); }
    case 'and': case 'or': return connect(operator, value(0), () => value(1));
    case 'list': {
      const items = operands.map((_item, index) => value(index));
      return items.every((item) => item !== undefined) ? items : undefined;
    }
    case 'call': return call(operands[0] as unknown as string, operands.slice(1) as readonly Condition[], facts);
    default: return combine(operator, value(0), value(1));
  }
}

/** `and` and `or` hand on the value that decided, as Python's do; an unknown left side may be outvoted by the right one. */
function connect(operator: 'and' | 'or', left: Literal | undefined, right: () => Literal | undefined): Literal | undefined {
  const decides = operator === 'or';
  if (left !== undefined) return isTrue(left) === decides ? left : right();
  const other = right();
  return other !== undefined && isTrue(other) === decides ? other : undefined;
}

/** Python's truth: empty, zero and None are false; the string "false" is true. */
export function isTrue(value: Literal): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);
}

function combine(operator: string, left: Literal | undefined, right: Literal | undefined): Literal | undefined {
  if (left === undefined || right === undefined) return undefined;
  switch (operator) {
    case 'is': case '==': return same(left, right);
    case '!=': return !same(left, right);
    case 'in': return Array.isArray(right) ? right.some((item) => same(left, item as Literal)) : typeof right === 'string' && typeof left === 'string' ? right.includes(left) : undefined;
  }
  const [a, b] = [left, right].map((side) => (typeof side === 'boolean' ? Number(side) : side));
  if (typeof a === 'string' && typeof b === 'string') return { '<': a < b, '>': a > b, '<=': a <= b, '>=': a >= b, '+': a + b }[operator];
  if (typeof a !== 'number' || typeof b !== 'number') return undefined;
  switch (operator) {
    case '<': return a < b;
    case '<=': return a <= b;
    case '>': return a > b;
    case '>=': return a >= b;
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/': return b === 0 ? undefined : a / b;
    case '//': return b === 0 ? undefined : Math.floor(a / b);
    case '%': return b === 0 ? undefined : a - b * Math.floor(a / b);
    default: return undefined;
  }
}

function same(left: Literal, right: Literal): boolean {
  const plain = (value: Literal): Literal => (typeof value === 'boolean' ? Number(value) : value);
  return plain(left) === plain(right) || (typeof left === 'object' && left !== null && JSON.stringify(left) === JSON.stringify(right));
}

function call(name: string, operands: readonly Condition[], facts: Facts): Literal | undefined {
  if (operands.length === 0) return facts.around(name);
  const values = operands.map((operand) => evaluate(operand, facts));
  if (name === 'count') return values.some((value) => value === undefined) ? undefined : values.filter((value) => isTrue(value!)).length;
  const [first, second] = values;
  if (first === undefined) return undefined;
  switch (name) {
    case 'len': return typeof first === 'string' || Array.isArray(first) ? first.length : undefined;
    case 'lower': return typeof first === 'string' ? first.toLowerCase() : first;
    case 'startswith': return typeof first === 'string' && typeof second === 'string' && first.startsWith(second);
    case 'endswith': return typeof first === 'string' && typeof second === 'string' && first.endsWith(second);
    case 'matches': return typeof first === 'string' && typeof second === 'string' && new RegExp(second).test(first);
    case 'number': return typeof first === 'number';
    case 'integer': return typeof first === 'number' && Number.isInteger(first);
    case 'text': return typeof first === 'string';
    case 'boolean': return typeof first === 'boolean';
    // `a,b` on a command line and in LLaMA-Factory's YAML is a list of two.
    case 'listed': return Array.isArray(first) ? first : typeof first === 'string' ? first.split(',').map((item) => item.trim()) : undefined;
    case 'has': return Array.isArray(first) && second !== undefined ? first.some((item) => same(item as Literal, second)) : undefined;
    case 'only': return Array.isArray(first) && Array.isArray(second) ? first.every((item) => (second as readonly Literal[]).some((other) => same(item as Literal, other))) : undefined;
    default: return undefined;
  }
}
