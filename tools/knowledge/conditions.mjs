// A check's condition is a Python expression over parameter names; here it becomes the small tree that the server evaluates.
// ['lit', value] ['name', n] ['given', n] ['written', n] (given, be it as null) ['not', a] ['and'|'or', a, b] ['is'|'is-not'|'=='|'<'|…|'in'|'not-in', a, b] ['+'|'-'|'*'|'/'|'//'|'%', a, b]
// ['list', …] ['call', function, …]; n counts the names of the condition.
import { parser } from '@lezer/python';

const FUNCTIONS = new Set(['len', 'lower', 'startswith', 'endswith', 'count', 'number', 'integer', 'text', 'boolean', 'listed', 'zero_stage', 'world', 'file', 'loader', 'capability', 'gpu', 'family', 'only', 'has', 'matches']);
const COMPARE = new Set(['==', '!=', '<', '<=', '>', '>=', '%', '+', '-', '*', '/', '//']);

/**
 * @param text the expression
 * @returns {{ tree: unknown, names: string[] }}
 * @throws Error that says what cannot be read
 */
export function readCondition(text) {
  const names = [];
  const numberOf = (name) => { if (!names.includes(name)) names.push(name); return names.indexOf(name); };
  const top = parser.parse(text).topNode;
  const statement = top.firstChild;
  if (!statement || statement.nextSibling || statement.name !== 'ExpressionStatement') throw new Error(`not one expression: ${text}`);
  const source = (node) => text.slice(node.from, node.to);
  const children = (node) => { const all = []; for (let child = node.firstChild; child; child = child.nextSibling) all.push(child); return all; };
  // The grammar takes `not a and b` for `not (a and b)`; Python does not. Beside `or` it has to be written with parentheses.
  const negated = (node) => {
    const all = children(node);
    const operator = node.name === 'BinaryExpression' ? source(all[1]) : '';
    if (operator === 'or') throw new Error(`parentheses around "not …" in ${text}`);
    return operator === 'and' ? ['and', negated(all[0]), read(all[2])] : ['not', read(node)];
  };
  const read = (node) => {
    switch (node.name) {
      case 'ParenthesizedExpression': return read(children(node)[1]);
      case 'Number': return ['lit', Number(source(node).replaceAll('_', ''))];
      case 'String': return ['lit', source(node).slice(1, -1).replaceAll('\\\\', '\\')];
      case 'Boolean': return ['lit', source(node) === 'True'];
      case 'None': return ['lit', null];
      case 'VariableName': case 'MemberExpression': return ['name', numberOf(source(node))];
      case 'ArrayExpression': case 'TupleExpression': return ['list', ...children(node).filter((child) => !/^[[\](),]$/.test(child.name)).map(read)];
      case 'UnaryExpression': {
        const [operator, value] = children(node);
        return source(operator) === 'not' ? negated(value) : ['-', ['lit', 0], read(value)];
      }
      case 'BinaryExpression': {
        const all = children(node);
        const operator = all.slice(1, -1).map(source).join(' ');
        const [left, right] = [read(all[0]), read(all.at(-1))];
        if (operator === 'and' || operator === 'or') return [operator, left, right];
        if (operator === 'in' || operator === 'is' || COMPARE.has(operator)) return [operator, left, right];
        if (operator === 'not in') return ['not', ['in', left, right]];
        if (operator === 'is not') return ['not', ['is', left, right]];
        throw new Error(`operator ${operator}`);
      }
      case 'CallExpression': {
        const [callee, list] = children(node);
        const args = children(list).filter((child) => !/^[(),]$/.test(child.name));
        const name = source(callee);
        if (name === 'given' || name === 'written') return [name, numberOf(source(args[0]))];
        if (!FUNCTIONS.has(name)) throw new Error(`function ${name}`);
        return ['call', name, ...args.map(read)];
      }
      default: throw new Error(`${node.name} in ${text}`);
    }
  };
  return { tree: read(statement.firstChild), names };
}
