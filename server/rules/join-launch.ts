import { effective } from '../run/joined.js';
import type { JoinedRun } from '../run/joined.js';
import type { Run } from '../run/run.js';
import { slotsOf, visibleDevices } from '../run/world.js';
import type { CommandRoot, Entry } from '../syntax/tree.js';
import { mostSimilar } from '../text/similar.js';
import { nameOf } from '../workspace/files.js';
import { removeEntry } from './checks/entry-edits.js';
import type { Finding, Fix, Rule } from './rule.js';

/** The launches that start in the file that is looked at. */
function* launches(run: Run): Generator<JoinedRun & { readonly command: CommandRoot }> {
  for (const join of run.joins) if (join.command && join.home.uri === run.subject.uri) yield { ...join, command: join.command };
}

function flag(command: CommandRoot, ...names: readonly string[]): Entry | undefined {
  return command.launcher.entries.find((entry) => !entry.lost && names.includes(entry.key.replaceAll('-', '_')));
}

function inSubject(run: Run, entry: Entry): boolean {
  return entry.span.end <= run.subject.text.length;
}

/**
 * The deepspeed launcher drops CUDA_VISIBLE_DEVICES as soon as one of its own selections is given, and starts on the first GPUs of the
 * machine (deepspeed 0.18.9, launcher/runner.py, `main`). With a hostfile the variable reaches the processes as it is.
 */
export const visibleDevicesIgnored: Rule = {
  name: 'visible-devices-ignored',
  *check(run) {
    for (const { command, hostfile } of launches(run)) {
      if (command.starter !== 'deepspeed' || hostfile || flag(command, 'hostfile', 'H')) continue;
      const devices = visibleDevices(command);
      const nodes = flag(command, 'num_nodes');
      const chosen = flag(command, 'include', 'i') ?? flag(command, 'exclude', 'e') ?? flag(command, 'num_gpus') ?? (nodes?.value.kind === 'scalar' && Number(nodes.value.text) > 1 ? nodes : undefined);
      if (!devices || !chosen || !inSubject(run, devices.entry)) continue;
      const text = devices.entry.value.kind === 'scalar' ? devices.entry.value.text : '';
      // The same GPUs on both sides.
      if (/^(include|i)$/.test(chosen.key) && chosen.value.kind === 'scalar' && chosen.value.text.split(':')[1] === text) continue;
      // The first GPUs are what the variable asked for anyway.
      const first = [...Array(devices.count).keys()].join(',');
      if (text === first && chosen.key === 'num_gpus' && chosen.value.kind === 'scalar' && chosen.value.text === String(devices.count)) continue;
      const selection = chosen.key === 'num_gpus' && chosen.value.kind === 'scalar' && chosen.value.text === String(devices.count);
      const fixes: readonly Fix[] = selection ? [{ title: { id: 'include', values: { devices: text } }, safe: false, edits: [{ span: chosen.span, text: `--include localhost:${text}` }] }] : [];
      yield { span: devices.entry.span, message: { id: 'ignored', values: { devices: text, flag: chosen.key } }, related: [{ span: chosen.span, message: { id: 'flag' } }], fixes };
    }
  },
};

/** deepspeed 0.19.8, launcher/runner.py, `main`: a list of GPUs and a number of them exclude each other. */
export const twoGpuSelections: Rule = {
  name: 'two-gpu-selections',
  *check(run) {
    for (const { command } of launches(run)) {
      if (command.starter !== 'deepspeed') continue;
      const list = flag(command, 'include', 'i') ?? flag(command, 'exclude', 'e');
      const count = flag(command, 'num_gpus') ?? flag(command, 'num_nodes');
      if (!list || !count || count.value.kind !== 'scalar' || !/^\d+$/.test(count.value.text)) continue;
      const block = run.blocks.find((each) => each.block.root === command);
      yield { span: count.span, message: { id: 'both', values: { key: count.key, other: list.key } }, related: [{ span: list.span, message: { id: 'other' } }], fixes: block ? [{ title: { id: 'drop', values: { key: count.key } }, safe: false, edits: [removeEntry(run, block, count)] }] : [] };
    }
  },
};

/** More processes than GPUs they may use: the surplus dies on its first CUDA call. */
export const moreProcessesThanSlots: Rule = {
  name: 'more-processes-than-slots',
  *check(run) {
    for (const join of launches(run)) {
      const { command, hostfile } = join;
      const count = flag(command, 'nproc_per_node', 'num_gpus') ?? (flag(command, 'num_machines', 'machine_rank') ? undefined : flag(command, 'num_processes'));
      const wanted = count?.value.kind === 'scalar' && /^\d+$/.test(count.value.text) ? Number(count.value.text) : undefined;
      const hosts = command.starter === 'deepspeed' && hostfile ? slotsOf(hostfile) : undefined;
      if (hosts && count && wanted !== undefined) {
        const [host, slots] = [...hosts.slots].reduce((least, next) => (next[1] < least[1] ? next : least));
        const line = hosts.entries.find(({ entry }) => entry.key === host)!;
        if (wanted > slots) yield { span: count.span, message: { id: 'hostfile', values: { wanted, host, slots } }, related: [{ span: line.entry.span, uri: line.file.uri, text: line.file.text, message: { id: 'slots' } }] };
      }
      if (hosts) yield* unknownHosts(command, hosts);
      const devices = command.starter === 'deepspeed' ? undefined : visibleDevices(command);
      if (devices && count && wanted !== undefined && wanted > devices.count && inSubject(run, devices.entry) && !flag(command, 'cpu', 'use_cpu')) {
        yield { span: count.span, message: { id: 'devices', values: { wanted, count: devices.count } }, related: [{ span: devices.entry.span, message: { id: 'visible' } }] };
      }
    }
  },
};

/** `--include` and `--exclude` name hosts and slots that the hostfile must have: the launcher raises otherwise. */
function* unknownHosts(command: CommandRoot, hosts: NonNullable<ReturnType<typeof slotsOf>>): Generator<Finding> {
  for (const entry of [flag(command, 'include', 'i'), flag(command, 'exclude', 'e')]) {
    if (entry?.value.kind !== 'scalar') continue;
    for (const part of entry.value.text.split('@')) {
      const [host = '', list] = part.split(':');
      const slots = hosts.slots.get(host);
      if (slots === undefined) yield { span: entry.value.span, message: { id: 'unknown-host', values: { host } }, related: hosts.entries.slice(0, 1).map(({ file, entry: line }) => ({ span: line.span, uri: file.uri, text: file.text, message: { id: 'slots' } })) };
      else if (list?.split(',').some((slot) => Number(slot) >= slots)) yield { span: entry.value.span, message: { id: 'unknown-slot', values: { host, slots } } };
    }
  }
}

/** A stream has no length: without `max_steps` the libraries refuse to start. */
export const streamingWithoutMaxSteps: Rule = {
  name: 'streaming-without-max-steps',
  *check(run) {
    for (const join of run.joins) {
      for (const { file, block } of join.layers) {
        if (!['llamafactory', 'axolotl'].includes(block.block.dialect)) continue;
        const streaming = block.bindings.find(({ entry }) => entry.path.length === 1 && !entry.lost && (entry.key === 'streaming' || (block.block.dialect === 'axolotl' && entry.key === 'pretraining_dataset')));
        if (!streaming || (streaming.entry.key === 'streaming' && !(streaming.read.known && streaming.read.literal === true)) || file.uri !== run.subject.uri) continue;
        const steps = effective(join, 'steps.max', run.knowledge);
        const given = steps.state === 'unknown' || (steps.state === 'known' && typeof steps.value === 'number' && steps.value > 0);
        const turnedOff = join.command && block.bindings.some(({ entry, read }) => entry.key === 'do_train' && read.known && read.literal === false);
        if (!given && !turnedOff) yield { span: streaming.entry.span, message: { id: 'missing', values: { key: streaming.entry.key } } };
      }
    }
  },
};

/** LLaMA-Factory looks every dataset up in dataset_info.json and stops at a name that is not there (data/parser.py). */
export const undefinedDataset: Rule = {
  name: 'undefined-dataset',
  *check(run) {
    for (const join of run.joins) {
      const info = join.datasets;
      if (!info) continue;
      const root = info.tree.roots[0];
      if (root?.kind !== 'document' || root.value.kind !== 'mapping' || info.tree.notes.some((note) => note.code === 'syntax-error')) continue;
      const known = root.value.entries.map((entry) => entry.key);
      for (const { file, block } of join.layers) {
        if (file.uri !== run.subject.uri || block.block.dialect !== 'llamafactory') continue;
        for (const { entry } of block.bindings) {
          if (!/^(dataset|eval_dataset)$/.test(entry.key) || entry.lost) continue;
          const values = entry.value.kind === 'list' ? entry.value.items : [entry.value];
          for (const value of values) if (value.kind === 'scalar') yield* unknownNames(value.text, value.inner, known, info);
        }
      }
    }
  },
};

function* unknownNames(text: string, span: { readonly start: number; readonly end: number }, known: readonly string[], info: JoinedRun['home']): Generator<Finding> {
  let at = 0;
  for (const part of text.split(',')) {
    const name = part.trim();
    const start = span.start + at + part.indexOf(name);
    at += part.length + 1;
    if (name === '' || known.includes(name) || span.end - span.start !== text.length || /[{}$<>]/.test(name)) continue;
    const near = mostSimilar(name, known);
    const range = { start, end: start + name.length };
    yield {
      span: range, message: { id: near === undefined ? 'undefined' : 'undefined-near', values: { name, file: nameOf(info.uri), ...(near === undefined ? {} : { near }) } },
      related: [{ span: { start: 0, end: 1 }, uri: info.uri, text: info.text, message: { id: 'list' } }],
      ...(near === undefined ? {} : { fixes: [{ title: { id: 'replace', values: { name: near } }, safe: false, edits: [{ span: range, text: near }] }] }),
    };
  }
}

/** Keys of accelerate's own that it refuses beside a DeepSpeed file (accelerate 1.6.0, utils/dataclasses.py, `_deepspeed_config_checks`). */
const BESIDE_FILE: readonly string[] = ['gradient_accumulation_steps', 'gradient_clipping', 'zero_stage', 'offload_optimizer_device', 'offload_param_device', 'offload_param_nvme_path', 'offload_optimizer_nvme_path', 'zero3_save_16bit_model'];

export const deepSpeedKeysBesideFile: Rule = {
  name: 'deepspeed-keys-beside-file',
  *check(run) {
    for (const { block, bindings } of run.blocks) {
      if (block.dialect !== 'accelerate') continue;
      // The section of another kind of run is not read.
      const kind = bindings.find(({ entry }) => entry.path.length === 1 && entry.key === 'distributed_type');
      if (kind?.read.known && kind.read.literal !== 'DEEPSPEED') continue;
      const inside = bindings.filter(({ entry }) => entry.path[0] === 'deepspeed_config' && entry.path.length === 2);
      const file = inside.find(({ entry }) => entry.key === 'deepspeed_config_file' && entry.value.kind === 'scalar' && !/^(none|null|~)?$/i.test(entry.value.text));
      if (!file) continue;
      const beside = inside.filter(({ entry }) => BESIDE_FILE.includes(entry.key));
      for (const { entry } of beside) yield { span: entry.keySpan, message: { id: 'refused', values: { key: entry.key } }, related: [{ span: file.entry.span, message: { id: 'file' } }], fixes: [{ title: { id: 'drop', values: { key: entry.key } }, safe: false, edits: [wholeLine(run, entry)] }] };
    }
  },
};

function wholeLine(run: Run, entry: Entry): { readonly span: Entry['span']; readonly text: string } {
  const { text } = run.subject;
  const start = text.lastIndexOf('\n', entry.span.start - 1) + 1;
  const end = text.indexOf('\n', entry.span.end);
  return { span: { start, end: end < 0 ? text.length : end + 1 }, text: '' };
}

/** A file that the run names and that is nowhere a relative path could mean. */
export const linkedFileMissing: Rule = {
  name: 'linked-file-missing',
  *check(run) {
    if (run.files.length === 0) return;
    for (const link of run.links) {
      const path = link.value.text;
      if (link.exists || link.role === 'model' || link.role === 'datasets' || path.startsWith('/') || path.startsWith('~') || link.entry?.lost || isMadeHere(path, run)) continue;
      // Paths that leave the workspace are not looked at.
      if (/^\.\.\//.test(path) && link.folders.length < 3) continue;
      const name = nameOf(path);
      const same = run.files.filter((uri) => nameOf(uri) === name);
      const near = same.length > 0 ? same : similarFiles(name, run.files);
      const fixes = near.slice(0, 5).map((uri): Fix => { const to = relativePath(link.folders, uri); return { title: { id: 'replace', values: { path: to } }, safe: false, edits: [{ span: link.value.inner, text: to }] }; });
      yield { span: link.value.span, message: { id: near.length > 0 ? 'elsewhere' : 'nowhere', values: { path } }, fixes,
        // Hostfiles are written on the machine they are for; a YAML may be meant for the checkout of its tool.
        ...(link.role === 'hostfile' || run.subject.syntax === 'yaml' ? { severity: 'information' as const } : {}) };
    }
  },
};

/** The script writes it itself, copies it, or fetches it: its name stands there more than once. */
function isMadeHere(path: string, { subject }: Run): boolean {
  if (subject.syntax !== 'shell' && subject.syntax !== 'python') return false;
  const name = nameOf(path);
  let count = 0;
  for (let at = subject.text.indexOf(name); at >= 0; at = subject.text.indexOf(name, at + 1)) {
    const line = subject.text.slice(subject.text.lastIndexOf('\n', at - 1) + 1, at);
    if (/>\s*\S*$|\b(tee|cp|mv|wget|curl|ln|git clone|envsubst|sed|jq|open|write|dump)\b/.test(line)) count++;
  }
  return count > 0 || /\b(git clone|wget|unzip|tar x)/.test(subject.text);
}

function similarFiles(name: string, files: readonly string[]): readonly string[] {
  const ending = /\.\w+$/.exec(name)?.[0] ?? '';
  const candidates = files.filter((uri) => nameOf(uri).endsWith(ending));
  const near = mostSimilar(name, candidates.map(nameOf));
  return near === undefined ? [] : candidates.filter((uri) => nameOf(uri) === near);
}

/** A path from the first folder that the file lies below. */
function relativePath(folders: readonly string[], uri: string): string {
  const folder = folders.find((candidate) => uri.startsWith(`${candidate}/`));
  return decodeURIComponent(folder === undefined ? uri : uri.slice(folder.length + 1));
}

