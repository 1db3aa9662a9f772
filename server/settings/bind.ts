import type { Block } from '../dialects/block.js';
import type { Parameter } from '../knowledge/catalog.js';
import type { Knowledge } from '../knowledge/knowledge.js';
import type { Entry, Mapping } from '../syntax/tree.js';
import type { DeclaredParser, FoundFlag } from '../schemas/declared/declared.js';
import type { Schema } from '../schemas/schema.js';
import { schemaOf, sectionSchema } from '../schemas/schema.js';
import type { Read } from './literal.js';
import { readValue } from './literal.js';

/** An entry of a block and the parameter it sets; the parameter is undefined for keys the catalog does not know. */
export interface Binding {
  readonly entry: Entry;
  readonly parameter: Parameter | undefined;
  /** What the mapping that holds the entry may contain. */
  readonly schema: Schema;
  /** The mapping that holds the entry. */
  readonly within: Mapping;
  /** The value as the block's loader reads it. */
  readonly read: Read;
  /** What the launched script declares under this name. */
  readonly declared?: FoundFlag;
}

/** A block whose entries are bound to parameters, nested sections flattened in document order. */
export interface BoundBlock {
  readonly block: Block;
  readonly schema: Schema;
  readonly bindings: readonly Binding[];
}

/** Binds a block's entries. */
export function bindBlock(block: Block, knowledge: Knowledge, parser?: DeclaredParser): BoundBlock {
  const schema = schemaOf(block, knowledge, parser);
  const bindings: Binding[] = [];
  const walk = (mapping: Mapping, of: Schema): void => {
    for (const entry of mapping.entries) {
      const parameter = of.lookup(entry.key);
      const declared = of.declared?.lookup(entry.key);
      bindings.push({ entry, parameter, schema: of, within: mapping, read: readEntry(entry, parameter, block, declared), ...(declared ? { declared } : {}) });
      if (parameter?.section === undefined) continue;
      // A list of sections (Axolotl's datasets) holds one mapping per item.
      const inner = entry.value.kind === 'list' && parameter.listed ? entry.value.items : [entry.value];
      for (const value of inner) if (value.kind === 'mapping') walk(value, sectionSchema(parameter, block, knowledge));
    }
  };
  walk(block.mapping, schema);
  return { block, schema, bindings };
}

/** A flag without a value switches a boolean on, `--no_x` switches it off. */
function readEntry(entry: Entry, parameter: Parameter | undefined, block: Block, declared: FoundFlag | undefined): Read {
  if (entry.value.kind === 'missing' && declared?.flag.type === 'boolean') return { known: true, literal: declared.how !== 'negative' };
  if (entry.value.kind === 'missing' && block.loader === 'argv' && /\bbool\b/.test(parameter?.form.type ?? '')) {
    return { known: true, literal: !entry.key.startsWith('no_') || parameter?.name === entry.key };
  }
  return readValue(entry.value, block.loader);
}
