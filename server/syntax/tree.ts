import type { Span } from '../text/span.js';

/**
 * The one tree: what every syntax reader produces and every later floor reads.
 *
 * It stores text and ranges, never types: whether `1e-4` is a number or a string is decided by the loader of the block
 * the entry stands in. Readers never throw; what they noticed beside the entries stands in `notes`.
 */
export interface Tree {
  readonly syntax: Syntax;
  readonly roots: readonly Root[];
  readonly notes: readonly Note[];
  readonly comments: readonly Comment[];
  /** Shell only: the ranges of assignments; a comment may stand before one, never inside. */
  readonly assignments?: readonly Span[];
  /** Python only: what the file imports, `{module: 'peft', name: 'LoraConfig'}`; no name for `import peft`. */
  readonly imports?: readonly Import[];
}

export interface Import {
  readonly module: string;
  readonly name?: string;
}

export type Syntax = 'json' | 'yaml' | 'shell' | 'python' | 'hostfile' | 'makefile' | 'dockerfile' | 'markdown';

/** One thing a file holds: a JSON value, a YAML document, a shell command, a Python call or dict literal, a list of hosts. */
export type Root = DocumentRoot | CommandRoot | CallRoot | DictRoot | HostsRoot;

/** A JSON file or one YAML document. */
export interface DocumentRoot {
  readonly kind: 'document';
  readonly span: Span;
  readonly value: Value;
  /** A here-document's own syntax, and the path it is written to. */
  readonly syntax?: 'json' | 'yaml';
  readonly writes?: string;
}

/** One simple shell command. `value` holds the flags that follow the script; the launcher's own stand in `launcher`. */
export interface CommandRoot {
  readonly kind: 'command';
  /** From the first word to the last word or flag that belongs to the command, lost ones included. */
  readonly span: Span;
  /** Every word in order, as the shell hands it on, environment prefixes excluded. */
  readonly words: readonly Word[];
  /** Whose flags stand before the script; undefined for a program that starts none. */
  readonly starter?: Starter;
  /** Which word is the program, behind `srun`, `nohup`, `env A=b` and their like. */
  readonly program: number;
  /** `A=b` before the program, and what was exported before the command. */
  readonly environment: readonly Entry[];
  /** Flags between the program and the script, e.g. `--num_gpus` of `deepspeed --num_gpus 8 finetune.py`. */
  readonly launcher: Mapping;
  /** The script or module that is launched (`finetune.py`, the word after `-m`), if one is named. */
  readonly script?: Word;
  /** Words behind the script that are no flag's value, e.g. the YAML of `train.py config.yaml`. */
  readonly positionals: readonly Word[];
  /** The script's flags; for tools with sub-commands of their own (`llamafactory-cli train a.yaml key=value`) also their pairs. */
  readonly value: Mapping;
  /** True when a variable that is not known may add words that cannot be read. */
  readonly open: boolean;
}

/** What starts scripts; `launch` is torch.distributed.launch. */
export type Starter = 'python' | 'torchrun' | 'launch' | 'deepspeed' | 'accelerate';

/** A call with keyword arguments; `name` is the last part of the callee (`LoraConfig` of `peft.LoraConfig(...)`). */
export interface CallRoot {
  readonly kind: 'call';
  readonly span: Span;
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: Mapping;
  /** True when a `**kwargs` adds entries that cannot be read. */
  readonly open: boolean;
  /** The names handed over as `**name`. */
  readonly spread?: readonly string[];
}

/** A dict literal; `name` is the variable, keyword or key it is assigned to, if any. */
export interface DictRoot {
  readonly kind: 'dict';
  readonly span: Span;
  readonly name?: string;
  readonly value: Mapping;
  /** True when a `**other` or a computed key adds entries that cannot be read. */
  readonly open: boolean;
}

/** A DeepSpeed hostfile: one entry a host; key `worker-1`, value the mapping `{slots: 8}`. */
export interface HostsRoot {
  readonly kind: 'hosts';
  readonly span: Span;
  readonly value: Mapping;
}

export type Value = Scalar | List | Mapping | Unread | Missing;

/** A literal, decoded: for `"a\nb"` the text holds a line break. */
export interface Scalar {
  readonly kind: 'scalar';
  /** The literal with its quotes. */
  readonly span: Span;
  /** The literal without its quotes. Equal to `span` for plain scalars. */
  readonly inner: Span;
  readonly text: string;
  readonly style: 'plain' | 'single' | 'double' | 'block';
  /** An explicit YAML tag such as `!!str`. */
  readonly tag?: string;
  /** Shell only: the variables the text came through. */
  readonly origin?: Origin;
}

/** How a value came to its place through a script's variables. */
export interface Origin {
  /** The variables, the one in the command first. */
  readonly names: readonly string[];
  /** Where the whole value is written, when that is one place: an edit belongs there. */
  readonly span?: Span;
  /** The value is a default that an environment variable of the first name would replace: `${LR:-1e-4}`. */
  readonly fallback?: true;
}

export interface List {
  readonly kind: 'list';
  readonly span: Span;
  readonly items: readonly Value[];
}

export interface Mapping {
  readonly kind: 'mapping';
  readonly span: Span;
  readonly entries: readonly Entry[];
}

/** A value that is there but cannot be read from the file alone. Rules stay silent about it. */
export interface Unread {
  readonly kind: 'unread';
  readonly span: Span;
  readonly text: string;
  readonly why: 'variable' | 'template' | 'expression' | 'broken';
}

/** No value: a flag without one, `key:` with nothing behind it, a JSON key still being typed. The span is empty. */
export interface Missing {
  readonly kind: 'missing';
  readonly span: Span;
}

export interface Entry {
  /** The key, decoded, without quotes and leading dashes; dashes inside a flag are kept (`lora-rank`). */
  readonly key: string;
  /** The key's own characters, without quotes and leading dashes. */
  readonly keySpan: Span;
  /** Key and value with quotes and dashes; ends with the value (or the key when that is missing). */
  readonly span: Span;
  /** Keys and list indices from the root's value to this entry, its own key last. */
  readonly path: readonly (string | number)[];
  readonly value: Value;
  /** A shell flag that a comment, a blank or a missing backslash cut off its command: explained, but absent for rules. */
  readonly lost?: boolean;
  /** Came in through a YAML merge (`<<: *base`): its ranges are those of the anchor's mapping. */
  readonly merged?: boolean;
  /** Shell only: `--flag=value` rather than `--flag value`. */
  readonly equals?: boolean;
  /** Shell only: `key=value` without dashes. */
  readonly pair?: boolean;
}

export interface Word {
  readonly span: Span;
  /** The word after quote removal, or undefined when it depends on a variable or a substitution. */
  readonly text: string | undefined;
  /** Of a word that is not known: what follows its last unknown part, e.g. `/train.py` of `$HERE/train.py`. */
  readonly tail?: string;
}

export interface Comment {
  /** From the comment sign to the end of the line, the line break excluded. */
  readonly span: Span;
  /** The text behind the sign, trimmed. */
  readonly text: string;
  /** Whether nothing but blanks stands before it on its line. */
  readonly ownLine: boolean;
}

/** What a reader noticed beside the entries. */
export interface Note {
  readonly code: NoteCode;
  readonly span: Span;
  /** The other place the note is about: the first of two equal keys, the command a line was cut off from. */
  readonly related?: Span;
  /** For shell notes: the index in `roots` of the command that is broken. */
  readonly root?: number;
}

export type NoteCode =
  | 'syntax-error'
  | 'duplicate-key'
  | 'json-comment'
  | 'trailing-comma'
  | 'comment-after-continuation'
  | 'space-after-continuation'
  | 'missing-continuation'
  | 'carriage-return';
