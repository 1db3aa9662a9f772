import type { CommandRoot, Entry, Value } from '../syntax/tree.js';

/** How many processes a launch starts, and why we think so; undefined when the line does not say. */
export interface WorldSize { readonly size: number; readonly from: Entry }

/**
 * World size of a launch line: `torchrun --nproc_per_node × --nnodes`, `deepspeed --num_gpus × --num_nodes`, `--include host:0,1`.
 * A value that is not a plain number makes it unknown; nothing is guessed from the machine.
 */
export function worldSize(command: CommandRoot): WorldSize | undefined {
  const find = (...names: string[]): Entry | undefined => command.launcher.entries.find((entry) => !entry.lost && names.includes(entry.key.replaceAll('-', '_')));
  const perNode = find('nproc_per_node', 'num_gpus', 'num_processes');
  const include = find('include', 'i');
  const nodes = find('nnodes', 'num_nodes');
  if (include) {
    const slots = includedSlots(include.value);
    return slots === undefined ? undefined : { size: slots, from: include };
  }
  const count = perNode && wholeNumber(perNode.value);
  if (!perNode || count === undefined) return undefined;
  // accelerate's --num_processes already counts every machine.
  if (!nodes || perNode.key.replaceAll('-', '_') === 'num_processes') return { size: count, from: perNode };
  const machines = wholeNumber(nodes.value);
  return machines === undefined ? undefined : { size: count * machines, from: perNode };
}

/** `worker-0:0,1@worker-1:2` names three slots; a host without a list says nothing about how many it has. */
function includedSlots(value: Value): number | undefined {
  if (value.kind !== 'scalar') return undefined;
  let slots = 0;
  for (const host of value.text.split('@')) {
    const list = host.split(':')[1];
    if (!list || !/^\d+(,\d+)*$/.test(list)) return undefined;
    slots += list.split(',').length;
  }
  return slots > 0 ? slots : undefined;
}

function wholeNumber(value: Value): number | undefined {
  return value.kind === 'scalar' && /^[1-9]\d{0,5}$/.test(value.text) ? Number(value.text) : undefined;
}
