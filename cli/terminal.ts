import type { Knowledge } from '../server/knowledge/knowledge.js';
import type { Language } from '../server/knowledge/types.js';

/** Where a command writes, in which language, with which knowledge. */
export interface Terminal {
  readonly knowledge: Knowledge;
  readonly language: Language;
  readonly colour: boolean;
  out(text: string): void;
  err(text: string): void;
}
