import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';
import type { Span } from '../text/span.js';
import { span } from '../text/span.js';

/** An expression as far as it can be read without running it. */
export interface Expression {
  readonly kind: 'string' | 'number' | 'boolean' | 'none' | 'name' | 'list' | 'dict' | 'call' | 'other';
  readonly span: Span;
  /** The source; for strings the decoded text, adjacent literals joined. */
  readonly text: string;
  /** Of a list or tuple. */
  readonly items: readonly Expression[];
  /** Of a dict with string keys. */
  readonly entries: readonly (readonly [string, Expression])[];
  readonly call?: Call;
}

export interface Call {
  /** `parser.add_argument`, dots included. */
  readonly callee: string;
  readonly span: Span;
  readonly positional: readonly Expression[];
  readonly keywords: readonly { readonly name: string; readonly span: Span; readonly value: Expression }[];
  /** `*args` or `**kwargs` adds what cannot be read. */
  readonly open: boolean;
  /** The names the result is assigned to. */
  readonly targets: readonly string[];
  /** The function the call stands in, if one. */
  readonly within?: string;
  /** Stands in a loop: it may run for names that are made up as it goes. */
  readonly repeated: boolean;
}

export interface Field { readonly name: string; readonly span: Span; readonly annotation: string | undefined; readonly value: Expression | undefined }

export interface PythonClass {
  readonly name: string;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly bases: readonly string[];
  readonly decorators: readonly string[];
  readonly fields: readonly Field[];
}

export interface PythonFunction {
  readonly name: string;
  readonly nameSpan: Span;
  readonly parameters: readonly (Field & { readonly star: '' | '*' | '**' })[];
  readonly decorators: readonly Expression[];
  readonly within?: string;
}

/** A name bound by an import: `from a.b import c as d` is `{local: 'd', module: 'a.b', name: 'c'}`. */
export interface ImportedName { readonly local: string; readonly module: string; readonly name?: string }

/** What a Python file declares: all that its command line can be told from. */
export interface PythonOutline {
  readonly imports: readonly ImportedName[];
  readonly classes: readonly PythonClass[];
  readonly functions: readonly PythonFunction[];
  readonly calls: readonly Call[];
  /** Names assigned once at the top level. */
  readonly constants: ReadonlyMap<string, Expression>;
}

/** Reads the declarations of a Python file; broken code is read as far as it goes. */
export function readOutline(text: string): PythonOutline {
  const found = { imports: [] as ImportedName[], classes: [] as PythonClass[], functions: [] as PythonFunction[], calls: [] as Call[], constants: new Map<string, Expression>() };
  const visit = (node: SyntaxNode, context: Context): void => {
    let inside = context;
    switch (node.name) {
      case 'ImportStatement': found.imports.push(...readImport(text.slice(node.from, node.to))); return;
      case 'ClassDefinition': { const made = readClass(node, text); if (made) { found.classes.push(made); inside = { ...context, owner: made.name }; } break; }
      case 'FunctionDefinition': { const made = readFunction(node, text, context.within); if (made) { found.functions.push(made); inside = { within: made.name, repeated: false }; } break; }
      case 'ForStatement': case 'WhileStatement': inside = { ...context, repeated: true }; break;
      case 'CallExpression': { const call = readCall(node, text, context); if (call) found.calls.push(call); break; }
      case 'AssignStatement': if (context.within === undefined && context.owner === undefined) readConstant(node, text, found.constants); break;
    }
    for (let child = node.firstChild; child; child = child.nextSibling) visit(child, inside);
  };
  visit(parser.parse(text).topNode, { repeated: false });
  return found;
}

interface Context { readonly within?: string; readonly owner?: string; readonly repeated: boolean }

function readConstant(node: SyntaxNode, text: string, into: Map<string, Expression>): void {
  const target = node.firstChild;
  const value = node.lastChild;
  if (target?.name !== 'VariableName' || !value || value === target) return;
  const name = text.slice(target.from, target.to);
  if (into.has(name)) into.set(name, { kind: 'other', span: span(node.from, node.to), text: '', items: [], entries: [] });
  else into.set(name, readValue(value, text));
}

function readCall(node: SyntaxNode, text: string, context: Context): Call | undefined {
  const callee = node.firstChild;
  const args = node.getChild('ArgList');
  if (!callee || !args || !/^(VariableName|MemberExpression)$/.test(callee.name)) return undefined;
  const positional: Expression[] = [];
  const keywords: { name: string; span: Span; value: Expression }[] = [];
  let open = false;
  for (let child = args.firstChild; child; child = child.nextSibling) {
    if (/^[(),]$|^Comment$/.test(child.name) || child.type.isError) continue;
    if (child.name === '*' || child.name === '**') { open = true; child = child.nextSibling ?? child; continue; }
    if (child.name === 'VariableName' && child.nextSibling?.name === 'AssignOp') {
      const value = child.nextSibling.nextSibling;
      if (!value || value.name === ',' || value.name === ')') continue;
      keywords.push({ name: text.slice(child.from, child.to), span: span(child.from, child.to), value: readValue(value, text) });
      child = value;
    } else positional.push(readValue(child, text));
  }
  return { callee: text.slice(callee.from, callee.to).replace(/\s/g, ''), span: span(node.from, node.to), positional, keywords, open, targets: targetsOf(node, text), ...(context.within === undefined ? {} : { within: context.within }), repeated: context.repeated };
}

/** `a, b = call()` gives both names. */
function targetsOf(node: SyntaxNode, text: string): readonly string[] {
  const { parent } = node;
  if (parent?.name !== 'AssignStatement') return [];
  const names: string[] = [];
  for (let child = parent.firstChild; child && child.name !== 'AssignOp'; child = child.nextSibling) {
    if (child.name === 'VariableName' || child.name === 'MemberExpression') names.push(text.slice(child.from, child.to));
    else if (child.name === 'TupleExpression') for (const inner of child.getChildren('VariableName')) names.push(text.slice(inner.from, inner.to));
  }
  return names;
}

/** Reads an expression. */
export function readValue(node: SyntaxNode, text: string): Expression {
  const range = span(node.from, node.to);
  const source = text.slice(node.from, node.to);
  const plain = (kind: Expression['kind'], value = source): Expression => ({ kind, span: range, text: value, items: [], entries: [] });
  switch (node.name) {
    case 'String': return stringOf(source) === undefined ? plain('other') : plain('string', stringOf(source));
    case 'ContinuedString': {
      const parts = children(node).map((child) => stringOf(text.slice(child.from, child.to)));
      return parts.every((part) => part !== undefined) ? plain('string', parts.join('')) : plain('other');
    }
    case 'Number': return plain('number');
    case 'UnaryExpression': return /^-\s*[\d.]/.test(source) ? plain('number', source.replace(/\s/g, '')) : plain('other');
    case 'Boolean': return plain('boolean');
    case 'None': return plain('none');
    case 'VariableName': case 'MemberExpression': return plain('name', source.replace(/\s/g, ''));
    case 'ParenthesizedExpression': { const inner = node.firstChild?.nextSibling; return inner ? readValue(inner, text) : plain('other'); }
    case 'ArrayExpression': case 'TupleExpression': case 'SetExpression':
      return { ...plain('list'), items: children(node).filter((child) => !/^[[\](){},]$|^Comment$/.test(child.name)).map((child) => readValue(child, text)) };
    case 'DictionaryExpression': return { ...plain('dict'), entries: dictEntries(node, text) };
    case 'CallExpression': { const call = readCall(node, text, { repeated: false }); return call ? { ...plain('call'), call } : plain('other'); }
    default: return plain('other');
  }
}

function dictEntries(node: SyntaxNode, text: string): readonly (readonly [string, Expression])[] {
  const entries: [string, Expression][] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== ':' || !child.prevSibling || !child.nextSibling) continue;
    const key = readValue(child.prevSibling, text);
    if (key.kind === 'string') entries.push([key.text, readValue(child.nextSibling, text)]);
  }
  return entries;
}

function readClass(node: SyntaxNode, text: string): PythonClass | undefined {
  const name = node.getChild('VariableName');
  const body = node.getChild('Body');
  if (!name) return undefined;
  const bases = children(node.getChild('ArgList')).filter((child) => child.name === 'VariableName' || child.name === 'MemberExpression').filter((child) => child.nextSibling?.name !== 'AssignOp').map((child) => text.slice(child.from, child.to));
  const decorators = node.parent?.name === 'DecoratedStatement' ? node.parent.getChildren('Decorator').map((decorator) => text.slice(decorator.from + 1, decorator.to).trim()) : [];
  const fields = children(body).flatMap((statement) => fieldOf(statement, text));
  return { name: text.slice(name.from, name.to), nameSpan: span(name.from, name.to), span: span(node.from, node.to), bases, decorators, fields };
}

/** `name: type = value` or `NAME = value` in a class body. */
function fieldOf(statement: SyntaxNode, text: string): readonly Field[] {
  if (statement.name !== 'AssignStatement' && statement.name !== 'ExpressionStatement') return [];
  const name = statement.firstChild;
  if (name?.name !== 'VariableName') return [];
  const type = statement.getChild('TypeDef');
  const sign = statement.getChild('AssignOp');
  if (!type && !sign) return [];
  const value = sign?.nextSibling;
  return [{ name: text.slice(name.from, name.to), span: span(name.from, name.to), annotation: type ? text.slice(type.from, type.to).replace(/^:\s*/, '') : undefined, value: value ? readValue(value, text) : undefined }];
}

function readFunction(node: SyntaxNode, text: string, within: string | undefined): PythonFunction | undefined {
  const name = node.getChild('VariableName');
  const list = node.getChild('ParamList');
  if (!name || !list) return undefined;
  const parameters: (Field & { readonly star: '' | '*' | '**' })[] = [];
  let star: '' | '*' | '**' = '';
  for (let child = list.firstChild; child; child = child.nextSibling) {
    if (child.name === '*' || child.name === '**') { star = child.name; continue; }
    if (child.name === ',') { star = ''; continue; }
    if (child.name !== 'VariableName') continue;
    const type = child.nextSibling?.name === 'TypeDef' ? child.nextSibling : undefined;
    const sign = (type ?? child).nextSibling;
    const value = sign?.name === 'AssignOp' ? sign.nextSibling : undefined;
    parameters.push({ name: text.slice(child.from, child.to), span: span(child.from, child.to), annotation: type ? text.slice(type.from, type.to).replace(/^:\s*/, '') : undefined, value: value ? readValue(value, text) : undefined, star });
    if (value) child = value;
  }
  const decorators = node.parent?.name === 'DecoratedStatement' ? node.parent.getChildren('Decorator').map((decorator) => decoratorOf(decorator, text)) : [];
  return { name: text.slice(name.from, name.to), nameSpan: span(name.from, name.to), parameters, decorators, ...(within === undefined ? {} : { within }) };
}

/** A decorator reads as a call, or as a name. */
function decoratorOf(node: SyntaxNode, text: string): Expression {
  const source = text.slice(node.from + 1, node.to).trim();
  const args = node.getChild('ArgList');
  const range = span(node.from, node.to);
  if (!args) return { kind: 'name', span: range, text: source, items: [], entries: [] };
  // The grammar gives a decorator's call no node of its own: it is read again as an expression, then put where it stands.
  const inner = parser.parse(source).topNode.firstChild?.firstChild;
  const start = node.from + text.slice(node.from, node.to).indexOf(source);
  const call = inner?.name === 'CallExpression' ? readCall(inner, source, { repeated: false }) : undefined;
  return { kind: 'call', span: range, text: source, items: [], entries: [], ...(call ? { call: { ...call, span: span(start + call.span.start, start + call.span.end) } } : {}) };
}

function readImport(statement: string): readonly ImportedName[] {
  const parts = (list: string): readonly (readonly [string, string])[] => list.replace(/#[^\n]*/g, '').replace(/[()\\]/g, ' ').split(',').map((part) => part.trim()).filter((part) => part !== '').map((part) => {
    const [name, , alias] = part.split(/\s+/) as [string, string | undefined, string | undefined];
    return [name, alias ?? name] as const;
  });
  const from = /^from\s+([.\w]+)\s+import\s+([\s\S]+)$/.exec(statement);
  if (from) return parts(from[2]!).map(([name, local]) => ({ local, module: from[1]!, name }));
  const plain = /^import\s+([\s\S]+)$/.exec(statement);
  return plain ? parts(plain[1]!).map(([name, local]) => ({ local, module: name })) : [];
}

function stringOf(source: string): string | undefined {
  const match = /^([rRuU]?)('''|"""|'|")([\s\S]*)\2$/.exec(source);
  return match ? match[3]!.replace(/\\\r?\n/g, '').replace(/\\(['"\\])/g, '$1').replace(/\\n/g, '\n') : undefined;
}

function children(node: SyntaxNode | null | undefined): readonly SyntaxNode[] {
  const result: SyntaxNode[] = [];
  for (let child = node?.firstChild; child; child = child.nextSibling) result.push(child);
  return result;
}
