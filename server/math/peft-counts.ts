/** One adapted matrix: the sizes of the layer's input and output. */
export interface Matrix { readonly inputs: number; readonly outputs: number }

// Each function below counts the trained values of ONE adapted matrix; the sum over all of them is what print_trainable_parameters shows.
// All counts are of peft 0.21.2, of linear layers, and whole numbers. Ranks and block sizes are positive.

/** LoRA and rsLoRA: A is r × in, B is out × r (peft/tuners/lora/layer.py). With `lora_bias` B has a bias of its own. */
export function loraCount(rank: number, { inputs, outputs }: Matrix, bias = false): number {
  return rank * (inputs + outputs) + (bias ? outputs : 0);
}

/** DoRA: LoRA and a length for each output (peft/tuners/lora/dora.py). */
export function doraCount(rank: number, matrix: Matrix): number {
  return loraCount(rank, matrix) + matrix.outputs;
}

/** AdaLoRA: P, Q and r singular values, at the rank it starts with: `init_r`. Pruning sets values to zero and removes none (peft/tuners/adalora/layer.py). */
export function adaLoraCount(initialRank: number, { inputs, outputs }: Matrix): number {
  return initialRank * (inputs + outputs + 1);
}

/** LoHa: two pairs of LoRA factors (peft/tuners/loha/layer.py). */
export function loHaCount(rank: number, matrix: Matrix): number {
  return 2 * loraCount(rank, matrix);
}

/**
 * LoKr: C ⊗ (B·A), the sides of the matrix split by `splitSide` (peft/tuners/lokr/layer.py). C is whole, or factored too with `decompose_both`;
 * a factor is only kept as a product of rank r where r is below half of its longer side.
 */
export function loKrCount(rank: number, { inputs, outputs }: Matrix, factor = -1, both = false): number {
  const [inSmall, inLarge] = splitSide(inputs, factor);
  const [outSmall, outLarge] = splitSide(outputs, factor);
  const part = (rows: number, columns: number, factored: boolean): number => (factored && rank < Math.max(rows, columns) / 2 ? rank * (rows + columns) : rows * columns);
  return part(outSmall, inSmall, both) + part(outLarge, inLarge, true);
}

/**
 * The two factors of a side (peft/tuners/lokr/layer.py, `factorization`): `factor` first where it divides the side, else the pair nearest the square root,
 * the smaller number first and not above `factor`; −1: no such bound.
 */
export function splitSide(side: number, factor = -1): readonly [number, number] {
  if (factor > 0 && side % factor === 0) return [factor, side / factor];
  let best = 1;
  for (let small = 2; small * small <= side && (factor === -1 || small <= factor); small++) if (side % small === 0) best = small;
  return [best, side / best];
}

/** OFT: in/b blocks with b(b−1)/2 angles each, or one block shared by all (`block_share`). `block` divides `inputs` (peft/tuners/oft/layer.py). */
export function oftCount(block: number, { inputs }: Matrix, shared = false): number {
  return (shared ? 1 : inputs / block) * ((block * (block - 1)) / 2);
}

/** BOFT: `factors` times in/b whole blocks of b × b, and a scale for each output (peft/tuners/boft/layer.py). Without its CUDA extension PEFT uses one factor. */
export function boftCount(block: number, { inputs, outputs }: Matrix, factors = 1): number {
  return factors * block * inputs + outputs;
}

/** (IA)³: one number per output, or per input where the module is one of `feedforward_modules` (peft/tuners/ia3/layer.py). */
export function ia3Count({ inputs, outputs }: Matrix, feedForward: boolean): number {
  return feedForward ? inputs : outputs;
}

/** VeRA: r weights of the directions and one weight per output; A and B are frozen (peft/tuners/vera/layer.py). */
export function veraCount(rank: number, { outputs }: Matrix): number {
  return rank + outputs;
}

/** HRA: r vectors of the input's width (peft/tuners/hra/layer.py). */
export function hraCount(rank: number, { inputs }: Matrix): number {
  return rank * inputs;
}

/** Prompt tuning: `length` vectors of the hidden size (arXiv:2104.08691; peft/tuners/prompt_tuning/model.py). */
export function promptCount(length: number, hidden: number): number {
  return length * hidden;
}

/** P-tuning with three linear layers, `width` (encoder_hidden_size) wide (arXiv:2103.10385; peft/tuners/p_tuning/model.py, MLP). Dropped after training but for the vectors. */
export function promptEncoderCount(length: number, hidden: number, width: number): number {
  return length * hidden + linear(hidden, width) + linear(width, width) + linear(width, hidden);
}

/** P-tuning with a bidirectional LSTM of `layers` layers and two linear layers behind it (peft/tuners/p_tuning/model.py, LSTM). */
export function lstmPromptEncoderCount(length: number, hidden: number, width: number, layers: number): number {
  const direction = (inputs: number): number => 4 * width * (inputs + width + 2);
  const lstm = 2 * direction(hidden) + (layers - 1) * 2 * direction(2 * width);
  return length * hidden + lstm + linear(2 * width, 2 * width) + linear(2 * width, hidden);
}

/** A linear layer with bias. */
function linear(inputs: number, outputs: number): number {
  return inputs * outputs + outputs;
}
