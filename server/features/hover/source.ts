import type { Parameter } from '../../knowledge/catalog.js';

/** Where each library's source stands on the web, for the release a fact was read from. */
const REPOSITORIES: Readonly<Record<string, (release: string, file: string) => string>> = {
  peft: (release, file) => `https://github.com/huggingface/peft/blob/v${release}/src/${file}`,
  transformers: (release, file) => `https://github.com/huggingface/transformers/blob/v${release}/src/${file}`,
  deepspeed: (release, file) => `https://github.com/deepspeedai/DeepSpeed/blob/v${release}/${file}`,
};

/** The upstream file a parameter's facts were read from, or undefined when there is none to show. */
export function sourceUrl(parameter: Parameter): string | undefined {
  const { file, library, release } = parameter;
  if (file === undefined) return undefined;
  // Facts about scripts name the repository themselves: `owner/name@commit/path`.
  const script = /^([\w.-]+\/[\w.-]+)@(\w+)\/(.+)$/.exec(file);
  if (script) return `https://github.com/${script[1]!}/blob/${script[2]!}/${script[3]!}`;
  return REPOSITORIES[library]?.(release, file);
}
