import type { Starter } from '../tree.js';

/**
 * Programs that start other programs, and those that start a training script. Which of their flags take no value decides where the
 * script begins; a test compares the tables with the catalog.
 */

/** Commands that run the command behind them. */
const WRAPPERS: ReadonlySet<string> = new Set([
  'nohup', 'time', 'env', 'srun', 'sudo', 'exec', 'nice', 'ionice', 'numactl', 'conda', 'mamba', 'micromamba', 'uv', 'poetry', 'pipenv', 'pdm', 'hatch', 'rye', 'mpirun', 'mpiexec', 'timeout', 'stdbuf', 'unbuffer',
  'singularity', 'apptainer', 'docker', 'enroot', 'xvfb-run', 'setsid', 'taskset', 'proxychains', 'proxychains4', 'command', 'nsys', 'ncu', 'viztracer', 'py-spy', 'kubectl', 'ssh', 'pdsh', 'screen', 'tmux', 'ts', 'tsp', 'caffeinate', 'coverage', 'bash', 'sh', 'ray', 'jrun', 'spring.submit', 'rlaunch', 'dlcrun',
]);

/** Programs whose script is the first word that is no flag of theirs. */
export const SCRIPT_PROGRAM = /^(python[\d.]*|pypy3?|torchrun|accelerate|accelerate-launch|deepspeed|ds|ipython|pythonw)$/;

/** Programs with sub-commands and arguments of their own. */
export const TOOL_PROGRAM = /^(llamafactory-cli|llamafactory|lmf|swift|megatron|axolotl|trl|yolo|xtuner|tune|oumi|litgpt|mlx_lm\.lora)$/;

/** Launchers that look for flags of their own behind the script too: which flag is whose cannot be told. */
export const OTHER_LAUNCHER = /^(colossalai|composer|torchpippy|ray|jupyter-run)$/;

/** Modules that launch another script: `python -m torch.distributed.run train.py`. */
export const LAUNCHER_MODULES: ReadonlySet<string> = new Set(['torch.distributed.launch', 'torch.distributed.run', 'torch.distributed.launcher', 'accelerate.commands.launch', 'accelerate.commands.accelerate_cli', 'deepspeed.launcher.runner', 'deepspeed.launcher.launch', 'paddle.distributed.launch', 'colossalai.cli.launcher']);

/** Flags without a value, by launcher: the word behind them may be the script. */
export const SWITCHES: Readonly<Record<Starter, ReadonlySet<string>>> = {
  // CPython 3.12, Modules/main.c and `python --help`
  python: new Set(['b', 'B', 'd', 'E', 'i', 'I', 'O', 'OO', 'P', 'q', 's', 'S', 'u', 'v', 'x', 'bb', 'Bu', 'uB']),
  // torch 2.5, torch/distributed/run.py and launch.py
  torchrun: new Set(['standalone', 'virtual_local_rank', 'virtual-local-rank', 'no_python', 'no-python', 'run_path', 'run-path', 'm', 'module']),
  launch: new Set(['standalone', 'virtual_local_rank', 'virtual-local-rank', 'no_python', 'no-python', 'run_path', 'run-path', 'm', 'module', 'use_env', 'use-env']),
  // deepspeed 0.16, deepspeed/launcher/runner.py
  deepspeed: new Set(['module', 'quiet', 'q', 'no_python', 'no_local_rank', 'no_ssh', 'no_ssh_check', 'force_multi', 'save_pid', 'elastic_training', 'bind_cores_to_rank']),
  // accelerate 0.21 to 1.15, accelerate/commands/launch.py
  accelerate: new Set(['quiet', 'q', 'cpu', 'multi_gpu', 'tpu', 'ipex', 'use_xpu', 'use_mps_device', 'use_deepspeed', 'use_fsdp', 'use_megatron_lm', 'use_parallelism_config', 'm', 'module', 'no_python', 'debug', 'tpu_cluster', 'no_tpu_cluster', 'tpu_use_sudo', 'same_network', 'downcast_bf16', 'dynamo_use_fullgraph', 'dynamo_use_dynamic', 'dynamo_use_regional_compilation', 'fp8_use_autocast_during_eval', 'enable_cpu_affinity']),
};

/** Commands that have to do with files and words: a `.py` among their words is not run. */
export const NEVER_LAUNCH: ReadonlySet<string> = new Set([
  'echo', 'printf', 'export', 'declare', 'local', 'readonly', 'typeset', 'unset', 'cp', 'mv', 'rm', 'ln', 'cat', 'ls', 'sed', 'awk', 'grep', 'egrep', 'chmod', 'chown', 'touch', 'source', '.', 'test', '[', '[[', 'cd', 'pushd', 'mkdir', 'tee', 'vim', 'vi', 'nano',
  'git', 'wget', 'curl', 'tar', 'zip', 'unzip', 'diff', 'head', 'tail', 'wc', 'find', 'black', 'isort', 'flake8', 'ruff', 'mypy', 'pylint', 'yapf', 'pre-commit', 'pip', 'pip3', 'apt', 'apt-get', 'ps', 'pkill', 'kill', 'pgrep', 'rsync', 'scp', 'dos2unix', 'read', 'set', 'hadoop', 'hdfs', 'aws', 'gsutil', 'install', 'which', 'file', 'du', 'stat', 'basename', 'dirname', 'realpath', 'alias', 'function', 'return', 'if', 'true', 'false', ':',
]);

export function nameOfProgram(text: string): string {
  return text.slice(text.lastIndexOf('/') + 1);
}

/** Which word is the program: the first that starts scripts, behind nothing but wrappers and their options. */
export function programIndex(words: readonly (string | undefined)[]): number {
  const first = nameOfProgram(words[0] ?? '');
  if (!WRAPPERS.has(first) && !/^[A-Za-z_]\w*=/.test(first)) return 0;
  const found = words.findIndex((word, index) => index > 0 && word !== undefined && (SCRIPT_PROGRAM.test(nameOfProgram(word)) || OTHER_LAUNCHER.test(nameOfProgram(word)) || TOOL_PROGRAM.test(nameOfProgram(word))) && !isOptionValue(words[index - 1]));
  return found < 0 ? 0 : found;
}

/** `conda run -n swift python x.py`: the name behind `-n` is no program. */
function isOptionValue(before: string | undefined): boolean {
  return before !== undefined && /^(-n|--name|-p|--prefix|-J|--job-name|-e|--env)$/.test(before);
}
