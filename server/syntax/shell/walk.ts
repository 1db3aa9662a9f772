import { forEachChild } from 'unbash';
import type { Assignment, Command, CommandArgument, CompoundList, ParsedScript, Statement, SyntaxNode, Word } from 'unbash';
import { span } from '../../text/span.js';
import type { Scope } from './expand.js';
import { expandWord, knownText, piecesOf } from './expand.js';
import type { Moment, Variable, Variables } from './variables.js';
import { sameValue, UNKNOWN } from './variables.js';

/** Deeper nesting than this is nobody's script. */
const DEEPEST = 200;

/**
 * Goes through a script in the order the shell would, keeps the variables, and says at which moment each command runs. What one
 * branch of a condition assigns is not seen by the other; what differs between them afterwards is unknown.
 */
export function walkScript(script: ParsedScript, source: string, variables: Variables, met: (command: Command, moment: Moment) => void): void {
  const calls = callCounts(script as unknown as SyntaxNode);
  const functions = new Map<string, { readonly body: SyntaxNode; done: boolean }>();
  const scope: Scope = { source, get: (name) => variables.get(name), assign: (name, value) => { variables.set(name, value); } };
  let depth = 0;

  const start = (): void => {
    statements(script.commands);
    // A function that is never called here may be called by who sources the script.
    for (const each of functions.values()) if (!each.done) body(each, undefined);
  };

  const statements = (statements: readonly Statement[]): void => {
    for (const statement of statements) go(statement.command as unknown as SyntaxNode);
  };

  const list = (list: CompoundList | undefined): void => {
    if (list) statements(list.commands);
  };

  const go = (node: SyntaxNode): void => {
    if (depth > DEEPEST) return;
    depth++;
    try { visit(node); } finally { depth--; }
  };

  const visit = (node: SyntaxNode): void => {
    switch (node.type) {
      case 'Command': simple(node); return;
      case 'Redirected': go(node.command); return;
      case 'Pipeline': if (node.commands.length === 1) go(node.commands[0]!); else apart(() => { for (const command of node.commands) go(command); }); return;
      case 'AndOr': {
        go(node.commands[0]!);
        const first = node.commands[0]!;
        const certain = first.type === 'Command' && (!first.name || /^(cd|export|source|\.|mkdir|set|echo|pushd)$/.test(first.name.text));
        const rest = (): void => { for (const command of node.commands.slice(1)) go(command); };
        if (certain && node.operators.every((operator) => operator === '&&')) rest();
        else branches([rest], false);
        return;
      }
      case 'If':
        list(node.clause);
        branches([() => { list(node.then); }, ...node.elif.map((elif) => () => { list(elif.clause); list(elif.then); }), ...(node.else ? [() => { list(node.else); }] : [])], node.else !== undefined);
        return;
      case 'Case': branches(node.items.map((item) => () => { list(item.body); }), node.items.some((item) => item.pattern.some((pattern) => pattern.text === '*'))); return;
      case 'For': loop(node.name.text, node.wordlist, node.body); return;
      case 'Select': case 'ArithmeticFor': case 'While': repeated(node as unknown as SyntaxNode, () => { if (node.type === 'While') list(node.clause); list(node.body); }); return;
      case 'Subshell': apart(() => { list(node.body); }); return;
      case 'BraceGroup': list(node.body); return;
      case 'CompoundList': list(node); return;
      case 'Function': functions.set(node.name.text, { body: node.body as SyntaxNode, done: false }); return;
      case 'Coproc': apart(() => { go(node.body as SyntaxNode); }); return;
      case 'ArithmeticCommand': forget([...node.body.matchAll(/([A-Za-z_]\w*)\s*(?:[-+*/%]?=(?!=)|\+\+|--)/g)].map((match) => match[1]!)); return;
      default:
    }
  };

  const simple = (command: Command): void => {
    for (const word of [...command.prefix, ...command.suffix]) inner(word as unknown as SyntaxNode, 0);
    met(command, variables.now());
    const assignments = command.prefix.filter((item): item is Assignment => item.type === 'Assignment');
    if (!command.name) { for (const assignment of assignments) assign(assignment); return; }
    const name = command.name.text;
    switch (name) {
      case 'export': case 'declare': case 'local': case 'readonly': case 'typeset':
        for (const word of command.args) declare(word);
        return;
      case 'unset': for (const word of command.args) variables.set(word.text, undefined); return;
      case 'read': case 'mapfile': case 'readarray': case 'getopts': forget(command.args.map((word) => word.text).filter((text) => /^[A-Za-z_]\w*$/.test(text))); return;
      case 'printf': { const at = command.args.findIndex((word) => word.text === '-v'); if (at >= 0) forget([command.args[at + 1]?.text ?? '']); return; }
      case 'let': forget(command.args.flatMap((word) => /^["']?([A-Za-z_]\w*)/.exec(word.text)?.[1] ?? [])); return;
      case ':': for (const word of command.args) expandWord(word, scope); return;
      case 'source': case '.': sourced(command.args[0]); return;
      default: { const called = functions.get(name); if (called && !called.done) body(called, (calls.get(name) ?? 0) === 1 ? command.args : undefined); }
    }
  };

  /** Commands inside `$(…)` see the variables of the word they stand in. */
  const inner = (node: SyntaxNode, depth: number): void => {
    if (depth > 20) return;
    if (node.type === 'CommandExpansion' || node.type === 'ProcessSubstitution') {
      const { script } = node;
      if (script && script.source === undefined) apart(() => { statements(script.commands); });
      return;
    }
    forEachChild(node, (child) => { inner(child, depth + 1); });
  };

  const declare = (word: CommandArgument): void => {
    if (word.type === 'Assignment') { assign(word); return; }
    const match = /^([A-Za-z_]\w*)=/.exec(word.text);
    if (!match || word.text.startsWith('-')) return;
    const [argument] = expandWord(word, scope);
    const pieces = argument ? argument.pieces : [];
    const start = word.pos + match[0].length;
    variables.set(match[1]!, pieces.every((piece) => piece.known) && pieces.length === 1
      ? { kind: 'text', pieces: [{ text: pieces[0]!.text.slice(match[0].length), span: span(start, word.end), known: true }], span: span(start, word.end), fallback: false } : UNKNOWN);
  };

  const assign = ({ name, value, append, index, end }: Assignment): void => {
    if (index) { variables.set(name, UNKNOWN); return; }
    variables.set(name, assigned(name, value, append === true, end));
  };

  const assigned = (name: string, value: Assignment['value'], append: boolean, end: number): Variable => {
    const before = append ? variables.get(name) : undefined;
    if (value.type === 'ArrayValue') {
      const items = value.elements.flatMap((element) => expandWord(element, scope));
      if (!append) return { kind: 'list', items };
      if (before?.kind === 'list') return { kind: 'list', items: [...before.items, ...items] };
      return before?.kind === 'text' ? { kind: 'list', items: [{ pieces: before.pieces, span: before.span, many: false }, ...items] } : UNKNOWN;
    }
    const pieces = piecesOf(value as Word, scope);
    const range = span(Math.min(value.pos, end), Math.max(value.pos, value.end));
    const fallback = pieces.some((piece) => piece.origin?.fallback);
    if (!append) return { kind: 'text', pieces, span: range, fallback };
    if (before?.kind === 'text') return { kind: 'text', pieces: [...before.pieces, ...pieces], span: range, fallback: fallback || before.fallback };
    return before === undefined ? { kind: 'text', pieces: [{ text: `$${name}`, span: span(range.start, range.start), known: false }, ...pieces], span: range, fallback } : UNKNOWN;
  };

  /** What a sourced file assigns is not known; files that only set up an environment leave a run's own variables alone. */
  const sourced = (word: CommandArgument | undefined): void => {
    const path = word ? knownText(word, scope) ?? word.text : '';
    if (!/activate|conda|profile|bashrc|venv|set_?env|(^|\/)env|\.env|module|toolkit|ascend/i.test(path)) forget(variables.names());
  };

  const forget = (names: readonly string[]): void => {
    for (const name of names) variables.set(name, UNKNOWN);
  };

  const body = (called: { readonly body: SyntaxNode; done: boolean }, args: readonly CommandArgument[] | undefined): void => {
    called.done = true;
    const before = variables.now();
    for (const [index, word] of (args ?? []).entries()) {
      const expanded = expandWord(word, scope);
      variables.set(String(index + 1), expanded.length === 1 ? { kind: 'text', pieces: expanded[0]!.pieces, span: expanded[0]!.span, fallback: false } : UNKNOWN);
    }
    go(called.body);
    for (const name of variables.changedSince(before)) if (/^\d+$/.test(name)) variables.set(name, undefined);
  };

  const loop = (name: string, words: readonly Word[] | undefined, body: CompoundList): void => {
    const [only, second] = words ?? [];
    const expanded = only && !second ? expandWord(only, scope) : [];
    if (expanded.length === 1 && !expanded[0]!.many) {
      variables.set(name, { kind: 'text', pieces: expanded[0]!.pieces, span: expanded[0]!.span, fallback: false });
      list(body);
      return;
    }
    repeated(body as unknown as SyntaxNode, () => { variables.set(name, UNKNOWN); list(body); });
  };

  /** A body that may run never, once or often: what it assigns is unknown at its start, from the round before, and after it. */
  const repeated = (node: SyntaxNode, run: () => void): void => {
    const names = assignedNames(node);
    forget(names);
    run();
    forget(names);
  };

  /** What a sub-shell or a pipe assigns ends with it. */
  const apart = (run: () => void): void => {
    const before = variables.now();
    run();
    for (const name of variables.changedSince(before)) variables.set(name, variables.at(name, before));
  };

  const branches = (bodies: readonly (() => void)[], exhaustive: boolean): void => {
    const before = variables.now();
    const ends: ReadonlyMap<string, Variable | undefined>[] = [];
    for (const body of bodies) {
      const start = variables.now();
      body();
      const changed = variables.changedSince(start);
      ends.push(new Map(changed.map((name) => [name, variables.get(name)])));
      for (const name of changed) variables.set(name, variables.at(name, before));
    }
    for (const name of new Set(ends.flatMap((end) => [...end.keys()]))) {
      const prior = variables.at(name, before);
      const values = [...ends.map((end) => (end.has(name) ? end.get(name) : prior)), ...(exhaustive ? [] : [prior])];
      variables.set(name, values.every((value) => sameValue(value, values[0])) ? values[0] : UNKNOWN);
    }
  };

  start();
}

/** How often each command name stands in the script. */
function callCounts(node: SyntaxNode): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const visit = (each: SyntaxNode, depth: number): void => {
    if (depth > DEEPEST) return;
    if (each.type === 'Command' && each.name) counts.set(each.name.text, (counts.get(each.name.text) ?? 0) + 1);
    forEachChild(each, (child) => { visit(child, depth + 1); });
  };
  visit(node, 0);
  return counts;
}

/** The names a stretch of script assigns anywhere. */
function assignedNames(node: SyntaxNode): readonly string[] {
  const names = new Set<string>();
  const visit = (each: SyntaxNode, depth: number): void => {
    if (depth > DEEPEST) return;
    if (each.type === 'Assignment') names.add(each.name);
    if (each.type === 'For') names.add(each.name.text);
    if (each.type === 'ArithmeticCommand') for (const match of each.body.matchAll(/([A-Za-z_]\w*)\s*(?:[-+*/%]?=(?!=)|\+\+|--)/g)) names.add(match[1]!);
    if (each.type === 'Command' && /^(read|let|shift|getopts|mapfile|readarray)$/.test(each.name?.text ?? '')) for (const word of each.args) { const name = /^["']?([A-Za-z_]\w*)/.exec(word.text)?.[1]; if (name) names.add(name); }
    forEachChild(each, (child) => { visit(child, depth + 1); });
  };
  visit(node, 0);
  return [...names];
}
