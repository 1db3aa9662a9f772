import type { BoundBlock } from '../settings/bind.js';
import { settingOf } from '../settings/quantities.js';
import { nameOfProgram } from '../syntax/shell/programs.js';
import type { CommandRoot, Entry, Mapping, Value } from '../syntax/tree.js';
import type { Snapshot } from '../workspace/snapshot.js';

/** Where a number comes from. */
export interface Origin { readonly file: Snapshot; readonly entry: Entry }

/** How many processes a launch starts, and from which entries that follows; or why it cannot be told. The machine is never guessed. */
export type World =
  | { readonly known: true; readonly size: number; readonly from: readonly Origin[]; readonly how: 'counted' | 'single' }
  | { readonly known: false; readonly why: 'no-launcher' | 'not-said' | 'variable' | 'all-gpus' | 'data-parallel' };

/** The files a launcher reads beside its flags. */
export interface LauncherFiles { readonly accelerate?: { readonly file: Snapshot; readonly block: BoundBlock } | undefined; readonly hostfile?: Snapshot | undefined }

/** World size of a launch line. */
export function worldSize(command: CommandRoot, home: Snapshot, files: LauncherFiles = {}): World {
  const program = nameOfProgram(command.words[command.program]?.text ?? '');
  if (/^(llamafactory-cli|llamafactory|lmf|swift|megatron)$/.test(program)) return byEnvironment(command, home, program);
  switch (command.starter) {
    case 'torchrun': case 'launch': return byTorchrun(command, home);
    case 'deepspeed': return byDeepSpeed(command, home, files.hostfile);
    case 'accelerate': return byAccelerate(command, home, files);
    case 'python': {
      // One process; on several visible GPUs the Trainer wraps the model into DataParallel instead.
      // srun and mpirun start as many as the job was given.
      if (command.words.slice(0, command.program).some((word) => /(^|\/)(srun|mpirun|mpiexec|jrun)$/.test(word.text ?? ''))) return { known: false, why: 'not-said' };
      const devices = visibleDevices(command);
      return devices?.count === 1 ? { known: true, size: 1, from: [{ file: home, entry: devices.entry }], how: 'single' } : { known: false, why: 'data-parallel' };
    }
    default: return program === 'trl' || program === 'axolotl' ? byAccelerate(command, home, files) : { known: false, why: 'no-launcher' };
  }
}

function find(mapping: Mapping, ...names: readonly string[]): Entry | undefined {
  return mapping.entries.findLast((entry) => !entry.lost && names.includes(entry.key.replaceAll('-', '_')));
}

/** `--nproc_per_node` × `--nnodes`, each 1 when it is not given (torch 2.5, torch/distributed/run.py). */
function byTorchrun(command: CommandRoot, home: Snapshot): World {
  const perNode = find(command.launcher, 'nproc_per_node');
  const nodes = find(command.launcher, 'nnodes');
  const [p, n] = [perNode ? wholeNumber(perNode.value) : 1, nodes ? wholeNumber(nodes.value) : 1];
  if (p === undefined || n === undefined) return { known: false, why: unreadable(perNode) || unreadable(nodes) ? 'variable' : 'not-said' };
  return { known: true, size: p * n, how: 'counted', from: [perNode, nodes].flatMap((entry) => (entry ? [{ file: home, entry }] : [])) };
}

/**
 * deepspeed 0.18, deepspeed/launcher/runner.py (main): the hostfile's slots, narrowed by --include or --exclude, or by --num_nodes and
 * --num_gpus; without a hostfile CUDA_VISIBLE_DEVICES, else every GPU of the machine.
 */
function byDeepSpeed(command: CommandRoot, home: Snapshot, hostfile: Snapshot | undefined): World {
  const here = (entry: Entry): Origin => ({ file: home, entry });
  const gpus = find(command.launcher, 'num_gpus');
  const nodes = find(command.launcher, 'num_nodes');
  const include = find(command.launcher, 'include', 'i');
  const exclude = find(command.launcher, 'exclude', 'e');
  const named = find(command.launcher, 'hostfile', 'H');
  if ([gpus, nodes, include, exclude].some(unreadable)) return { known: false, why: 'variable' };
  const hosts = hostfile ? slotsOf(hostfile) : undefined;
  if (include) {
    const slots = selected(include.value, hosts);
    return slots === undefined ? { known: false, why: 'all-gpus' } : { known: true, size: slots, how: 'counted', from: [here(include), ...(hosts?.entries ?? [])] };
  }
  if (hosts) {
    const removed = exclude ? selected(exclude.value, hosts) : 0;
    if (removed === undefined) return { known: false, why: 'all-gpus' };
    const machines = Math.min(nodes ? wholeNumber(nodes.value) ?? hosts.slots.size : hosts.slots.size, hosts.slots.size);
    const each = gpus ? wholeNumber(gpus.value) : undefined;
    const size = each !== undefined ? each * machines : [...hosts.slots.values()].slice(0, machines).reduce((sum, slots) => sum + slots, 0) - removed;
    return { known: true, size, how: 'counted', from: [...[gpus, nodes, exclude].flatMap((entry) => (entry ? [here(entry)] : [])), ...hosts.entries] };
  }
  if (named || exclude) return { known: false, why: 'all-gpus' };
  const count = gpus && wholeNumber(gpus.value);
  if (gpus && count !== undefined) return { known: true, size: count * (nodes ? wholeNumber(nodes.value) ?? 1 : 1), how: 'counted', from: [gpus, ...(nodes ? [nodes] : [])].map(here) };
  const devices = gpus || nodes ? undefined : visibleDevices(command);
  return devices ? { known: true, size: devices.count, how: 'counted', from: [here(devices.entry)] } : { known: false, why: 'all-gpus' };
}

/** `--num_processes` counts all machines; so does the configuration's `num_processes` (accelerate 1.6, commands/launch.py). */
function byAccelerate(command: CommandRoot, home: Snapshot, { accelerate }: LauncherFiles): World {
  const flag = find(command.launcher, 'num_processes') ?? (command.starter === undefined ? find(command.value, 'num_processes') : undefined);
  if (flag) {
    const size = wholeNumber(flag.value);
    return size === undefined ? { known: false, why: 'variable' } : { known: true, size, how: 'counted', from: [{ file: home, entry: flag }] };
  }
  const binding = accelerate?.block.bindings.find(({ entry }) => entry.path.length === 1 && entry.key === 'num_processes');
  const setting = binding && settingOf(binding);
  if (accelerate && setting?.state === 'known' && typeof setting.value === 'number') return { known: true, size: setting.value, how: 'counted', from: [{ file: accelerate.file, entry: setting.binding.entry }] };
  return { known: false, why: 'not-said' };
}

/** NPROC_PER_NODE × NNODES; LLaMA-Factory starts one process a visible GPU (llamafactory 0.9, launcher.py), ms-swift only one (swift/cli/main.py). */
function byEnvironment(command: CommandRoot, home: Snapshot, program: string): World {
  const variable = (name: string): Entry | undefined => command.environment.findLast((entry) => entry.key === name);
  const perNode = variable('NPROC_PER_NODE');
  const nodes = variable('NNODES');
  const devices = visibleDevices(command);
  if (unreadable(perNode) || unreadable(nodes)) return { known: false, why: 'variable' };
  const n = nodes ? wholeNumber(nodes.value) : 1;
  const p = perNode ? wholeNumber(perNode.value) : /^(swift|megatron)$/.test(program) ? (nodes ? undefined : 1) : devices?.count;
  if (p === undefined || n === undefined) return { known: false, why: 'all-gpus' };
  const from = [perNode, nodes, ...(perNode ? [] : [devices?.entry])].flatMap((entry) => (entry ? [{ file: home, entry }] : []));
  // `swift sft` on its own with several visible GPUs spreads one model over them.
  return { known: true, size: p * n, how: p * n === 1 ? 'single' : 'counted', from };
}

/** How many devices `CUDA_VISIBLE_DEVICES` names. */
export function visibleDevices(command: CommandRoot): { readonly count: number; readonly entry: Entry } | undefined {
  const entry = command.environment.findLast((each) => /^(CUDA|ASCEND_RT|HIP|MLU)_VISIBLE_DEVICES$/.test(each.key));
  return entry?.value.kind === 'scalar' && /^\d+(,\d+)*,?$/.test(entry.value.text) ? { count: entry.value.text.split(',').filter((each) => each !== '').length, entry } : undefined;
}

/** The slots of each host of a hostfile. */
export function slotsOf(hostfile: Snapshot): { readonly slots: ReadonlyMap<string, number>; readonly entries: readonly Origin[] } | undefined {
  const root = hostfile.tree.roots[0];
  if (root?.kind !== 'hosts' || root.value.entries.length === 0) return undefined;
  const slots = new Map(root.value.entries.map((entry) => {
    const inner = entry.value.kind === 'mapping' ? entry.value.entries[0]?.value : undefined;
    return [entry.key, inner ? wholeNumber(inner) ?? 0 : 0] as const;
  }));
  return { slots, entries: root.value.entries.map((entry) => ({ file: hostfile, entry })) };
}

/** `worker-0:0,1@worker-1:2` names three slots; a host without a list has as many as the hostfile says. */
function selected(value: Value, hosts: ReturnType<typeof slotsOf>): number | undefined {
  if (value.kind !== 'scalar') return undefined;
  let slots = 0;
  for (const part of value.text.split('@')) {
    const [host = '', list] = part.split(':');
    if (list === undefined) {
      const all = hosts?.slots.get(host);
      if (all === undefined) return undefined;
      slots += all;
    } else if (/^\d+(,\d+)*$/.test(list)) slots += new Set(list.split(',')).size;
    else return undefined;
  }
  return slots > 0 ? slots : undefined;
}

function unreadable(entry: Entry | undefined): boolean {
  return entry !== undefined && entry.value.kind !== 'scalar';
}

function wholeNumber(value: Value): number | undefined {
  return value.kind === 'scalar' && /^[1-9]\d{0,5}$/.test(value.text) ? Number(value.text) : undefined;
}
