import { loraScale } from '../../math/lora.js';
import { quantity } from '../../settings/quantities.js';
import type { Calculator } from './here.js';
import { input, needs, show } from './inputs.js';

/** α/r, or α/√r with rsLoRA, from the block's own rank and alpha. */
export const loraHere: Calculator = ({ run, block }, language) => {
  const { knowledge } = run;
  const rank = input(block, 'lora.rank', knowledge);
  const alpha = input(block, 'lora.alpha', knowledge);
  const unknown = [rank, alpha].flatMap((item) => (item.known ? [] : [item.name]));
  if (!rank.known || !alpha.known) return { lines: needs(unknown, knowledge, language) };
  if (rank.value <= 0) return undefined;
  const stabilized = quantity(block, 'lora.rslora', knowledge);
  if (stabilized.state === 'unknown') return { lines: needs([stabilized.binding.entry.key], knowledge, language) };
  const rs = stabilized.state === 'known' && stabilized.value === true;
  const line = `α/${rs ? '√r' : 'r'} = ${show(alpha.value)}/${rs ? `√${show(rank.value)}` : show(rank.value)} = ${show(loraScale(alpha.value, rank.value, rs))}`;
  const defaults = [...(rank.absent ? ['`r`'] : []), ...(alpha.absent ? ['`lora_alpha`'] : [])];
  return { lines: [line + (defaults.length > 0 ? ` (${knowledge.word('by-default', language, { names: defaults.join(', ') })})` : '')] };
};
