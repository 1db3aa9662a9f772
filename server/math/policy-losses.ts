// What policy-gradient trainers compute: advantages, clipped ratios, KL estimates. Natural logarithms; numbers follow trl 1.16.0 (PPO: trl 1.12.0, the last with it).
import { sigmoid } from './losses.js';

/** Added to a standard deviation before dividing by it, in TRL. */
const TINY = 1e-4;

/**
 * GRPO's advantages (arXiv:2402.03300 section 4.1; trl/trainer/grpo_trainer.py): each reward less the mean of its group of `size` answers to one prompt, divided by the
 * standard deviation (n − 1 in the denominator) of the group, of the batch, or by nothing (arXiv:2503.20783). Rewards of one prompt stand together.
 */
export function grpoAdvantages(rewards: readonly number[], size: number, scale: 'group' | 'batch' | 'none' = 'group'): readonly number[] {
  const whole = deviation(rewards);
  return rewards.map((reward, i) => {
    const group = groupOf(rewards, i, size);
    const centred = reward - mean(group);
    return scale === 'none' ? centred : centred / ((scale === 'group' ? deviation(group) : whole) + TINY);
  });
}

/** RLOO's advantages (arXiv:2402.14740; trl/trainer/rloo_trainer.py): each reward less the mean of the others of its group; with `normalize` whitened over the batch. */
export function rlooAdvantages(rewards: readonly number[], size: number, normalize = false): readonly number[] {
  const raw = rewards.map((reward, i) => {
    const group = groupOf(rewards, i, size);
    return reward - (group.reduce((sum, value) => sum + value, 0) - reward) / (group.length - 1);
  });
  return normalize ? raw.map((value) => (value - mean(raw)) / (deviation(raw) + TINY)) : raw;
}

/** −min(ρ·Â, clip(ρ, 1 − low, 1 + high)·Â), the clipped objective as a loss (arXiv:1707.06347 equation 7); `cap` is GRPO's `delta`, an upper bound on ρ where Â is negative. */
export function clippedLoss(ratio: number, advantage: number, low: number, high: number, cap = Infinity): number {
  return -Math.min(Math.min(ratio, cap) * advantage, Math.min(1 + high, Math.max(1 - low, ratio)) * advantage);
}

/** Estimates of KL(π‖ref) from one token's log-probabilities: k1 is unbiased and may be negative, k3 is not (http://joschu.net/blog/kl-approx.html; arXiv:2402.03300 equation 4). */
export function tokenKl(logp: number, refLogp: number, estimator: 'k1' | 'k3'): number {
  const log = refLogp - logp;
  return estimator === 'k1' ? -log : Math.exp(log) - log - 1;
}

/** `loss_type` of GRPOConfig, those that need no state: grpo arXiv:2402.03300, bnpo (trl), dr_grpo arXiv:2503.20783, dapo arXiv:2503.14476, cispo arXiv:2506.13585, sapo arXiv:2511.20347, luspo arXiv:2602.05261. */
export type GrpoKind = 'grpo' | 'bnpo' | 'dr_grpo' | 'dapo' | 'cispo' | 'sapo' | 'luspo';

/** One answer: log-probabilities of its tokens (no padding) now, when it was generated, and under the reference model; and its advantage. */
export interface Answer {
  readonly logps: readonly number[];
  readonly old: readonly number[];
  readonly ref?: readonly number[];
  readonly advantage: number;
}

/** The keys of GRPOConfig of the same meaning; `beta` weighs the KL term (k3), `maxLength` is max_completion_length, `level` importance_sampling_level (sequence: GSPO, arXiv:2507.18071). */
export interface GrpoOptions {
  readonly beta?: number;
  readonly low?: number;
  readonly high?: number;
  readonly delta?: number;
  readonly level?: 'token' | 'sequence';
  readonly maxLength?: number;
  readonly temperatures?: readonly [positive: number, negative: number];
}

/** The loss of a batch of answers in one process without accumulation (trl/trainer/grpo_trainer.py, `_compute_loss`). */
export function grpoLoss(kind: GrpoKind, answers: readonly Answer[], { beta = 0, low = 0.2, high = low, delta = Infinity, level = 'token', maxLength = NaN, temperatures = [1, 1.05] }: GrpoOptions = {}): number {
  const sums = answers.map(({ logps, old, ref, advantage }) => {
    const logs = logps.map((logp, t) => logp - old[t]!);
    return logps.reduce((sum, logp, t) => {
      const ratio = Math.exp(level === 'token' ? logs[t]! : mean(logs));
      const temperature = advantage > 0 ? temperatures[0] : temperatures[1];
      const loss = kind === 'cispo' ? -Math.min(ratio, high) * advantage * logp
        : kind === 'sapo' ? -(4 / temperature) * sigmoid(temperature * (ratio - 1)) * advantage
          : clippedLoss(ratio, advantage, low, high, delta);
      return sum + loss + (beta === 0 ? 0 : beta * tokenKl(logp, ref![t]!, 'k3'));
    }, 0);
  });
  const tokens = answers.map(({ logps }) => logps.length);
  const all = tokens.reduce((sum, count) => sum + count, 0);
  const total = sums.reduce((sum, value) => sum + value, 0);
  switch (kind) {
    case 'grpo': case 'sapo': return mean(sums.map((sum, i) => sum / tokens[i]!));
    case 'bnpo': case 'dapo': case 'cispo': return total / all;
    case 'dr_grpo': return total / (answers.length * maxLength);
    case 'luspo': return total / answers.length;
  }
}

/** RLOO's loss: the clipped objective with the ratio of whole answers, mean over the batch (trl/trainer/rloo_trainer.py, `_compute_loss`). Log-probabilities are sums. */
export function rlooLoss(answers: readonly { readonly logp: number; readonly old: number; readonly advantage: number }[], epsilon: number): number {
  return mean(answers.map(({ logp, old, advantage }) => clippedLoss(Math.exp(logp - old), advantage, epsilon, epsilon)));
}

/**
 * Generalized advantage estimation (arXiv:1506.02438) over one answer: rewards and values of its tokens; the value after the last one is 0.
 * The returns, what the value model is trained towards, are advantage + value.
 */
export function gae(rewards: readonly number[], values: readonly number[], gamma: number, lambda: number): readonly number[] {
  const advantages: number[] = [];
  for (let t = rewards.length - 1, later = 0; t >= 0; t--) {
    later = rewards[t]! + gamma * (values[t + 1] ?? 0) - values[t]! + gamma * lambda * later;
    advantages[t] = later;
  }
  return advantages;
}

/** PPO's loss of the value model for one token: half the larger squared error, of the prediction and of one kept within `clip` of the old value (trl 1.12.0, experimental/ppo). */
export function valueLoss(predicted: number, old: number, target: number, clip: number): number {
  const kept = Math.min(old + clip, Math.max(old - clip, predicted));
  return 0.5 * Math.max((predicted - target) ** 2, (kept - target) ** 2);
}

/** Mean 0 and variance 1, as PPO does with advantages: statistics over the values where `counted` is true (n − 1 in the variance), applied to all. */
export function whiten(values: readonly number[], counted: readonly boolean[]): readonly number[] {
  const known = values.filter((_, i) => counted[i]);
  const centre = mean(known);
  const scale = 1 / Math.sqrt(deviation(known) ** 2 + 1e-8);
  return values.map((value) => (value - centre) * scale);
}

function groupOf(rewards: readonly number[], index: number, size: number): readonly number[] {
  const start = Math.floor(index / size) * size;
  return rewards.slice(start, start + size);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation with n − 1 in the denominator. */
function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}
