// Losses of training on preferences, for one pair or one answer; a batch's loss is their mean. Natural logarithms throughout.
// Numbers follow trl 1.16.0; the papers stand at each function.

/** Log-probabilities of two answers to one prompt: sums over the answer's tokens, under the trained model and the frozen reference, and the numbers of tokens. */
export interface Pair {
  readonly chosen: number;
  readonly rejected: number;
  readonly refChosen: number;
  readonly refRejected: number;
  readonly chosenTokens: number;
  readonly rejectedTokens: number;
}

/** `loss_type` of DPOConfig, those that one pair decides. (`aot` sorts a whole batch: see `aotLosses`; `sft` is the likelihood of the chosen answer.) */
export type DpoKind = 'sigmoid' | 'hinge' | 'ipo' | 'exo_pair' | 'nca_pair' | 'robust' | 'bco_pair' | 'sppo_hard' | 'apo_zero' | 'apo_down' | 'discopop' | 'sigmoid_norm';

/** `label_smoothing` (above 0 for exo_pair, below 0.5 for robust: TRL refuses others), `f_divergence_type` and `discopop_tau` of DPOConfig. */
export interface DpoOptions {
  readonly smoothing?: number;
  readonly divergence?: 'reverse_kl' | 'forward_kl' | 'js_divergence';
  readonly tau?: number;
}

/**
 * The loss of one pair (trl/trainer/dpo_trainer.py, `_compute_loss`). `beta` has no unit; it multiplies log-ratios.
 * Papers: sigmoid arXiv:2305.18290, hinge arXiv:2305.10425, ipo arXiv:2310.12036 (means over tokens, as in TRL), exo_pair arXiv:2402.00856,
 * nca_pair arXiv:2402.05369, robust arXiv:2403.00409, bco_pair arXiv:2404.04656 (without its moving baseline), sppo_hard arXiv:2405.00675,
 * apo_* arXiv:2408.06266, discopop arXiv:2406.08414.
 */
export function dpoLoss(kind: DpoKind, pair: Pair, beta: number, { smoothing = 0, divergence = 'reverse_kl', tau = 0.05 }: DpoOptions = {}): number {
  const won = pair.chosen - pair.refChosen;
  const lost = pair.rejected - pair.refRejected;
  const scoreWon = divergenceScore(won, divergence);
  const scoreLost = divergenceScore(lost, divergence);
  const logit = beta * (scoreWon - scoreLost);
  const perToken = scoreWon / Math.max(1, pair.chosenTokens) - scoreLost / Math.max(1, pair.rejectedTokens);
  switch (kind) {
    case 'sigmoid': return -logSigmoid(logit);
    case 'hinge': return Math.max(0, 1 - logit);
    case 'ipo': return (perToken - 1 / (2 * beta)) ** 2;
    case 'sigmoid_norm': return -logSigmoid(beta * perToken);
    case 'exo_pair': return sigmoid(logit) * (logSigmoid(logit) - Math.log1p(-smoothing)) + sigmoid(-logit) * (logSigmoid(-logit) - Math.log(smoothing));
    case 'robust': return (-(1 - smoothing) * logSigmoid(logit) + smoothing * logSigmoid(-logit)) / (1 - 2 * smoothing);
    case 'nca_pair': return -logSigmoid(beta * won) - 0.5 * logSigmoid(-beta * won) - 0.5 * logSigmoid(-beta * lost);
    case 'bco_pair': return -logSigmoid(beta * won) - logSigmoid(-beta * lost);
    case 'sppo_hard': return (won - 0.5 / beta) ** 2 + (lost + 0.5 / beta) ** 2;
    case 'apo_zero': return 1 - sigmoid(beta * won) + sigmoid(beta * lost);
    case 'apo_down': return sigmoid(beta * won) + 1 - sigmoid(beta * (won - lost));
    case 'discopop': {
      const share = sigmoid(logit / tau);
      return -logSigmoid(logit) * (1 - share) + Math.exp(-logit) * share;
    }
  }
}

/** f′ of the divergence at the ratio e^log (arXiv:2309.16240): what takes the place of the log-ratio. */
function divergenceScore(logRatio: number, divergence: 'reverse_kl' | 'forward_kl' | 'js_divergence'): number {
  if (divergence === 'forward_kl') return 1 - Math.exp(-logRatio);
  return divergence === 'js_divergence' ? Math.LN2 + logSigmoid(logRatio) : logRatio;
}

/**
 * `aot` and `aot_unpaired` (arXiv:2406.05882): the i-th smallest margin of the model meets the i-th smallest of the reference; unpaired: the i-th smallest
 * log-ratio of the chosen meets that of the rejected. One loss for each rank in the batch.
 */
export function aotLosses(pairs: readonly Pair[], beta: number, paired: boolean, smoothing = 0): readonly number[] {
  const sorted = (value: (pair: Pair) => number): number[] => pairs.map(value).sort((a, b) => a - b);
  const upper = sorted(paired ? ({ chosen, rejected }) => chosen - rejected : ({ chosen, refChosen }) => chosen - refChosen);
  const lower = sorted(paired ? ({ refChosen, refRejected }) => refChosen - refRejected : ({ rejected, refRejected }) => rejected - refRejected);
  return upper.map((value, i) => smoothed(beta * (value - lower[i]!), smoothing));
}

/** LD-DPO (arXiv:2409.06411): an answer's log-probability with the tokens beyond `shared`, the length of the shorter answer, counted only `alpha`-fold (`ld_alpha`). */
export function lengthDesensitized(tokens: readonly number[], shared: number, alpha: number): number {
  return tokens.reduce((sum, value, i) => sum + (i < shared ? value : alpha * value), 0);
}

/**
 * KTO of one answer (arXiv:2402.01306 equation 7; trl/trainer/kto_trainer.py): `logRatio` of model to reference, `reference` from `ktoReference`,
 * `weight` desirable_weight or undesirable_weight.
 */
export function ktoLoss(logRatio: number, desirable: boolean, reference: number, beta: number, weight = 1): number {
  return weight * (1 - sigmoid(beta * (desirable ? logRatio - reference : reference - logRatio)));
}

/** KTO's reference point: the mean log-ratio of mismatched answers of the batch, not below 0; no gradient flows through it. */
export function ktoReference(logps: readonly number[], refLogps: readonly number[]): number {
  return Math.max(0, logps.reduce((sum, value, i) => sum + value - refLogps[i]!, 0) / logps.length);
}

/** `apo_zero_unpaired` (arXiv:2408.06266): KTO without a reference point. */
export function apoUnpairedLoss(logRatio: number, desirable: boolean, beta: number, weight = 1): number {
  return weight * sigmoid(beta * (desirable ? -logRatio : logRatio));
}

/**
 * ORPO's penalty of one pair (arXiv:2403.07691 equations 4 to 7; trl/experimental/orpo/orpo_trainer.py): both arguments are *means* of log-probabilities per token,
 * below 0. The whole loss is the likelihood loss of the chosen answer plus this.
 */
export function orpoPenalty(chosen: number, rejected: number, beta: number): number {
  const logOdds = (logp: number): number => logp - Math.log1p(-Math.exp(logp));
  return -beta * logSigmoid(logOdds(chosen) - logOdds(rejected));
}

/** `loss_type` of CPOConfig. */
export type CpoKind = 'sigmoid' | 'simpo' | 'hinge' | 'ipo';

/** `simpo_gamma`, `label_smoothing` and `alpha` (AlphaPO) of CPOConfig. */
export interface CpoOptions { readonly gamma?: number; readonly smoothing?: number; readonly alpha?: number }

/**
 * CPO (arXiv:2401.08417), SimPO (arXiv:2405.14734 equation 6), AlphaPO (arXiv:2501.03884), without a reference model (trl/experimental/cpo/cpo_trainer.py, `cpo_loss`).
 * Log-probabilities are sums over the answer's tokens with sigmoid and hinge, means with simpo and ipo. The likelihood term (`cpo_alpha`) comes on top.
 */
export function cpoLoss(kind: CpoKind, chosen: number, rejected: number, beta: number, { gamma = 0.5, smoothing = 0, alpha = 0 }: CpoOptions = {}): number {
  const reward = (logp: number): number => (alpha === 0 ? logp : (1 - Math.exp(-alpha * logp)) / alpha);
  const margin = reward(chosen) - reward(rejected);
  switch (kind) {
    case 'sigmoid': return smoothed(beta * margin, smoothing);
    case 'simpo': return smoothed(beta * margin - gamma, smoothing);
    case 'hinge': return Math.max(0, 1 - beta * margin);
    case 'ipo': return (margin - 1 / (2 * beta)) ** 2;
  }
}

/**
 * Bradley–Terry: −log σ of the rewards' difference less `margin` (arXiv:2203.02155 equation 1; arXiv:2307.09288 equation 2), plus `center` times the squared sum,
 * which keeps rewards near 0 (arXiv:2312.09244; trl/trainer/reward_trainer.py).
 */
export function rewardLoss(chosen: number, rejected: number, margin = 0, center = 0): number {
  return -logSigmoid(chosen - rejected - margin) + center * (chosen + rejected) ** 2;
}

/** log σ(x) without overflow. */
export function logSigmoid(x: number): number {
  return Math.min(0, x) - Math.log1p(Math.exp(-Math.abs(x)));
}

/** 1/(1 + e^−x). */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** −log σ(x), with the share `smoothing` of the labels taken to be the wrong way round. */
function smoothed(x: number, smoothing: number): number {
  return -logSigmoid(x) * (1 - smoothing) - logSigmoid(-x) * smoothing;
}
