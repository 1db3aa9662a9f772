import type { CommandRoot } from '../syntax/tree.js';
import type { Run } from '../run/run.js';
import type { DeclaredFlag, DeclaredParser, Place } from '../schemas/declared/declared.js';
import { isAmbiguous } from '../schemas/declared/declared.js';
import type { Binding, BoundBlock } from '../settings/bind.js';
import { isSlip, mostSimilar } from '../text/similar.js';
import { nameOf } from '../workspace/files.js';
import { valueSpan } from './bindings.js';
import type { Finding, Fix, Related, Rule } from './rule.js';

interface Launched { readonly block: BoundBlock; readonly parser: DeclaredParser; readonly root: CommandRoot }

/** The launch lines whose script was found, with the parser that reads them. */
function* launched(run: Run): Generator<Launched> {
  for (const block of run.blocks) {
    const { declared } = block.schema;
    // A launcher that we do not know may take some of the flags for itself.
    if (declared && block.block.root.kind === 'command' && block.block.root.starter !== undefined) yield { block, parser: declared, root: block.block.root };
  }
}

function declaration(where: Place | undefined, id = 'declared'): readonly Related[] {
  return where ? [{ span: where.span, uri: where.file.uri, text: where.file.text, message: { id, values: { file: nameOf(where.file.uri) } } }] : [];
}

/** A flag that the script's parser does not have, once every one of its declarations was read. */
export const unknownFlag: Rule = {
  name: 'unknown-flag',
  *check(run) {
    for (const { block, parser, root } of launched(run)) {
      if (!parser.closed) continue;
      yield* injected(parser, root);
      for (const { entry, declared } of block.bindings) {
        if (declared || entry.lost || entry.merged || entry.pair || isAmbiguous(parser, entry.key)) continue;
        const near = nearest(entry.key, parser, block);
        // Which flags a library's class has depends on its release: while that is not known, only a slip of the finger is told apart.
        if (!releasesRead(run, parser) && (near === undefined || !isSlip(entry.key, near.spelling))) continue;
        const script = nameOf(parser.script.uri);
        yield {
          span: entry.keySpan, message: { id: near ? 'misspelt' : 'unknown', values: { key: entry.key, script, ...(near ? { name: near.spelling } : {}) } },
          ...(near ? { related: declaration(near.flag.where), fixes: [{ title: { id: 'rename', values: { name: near.spelling } }, safe: true, edits: [{ span: entry.keySpan, text: near.spelling }] }] } : {}),
        };
      }
    }
  },
};

/** The deepspeed launcher gives every process `--local_rank=N` (deepspeed 0.9.5 to 0.19.8, launcher/launch.py). */
function* injected(parser: DeclaredParser, root: CommandRoot): Generator<Finding> {
  const off = root.launcher.entries.some((entry) => /^(no_local_rank|no-local-rank)$/.test(entry.key));
  if (root.starter !== 'deepspeed' || off || !root.script || parser.lookup('local_rank')) return;
  yield { span: root.script.span, message: { id: 'injected', values: { script: nameOf(parser.script.uri) } } };
}

/** The declared flag a misspelt one is meant for, unless that is given already. */
function nearest(key: string, parser: DeclaredParser, block: BoundBlock): { readonly flag: DeclaredFlag; readonly spelling: string } | undefined {
  const present = new Set(block.bindings.flatMap((binding) => binding.declared?.flag.name ?? []));
  const free = parser.flags.filter((flag) => !present.has(flag.name));
  const spelling = mostSimilar(key, free.flatMap((flag) => [...flag.names, ...flag.negative]));
  const flag = spelling === undefined ? undefined : free.find((candidate) => candidate.names.includes(spelling) || candidate.negative.includes(spelling));
  return flag && spelling !== undefined ? { flag, spelling } : undefined;
}

/** Whether the flags a parser inherits are those of releases that were read. */
function releasesRead(run: Run, parser: DeclaredParser): boolean {
  return parser.libraries.every((library) => {
    const exact = run.knowledge.versions[library]?.exact;
    return exact !== undefined && run.knowledge.releases(library).includes(exact);
  });
}

/** A value that the script's parser turns down before anything runs: no number, none of the choices, one too many, none at all. */
export const flagValueRefused: Rule = {
  name: 'flag-value-refused',
  *check(run) {
    for (const { block, parser } of launched(run)) {
      for (const binding of block.bindings) {
        const { declared, entry } = binding;
        if (!declared || entry.lost || declared.flag.parameter) continue;
        const fault = faultOf(binding, declared.flag, parser);
        if (fault) yield { ...fault, related: declaration(declared.flag.where) };
      }
    }
  },
};

function faultOf(binding: Binding, flag: DeclaredFlag, parser: DeclaredParser): Finding | undefined {
  const { entry } = binding;
  const { value } = entry;
  const key = entry.key;
  if (value.kind === 'missing') {
    return flag.takes === 'one' && binding.declared?.how !== 'negative' && flag.type !== 'boolean' && entry.equals !== true ? { span: entry.span, message: { id: 'missing', values: { key } } } : undefined;
  }
  if (value.kind === 'list' && parser.closed && !parser.positionals && (flag.takes === 'one' || flag.takes === 'maybe-one') && parser.kind !== 'fire') {
    const second = value.items[1]!;
    return value.items.every((item) => item.kind === 'scalar') ? { span: second.span, message: { id: 'too-many', values: { key } } } : undefined;
  }
  if (value.kind !== 'scalar') return undefined;
  const { text } = value;
  if (flag.takes === 'nothing' || binding.declared?.how === 'negative') {
    return parser.closed && !parser.positionals && flag.takes === 'nothing' ? { span: value.span, message: { id: 'takes-nothing', values: { key, value: text } }, fixes: dropValue(binding) } : undefined;
  }
  if (flag.choices && flag.choices.length > 0) {
    if (flag.type === 'other' || flag.choices.includes(text) || flag.choices.some((choice) => flag.type !== 'text' && Number(choice) === Number(text))) return undefined;
    const name = mostSimilar(text, flag.choices);
    const fixes: readonly Fix[] = name === undefined ? [] : [{ title: { id: 'replace', values: { name } }, safe: false, edits: [{ span: value.inner, text: name }] }];
    return { span: value.span, message: { id: name === undefined ? 'choice' : 'choice-near', values: { key, value: text, choices: flag.choices.slice(0, 12).join(', '), ...(name === undefined ? {} : { name }) } }, fixes };
  }
  if (flag.type === 'int' && !/^\s*[-+]?\d(_?\d)*\s*$/.test(text)) return { span: value.span, message: { id: 'int', values: { key, value: text } }, fixes: asInteger(binding, text) };
  if (flag.type === 'float' && !/^\s*[-+]?(\d(_?\d)*\.?(\d(_?\d)*)?|\.\d(_?\d)*)([eE][-+]?\d+)?\s*$|^\s*[-+]?(inf(inity)?|nan)\s*$/i.test(text)) return { span: value.span, message: { id: 'float', values: { key, value: text } } };
  if (flag.type === 'boolean' && parser.kind === 'dataclasses' && !/^(yes|true|t|y|1|no|false|f|n|0)$/i.test(text)) return { span: value.span, message: { id: 'boolean', values: { key, value: text } } };
  return undefined;
}

/** `1e5` and `8.0` are whole numbers that `int()` does not read. */
function asInteger({ entry }: Binding, text: string): readonly Fix[] {
  const number = Number(text);
  if (text.trim() === '' || !Number.isInteger(number) || Math.abs(number) > 1e15 || entry.value.kind !== 'scalar') return [];
  return [{ title: { id: 'number', values: { number } }, safe: true, edits: [{ span: entry.value.inner, text: String(number) }] }];
}

function dropValue({ entry }: Binding): readonly Fix[] {
  if (entry.value.kind !== 'scalar' || entry.equals || entry.value.origin) return [];
  const { text } = entry.value;
  return /^true$/i.test(text) ? [{ title: { id: 'drop' }, safe: true, edits: [{ span: { start: entry.keySpan.end, end: entry.value.span.end }, text: '' }] }] : [];
}

/** A flag without which the script stops at once. */
export const requiredFlagMissing: Rule = {
  name: 'required-flag-missing',
  *check(run) {
    for (const { block, parser, root } of launched(run)) {
      if (!parser.closed || root.open || !root.script || block.bindings.some(({ entry }) => entry.lost)) continue;
      // Dataclass parsers also read a JSON or YAML file, or `--config`; a script without any argument may be shown as an example.
      if (parser.kind === 'dataclasses' && (root.positionals.some((word) => word.text === undefined || /\.(json|ya?ml)$/.test(word.text)) || block.bindings.some(({ entry }) => entry.key === 'config'))) continue;
      if (run.scripts.some(({ command, argsFile }) => command === root && argsFile)) continue;
      if (block.bindings.length === 0 || block.bindings.some(({ declared }) => declared?.flag.name === 'help')) continue;
      const given = new Set(block.bindings.flatMap((binding) => binding.declared?.flag.name ?? []));
      const missing = parser.flags.filter((flag) => flag.required && !given.has(flag.name));
      if (missing.length === 0) continue;
      yield {
        span: root.script.span, message: { id: missing.length === 1 ? 'one' : 'several', values: { names: missing.map((flag) => `\`--${flag.name}\``).join(', '), script: nameOf(parser.script.uri) } },
        related: missing.slice(0, 5).flatMap((flag) => declaration(flag.where)),
      };
    }
  },
};

/** Of a flag given twice the last one counts. */
export const flagGivenTwice: Rule = {
  name: 'flag-given-twice',
  *check(run) {
    for (const block of run.blocks) {
      if (block.block.root.kind !== 'command') continue;
      const first = new Map<string, Binding>();
      for (const binding of block.bindings) {
        const { entry, declared, parameter } = binding;
        // A script that was not found may collect a flag's values; a library's argument class does not.
        if (entry.lost || (!declared && (block.block.dialect === 'script' || !parameter)) || declared?.flag.repeatable) continue;
        if (!declared && parameter && parameter.name !== entry.key.replaceAll('-', '_')) continue;
        const name = declared?.flag.name ?? entry.key.replaceAll('-', '_');
        const before = first.get(name);
        first.set(name, binding);
        if (!before || before.entry === entry) continue;
        const [old, now] = [spelled(run, before), spelled(run, binding)];
        yield {
          span: before.entry.span, tag: 'unnecessary', severity: old === now ? 'information' : 'warning',
          message: { id: old === now ? 'same' : 'other', values: { key: entry.key, old, now } }, related: [{ span: valueSpan(binding), message: { id: 'last' } }],
        };
      }
    }
  },
};

function spelled(run: Run, { entry }: Binding): string {
  const { value } = entry;
  return value.kind === 'scalar' || value.kind === 'unread' ? value.text : value.kind === 'missing' ? `--${entry.key}` : run.subject.text.slice(value.span.start, value.span.end);
}
