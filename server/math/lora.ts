/** The factor LoRA puts on BA: α/r, or α/√r with rsLoRA (arXiv:2106.09685 section 4.1; arXiv:2312.03732; peft/tuners/lora/layer.py). */
export function loraScale(alpha: number, rank: number, rankStabilized: boolean): number {
  return rankStabilized ? alpha / Math.sqrt(rank) : alpha / rank;
}

/** Trained values of one adapted matrix of shape out × in: r·(in + out) (arXiv:2106.09685 section 4.1). */
export function loraParameters(rank: number, inputs: number, outputs: number): number {
  return rank * (inputs + outputs);
}
