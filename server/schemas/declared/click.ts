import type { Call, PythonFunction, PythonOutline } from '../../syntax/python-outline.js';
import type { Snapshot } from '../../workspace/snapshot.js';
import { choicesOf, keyword, textOf } from './argparse.js';
import type { DeclaredFlag, DeclaredType } from './declared.js';

/** What a reader of decorated or handed-over functions found. */
export interface FunctionFlags { readonly kind: 'click' | 'typer' | 'fire'; readonly flags: readonly DeclaredFlag[]; readonly closed: boolean; readonly positionals: boolean }

/** The command line of a script whose function is one: click's options, typer's parameters, fire's. Undefined when there is none, or several. */
export function functionFlags(outline: PythonOutline, file: Snapshot): FunctionFlags | undefined {
  const imported = (module: string): boolean => outline.imports.some((item) => item.module.split('.')[0] === module);
  if (imported('click')) {
    const commands = outline.functions.filter((each) => each.decorators.some((decorator) => /^(click\.)?command(\(|$)|\.command(\(|$)/.test(decorator.text)));
    return commands.length === 1 ? clickFlags(commands[0]!, file) : undefined;
  }
  if (imported('typer')) {
    const run = outline.calls.find((call) => call.callee === 'typer.run')?.positional[0]?.text;
    const commands = outline.functions.filter((each) => each.name === run || each.decorators.some((decorator) => /\.command(\(|$)/.test(decorator.text)));
    return commands.length === 1 ? typerFlags(commands[0]!, file) : undefined;
  }
  const fired = imported('fire') ? outline.calls.find((call) => /^(fire\.)?Fire$/.test(call.callee))?.positional[0] : undefined;
  const target = fired?.kind === 'name' ? outline.functions.find((each) => each.name === fired.text) : undefined;
  return target ? fireFlags(target, file) : undefined;
}

function clickFlags(command: PythonFunction, file: Snapshot): FunctionFlags {
  const flags: DeclaredFlag[] = [];
  let closed = true;
  let positionals = false;
  for (const decorator of command.decorators) {
    const { call, text } = decorator;
    if (call && /(^|\.)option$/.test(call.callee)) { const flag = clickOption(call, file); if (flag) flags.push(flag); else closed = false; }
    else if (/(^|\.)(argument|command|pass_context)(\(|$)/.test(text)) { if (call && keyword(call, 'context_settings')) closed = false; if (/argument\(/.test(text)) positionals = true; }
    else closed = false;
  }
  return { kind: 'click', flags: [...flags, helpFlag()], closed, positionals };
}

function clickOption(call: Call, file: Snapshot): DeclaredFlag | undefined {
  const spellings = call.positional.filter((item) => item.kind === 'string').map((item) => item.text);
  const [on = '', off] = (spellings.find((spelling) => spelling.startsWith('--')) ?? spellings.find((spelling) => spelling.startsWith('-')) ?? '').split('/');
  if (on === '' || call.open) return undefined;
  const names = spellings.filter((spelling) => spelling.startsWith('-')).flatMap((spelling) => spelling.split('/')[0]!.trim().replace(/^--?/, ''));
  const isFlag = off !== undefined || keyword(call, 'is_flag')?.text === 'True';
  const type = keyword(call, 'type');
  const choices = type?.call && /Choice$/.test(type.call.callee) ? choicesOf(type.call.positional[0]) : {};
  const fallback = keyword(call, 'default');
  const many = keyword(call, 'nargs') !== undefined;
  return {
    name: on.replace(/^--?/, ''), names, negative: off === undefined ? [] : [off.trim().replace(/^--?/, '')], ...textOf(keyword(call, 'help'), 'help'), ...choices,
    type: isFlag ? 'boolean' : typeNamed(type?.kind === 'name' ? type.text : type === undefined ? 'str' : 'other'), ...(fallback && fallback.kind !== 'none' ? { fallback: fallback.text.slice(0, 80) } : {}),
    required: keyword(call, 'required')?.text === 'True', takes: isFlag || keyword(call, 'count')?.text === 'True' ? 'nothing' : many ? 'many' : 'one', repeatable: keyword(call, 'multiple')?.text === 'True' || keyword(call, 'count')?.text === 'True',
    where: { file, span: call.positional[0]!.span },
  };
}

/** Parameters with a default are options, the others positional; `typer.Option(default, "--name", help=…)` says more. */
function typerFlags(command: PythonFunction, file: Snapshot): FunctionFlags {
  let closed = true;
  const flags = command.parameters.flatMap((parameter): readonly DeclaredFlag[] => {
    if (parameter.star !== '') { closed = false; return []; }
    const call = parameter.value?.call;
    const option = call && /(^|\.)Option$/.test(call.callee) ? call : undefined;
    // `Annotated[…, typer.Option(…)]` may rename it; a call that is no Option is made by the script.
    if (/Annotated/.test(parameter.annotation ?? '') || (call && !option && !/(^|\.)Argument$/.test(call.callee))) { closed = false; return []; }
    if (parameter.value === undefined || (call && !option) || /Context$/.test(parameter.annotation ?? '')) return [];
    const given = option ? option.positional[0] : parameter.value;
    const spelled = option?.positional.slice(1).filter((item) => item.kind === 'string').map((item) => item.text) ?? [];
    const boolean = parameter.annotation === 'bool' || given?.kind === 'boolean';
    const own = parameter.name.replaceAll('_', '-');
    const names = spelled.length > 0 ? spelled.map((spelling) => spelling.split('/')[0]!.replace(/^--?/, '')) : [own];
    const list = /^(?:Optional\[)?(?:List|list)\b/.test(parameter.annotation ?? '');
    return [{
      name: names[0]!, names, negative: boolean && spelled.length === 0 ? [`no-${own}`] : spelled.flatMap((spelling) => spelling.split('/').slice(1).map((off) => off.replace(/^--?/, ''))),
      ...(option ? textOf(keyword(option, 'help'), 'help') : {}), type: boolean ? 'boolean' : typeNamed(parameter.annotation ?? 'other'),
      ...(given && given.kind !== 'none' && given.text !== '...' ? { fallback: given.text.slice(0, 80) } : {}), required: given?.text === '...', takes: boolean ? 'nothing' : 'one', repeatable: list, where: { file, span: parameter.span },
    }];
  });
  return { kind: 'typer', flags: [...flags, helpFlag(), ...['install-completion', 'show-completion'].map(switchFlag)], closed, positionals: true };
}

/** Fire hands flags to parameters of the same name, dashes or underscores; `**kwargs` takes any. */
function fireFlags(command: PythonFunction, file: Snapshot): FunctionFlags {
  const flags = command.parameters.filter((parameter) => parameter.star === '' && parameter.name !== 'self').map((parameter): DeclaredFlag => {
    const boolean = parameter.annotation === 'bool' || parameter.value?.kind === 'boolean';
    return {
      name: parameter.name, names: [...new Set([parameter.name, parameter.name.replaceAll('_', '-')])], negative: boolean ? [`no${parameter.name}`] : [], type: 'other',
      ...(parameter.value && parameter.value.kind !== 'none' ? { fallback: parameter.value.text.slice(0, 80) } : {}), required: false, takes: 'maybe-one', repeatable: false, where: { file, span: parameter.span },
    };
  });
  // A name of one letter stands for the parameter that begins with it: too loose to call a flag unknown for sure.
  return { kind: 'fire', flags, closed: !command.parameters.some((parameter) => parameter.star === '**'), positionals: true };
}

function typeNamed(name: string): DeclaredType {
  return name === 'int' ? 'int' : name === 'float' ? 'float' : name === 'str' || name === 'Optional[str]' ? 'text' : 'other';
}

export function helpFlag(): DeclaredFlag {
  return { name: 'help', names: ['help', 'h'], negative: [], type: 'boolean', required: false, takes: 'nothing', repeatable: false };
}

function switchFlag(name: string): DeclaredFlag {
  return { name, names: [name], negative: [], type: 'boolean', required: false, takes: 'nothing', repeatable: false };
}
