import type { Block } from '../dialects/block.js';
import type { Parameter } from '../knowledge/catalog.js';
import type { Knowledge } from '../knowledge/knowledge.js';
import type { UnknownKeys } from '../knowledge/types.js';
import type { DeclaredParser } from './declared/declared.js';

/** What a mapping may contain: the parameters of some catalog classes, and what becomes of keys that are none of them. */
export interface Schema {
  readonly owners: readonly string[];
  readonly unknownKeys: UnknownKeys | 'open';
  /** What the launched script itself declares, where it was found. */
  readonly declared?: DeclaredParser;
  lookup(key: string): Parameter | undefined;
  parameters(): readonly Parameter[];
}

/** The schema of a block's own mapping. */
export function schemaOf(block: Block, knowledge: Knowledge, declared?: DeclaredParser): Schema {
  const schema = classSchema(block.owners, knowledge, block.open, block.root.kind === 'command' || block.loader === 'argv');
  if (!declared) return schema;
  return {
    ...schema, declared,
    lookup: (key) => {
      const found = declared.lookup(key);
      // Of a flag that the script does not have nothing is to be explained.
      if (!found) return declared.closed ? undefined : schema.lookup(key);
      return schema.lookup(found.flag.name) ?? found.flag.parameter;
    },
  };
}

/** The schema of the section that is a parameter's value (`deepspeed/zero_optimization`); a list of sections may hold several classes. */
export function sectionSchema(parameter: Parameter, block: Block, knowledge: Knowledge): Schema {
  const { section = '' } = parameter;
  const library = section.slice(0, section.indexOf('/'));
  const owners = [...new Set([section, ...(parameter.form.sections ?? []).map((name) => `${library}/${name}`)])];
  // A release that takes any dictionary there says nothing about its keys.
  const anything = parameter.forms.some((form) => !form.type.includes('class:'));
  return classSchema(owners, knowledge, anything || (block.open && block.dialect !== 'deepspeed'), false);
}

function classSchema(owners: readonly string[], knowledge: Knowledge, open: boolean, flags: boolean): Schema {
  const lookup = (key: string): Parameter | undefined => {
    const name = flags ? key.replaceAll('-', '_') : key;
    // Of several classes the one that still has the key counts: keys move between them.
    let gone: Parameter | undefined;
    for (const owner of owners) {
      const found = knowledge.parameter(owner, name);
      if (found?.here === true && found.until === undefined) return found;
      if (found && (!gone || (found.here && !gone.here))) gone = found;
    }
    if (gone) return gone;
    return open ? knowledge.spelling(name) ?? negated(name, owners, knowledge) : undefined;
  };
  const first = owners[0];
  return {
    owners,
    unknownKeys: open || first === undefined ? 'open' : knowledge.section(first)?.unknownKeys ?? 'open',
    lookup,
    parameters: () => (owners.length === 1 ? knowledge.parameters(owners[0]!) : owners.flatMap((owner) => knowledge.parameters(owner))),
  };
}

/** `--no_x` of HfArgumentParser: the boolean `x` whose default is true, switched off. */
function negated(name: string, owners: readonly string[], knowledge: Knowledge): Parameter | undefined {
  if (!name.startsWith('no_')) return undefined;
  for (const owner of owners) {
    const found = knowledge.parameter(owner, name.slice(3));
    if (found && /\bbool\b/.test(found.form.type)) return found;
  }
  return undefined;
}
