/** A command line taken apart: the command, its paths, its `--name value` options (flags without a value hold ''). */
export interface Arguments {
  readonly command: string | undefined;
  readonly paths: readonly string[];
  readonly flags: ReadonlyMap<string, string>;
}

const WITH_VALUE = new Set(['format', 'lang', 'stdin-name', 'to']);

export function readArguments(words: readonly string[]): Arguments {
  const flags = new Map<string, string>();
  const rest: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const match = /^--([a-z-]+)(?:=(.*))?$/.exec(word);
    if (!match) rest.push(word);
    else if (match[2] !== undefined) flags.set(match[1]!, match[2]);
    else if (WITH_VALUE.has(match[1]!)) flags.set(match[1]!, words[++i] ?? '');
    else flags.set(match[1]!, '');
  }
  return { command: rest[0], paths: rest.slice(1), flags };
}
