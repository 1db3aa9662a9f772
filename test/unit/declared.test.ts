// What a script's own command line is told to be by its source: which flags, and whether there may be others.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { DeclaredParser } from '../../server/schemas/declared/declared.js';
import { isAmbiguous } from '../../server/schemas/declared/declared.js';
import { readKnowledge } from '../support/knowledge.js';
import { runOf } from '../support/memory.js';

const knowledge = readKnowledge();

async function parserOf(script: string, files: Readonly<Record<string, string>> = {}): Promise<DeclaredParser | undefined> {
  const run = await runOf({ file: 'run.sh', text: 'python train.py --x 1\n', with: { 'train.py': script, ...files } }, knowledge);
  return run.scripts[0]?.parser;
}

/** `closed: lr:float=1e-4 mode:text[lora|full] …`; inherited flags of libraries are counted, not listed. */
function sketch(parser: DeclaredParser | undefined): string {
  if (!parser) return 'none';
  const own = parser.flags.filter((flag) => flag.where).map((flag) => `${flag.names.join('/')}${flag.negative.map((name) => `/!${name}`).join('')}:${flag.type}${flag.choices ? `[${flag.choices.join('|')}]` : ''}${flag.fallback === undefined ? '' : `=${flag.fallback}`}${flag.required ? '!' : ''}${{ 'nothing': '', 'one': ' 1', 'maybe-one': ' ?', 'many': ' *' }[flag.takes]}`);
  return `${parser.closed ? 'closed' : 'open'}: ${own.join(', ')}${parser.libraries.length > 0 ? ` + ${parser.libraries.join()}` : ''}`;
}

const A = 'import argparse\nparser = argparse.ArgumentParser()\n';
const END = 'args = parser.parse_args()\n';
const HF = 'from dataclasses import dataclass, field\nfrom typing import *\nfrom transformers import HfArgumentParser, TrainingArguments\n';

const ROWS: readonly (readonly [string, string, string, Readonly<Record<string, string>>?])[] = [
  ['types, defaults, choices', `${A}parser.add_argument('--lr', type=float, default=1e-4)\nparser.add_argument('-m', '--mode', choices=['lora', 'full'])\nparser.add_argument('--n', type=int, nargs='+')\n${END}`, 'closed: lr:float=1e-4 1, m/mode:text[lora|full] 1, n:int *'],
  ['switches', `${A}parser.add_argument('--fp16', action='store_true')\nparser.add_argument('--flash', action=argparse.BooleanOptionalAction)\nparser.add_argument('--x', nargs='?', const=1)\n${END}`, 'closed: fp16:boolean=False, flash/!no-flash:boolean, x:text ?'],
  ['groups', `${A}g = parser.add_argument_group('a')\ng.add_argument('--a', required=True)\n${END}`, 'closed: a:text! 1'],
  ['unknown flags are taken', `${A}parser.add_argument('--a')\nargs, rest = parser.parse_known_args()\n`, 'open: a:text 1'],
  ['names made up in a loop', `${A}for k in d:\n    parser.add_argument('--' + k)\n${END}`, 'open: '],
  ['parents', `import argparse\nparser = argparse.ArgumentParser(parents=[base])\n${END}`, 'open: '],
  ['the rest of the line', `${A}parser.add_argument('--cmd', nargs=argparse.REMAINDER)\n${END}`, 'open: '],
  ['sub-commands', `${A}s = parser.add_subparsers()\n${END}`, 'open: '],
  ['a helper of the script', `${A}def add(p):\n    p.add_argument('--b')\nadd(parser)\n${END}`, 'closed: b:text 1'],
  ['a helper of a module', `from utils.args import add_model_args\n${A}add_model_args(parser)\nparser.add_argument('--c')\n${END}`, 'closed: c:text 1, b:int 1', { 'utils/args.py': "def add_model_args(parser):\n    parser.add_argument('--b', type=int)\n" }],
  ['a helper out of sight', `from megatron import add_args\n${A}add_args(parser)\n${END}`, 'open: '],
  ['DeepSpeed adds its own', `import deepspeed\n${A}parser = deepspeed.add_config_arguments(parser)\n${END}`, 'closed: '],
  ['the whole parser in a module', 'from args import get_args\nargs = get_args()\n', 'closed: a:text 1', { 'args.py': "import argparse\ndef get_args():\n    parser = argparse.ArgumentParser()\n    parser.add_argument('--a')\n    return parser.parse_args()\n" }],
  ['dataclasses', `${HF}@dataclass\nclass M:\n    path: str\n    rank: Optional[int] = field(default=8, metadata={"help": "x"})\n    flash: bool = True\n    kind: Literal["a", "b"] = "a"\n    names: List[str] = field(default_factory=list)\nHfArgumentParser(M).parse_args_into_dataclasses()\n`, 'closed: path:text! 1, rank:int=8 1, flash/!no_flash/!no-flash:boolean=True ?, kind:text[a|b]=a 1, names:text *'],
  ['dataclasses that inherit', `${HF}@dataclass\nclass T(TrainingArguments):\n    my_flag: int = 1\nHfArgumentParser((T,)).parse_args_into_dataclasses()\n`, 'closed: my_flag/my-flag:int=1 1 + transformers'],
  ['dataclasses of a module', `from conf import Model\nfrom transformers import HfArgumentParser, TrainingArguments\nparser = HfArgumentParser((Model, TrainingArguments))\nparser.parse_args_into_dataclasses()\n`, 'closed: a_b/a-b:int=1 1 + transformers', { 'conf.py': 'from dataclasses import dataclass\n@dataclass\nclass Model:\n    a_b: int = 1\n' }],
  ['a dataclass out of sight', 'from far import Model\nfrom transformers import HfArgumentParser\nHfArgumentParser(Model).parse_args_into_dataclasses()\n', 'open: '],
  ['what is left over is kept', `${HF}HfArgumentParser(TrainingArguments).parse_args_into_dataclasses(return_remaining_strings=True)\n`, 'open:  + transformers'],
  ['click', "import click\n@click.command()\n@click.option('--lr', type=float, default=1e-4)\n@click.option('--shout/--no-shout', default=False)\n@click.option('--kind', type=click.Choice(['a', 'b']))\n@click.argument('src')\ndef main(lr, shout, kind, src): pass\nmain()\n", 'closed: lr:float=1e-4 1, shout/!no-shout:boolean=False, kind:other[a|b] 1'],
  ['typer', 'import typer\ndef main(src: str, lora_rank: int = 8, fast: bool = False, lr: float = typer.Option(1e-4, help="rate")): pass\ntyper.run(main)\n', 'closed: lora-rank:int=8 1, fast/!no-fast:boolean=False, lr:float=1e-4 1'],
  ['fire', 'import fire\ndef train(base_model: str = "", lr: float = 1e-4): pass\nfire.Fire(train)\n', 'closed: base_model/base-model:other= ?, lr:other=1e-4 ?'],
  ['fire with anything', 'import fire\ndef train(lr=1, **kwargs): pass\nfire.Fire(train)\n', 'open: lr:other=1 ?'],
  ['absl', 'from absl import flags\nflags.DEFINE_integer("rank", 8, "x")\n', 'open: rank:int=8 1'],
  ['no parser', 'print(1)\n', 'none'],
];

for (const [name, script, expected, files] of ROWS) test(`parser: ${name}`, async () => { assert.equal(sketch(await parserOf(script, files)), expected); });

test('argparse takes beginnings that only one flag has, and dashes stay dashes', async () => {
  const parser = (await parserOf(`${A}parser.add_argument('--lora_rank')\nparser.add_argument('--lora_alpha')\nparser.add_argument('--batch-size')\n${END}`))!;
  assert.equal(parser.lookup('batch')?.how, 'abbreviation');
  assert.equal(parser.lookup('lora'), undefined);
  assert.ok(isAmbiguous(parser, 'lora'));
  assert.equal(parser.lookup('batch_size'), undefined);
});

test('the help and the place of a declaration', async () => {
  const script = `${A}parser.add_argument('--lora_rank', help='width of '\n  'the update (default: %(default)s)')\n${END}`;
  const flag = (await parserOf(script))!.flags.find(({ name }) => name === 'lora_rank')!;
  assert.equal(flag.help, 'width of the update (default: …)');
  assert.equal(script.slice(flag.where!.span.start, flag.where!.span.end), "'--lora_rank'");
});
