// Losses, advantages and estimates against TRL's trainers: test/truth/trl-losses.json, written by tools/truth/trl_losses.py.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { CpoKind, DpoKind, DpoOptions, Pair } from '../../server/math/losses.js';
import { aotLosses, apoUnpairedLoss, cpoLoss, dpoLoss, ktoLoss, ktoReference, lengthDesensitized, orpoPenalty, rewardLoss } from '../../server/math/losses.js';
import type { GrpoKind, GrpoOptions } from '../../server/math/policy-losses.js';
import { clippedLoss, gae, grpoAdvantages, grpoLoss, rlooAdvantages, rlooLoss, tokenKl, valueLoss, whiten } from '../../server/math/policy-losses.js';
import { allNear, mean, near, sum, verdicts } from '../support/truth.js';

test('DPO and its relatives, TRL', () => {
  const kinds = new Set<string>();
  for (const row of verdicts('trl-losses').dpo!) {
    const { loss, beta, chosen, rejected, refChosen, refRejected, value, ld_alpha: alpha, label_smoothing: smoothing = 0, f_divergence_type: divergence = 'reverse_kl' } = row as unknown as {
      loss: string; beta: number; chosen: number[][]; rejected: number[][]; refChosen: number[]; refRejected: number[]; value: number; ld_alpha?: number; label_smoothing?: number; f_divergence_type?: NonNullable<DpoOptions['divergence']>;
    };
    const tokens = (answer: readonly number[]): number => answer.filter((logp) => logp !== 0).length;
    const pairs = chosen.map((answer, i): Pair => {
      const other = rejected[i]!;
      const total = (logps: readonly number[]): number => (alpha === undefined ? sum(logps) : lengthDesensitized(logps, Math.min(tokens(answer), tokens(other)), alpha));
      return { chosen: total(answer), rejected: total(other), refChosen: refChosen[i]!, refRejected: refRejected[i]!, chosenTokens: tokens(answer), rejectedTokens: tokens(other) };
    });
    const likelihood = (): number => -sum(chosen.flat()) / sum(chosen.map(tokens));
    const ours = loss === 'sft' ? likelihood() : mean(loss.startsWith('aot') ? aotLosses(pairs, beta, loss === 'aot', smoothing) : pairs.map((pair) => dpoLoss(loss as DpoKind, pair, beta, { smoothing, divergence })));
    near(ours, value, 1e-12, `${loss} ${JSON.stringify(row)}`);
    kinds.add(loss);
  }
  assert.equal(kinds.size, 15);
});

test('KTO, TRL', () => {
  for (const row of verdicts('trl-losses').kto!) {
    const { loss, beta, logps, refLogps, desirable, klLogps, refKlLogps, weights, value } = row as unknown as { loss: string; beta: number; logps: number[]; refLogps: number[]; desirable: boolean[]; klLogps: number[]; refKlLogps: number[]; weights: [number, number]; value: number };
    const reference = ktoReference(klLogps, refKlLogps);
    const losses = logps.map((logp, i) => {
      const ratio = logp - refLogps[i]!;
      const weight = weights[desirable[i]! ? 0 : 1];
      return loss === 'kto' ? ktoLoss(ratio, desirable[i]!, reference, beta, weight) : apoUnpairedLoss(ratio, desirable[i]!, beta, weight);
    });
    near(mean(losses), value, 1e-12, loss);
  }
});

test('ORPO, TRL', () => {
  for (const { beta, chosen, rejected, nll, losses, value } of verdicts('trl-losses').orpo as unknown as { beta: number; chosen: number[]; rejected: number[]; nll: number; losses: number[]; value: number }[]) {
    // TRL rounds to float32 here. Its `losses` are β·log σ, which it subtracts: our penalty with the other sign.
    const penalties = chosen.map((logp, i) => orpoPenalty(logp, rejected[i]!, beta));
    allNear(penalties.map((penalty) => -penalty), losses, 1e-6, 'odds ratio');
    near(nll + mean(penalties), value, 1e-6, 'whole loss');
  }
});

test('CPO, SimPO and AlphaPO, TRL', () => {
  for (const { loss, beta, gamma, labelSmoothing: smoothing, alpha, chosen, rejected, values } of verdicts('trl-losses').cpo as unknown as { loss: CpoKind; beta: number; gamma: number; labelSmoothing: number; alpha: number; chosen: number[]; rejected: number[]; values: number[] }[]) {
    allNear(chosen.map((logp, i) => cpoLoss(loss, logp, rejected[i]!, beta, { gamma, smoothing, alpha })), values, 1e-12, loss);
  }
});

test('reward model (Bradley–Terry), TRL', () => {
  for (const { chosen, rejected, margin, center, value } of verdicts('trl-losses').reward as unknown as { chosen: number[]; rejected: number[]; margin: number[] | null; center: number | null; value: number }[]) {
    near(mean(chosen.map((reward, i) => rewardLoss(reward, rejected[i]!, margin?.[i] ?? 0, center ?? 0))), value, 1e-12, 'reward');
  }
});

test('advantages of GRPO and RLOO, TRL', () => {
  for (const row of verdicts('trl-losses').advantages!) {
    const { method, generations, rewards, values, scale, normalize } = row as unknown as { method: string; generations: number; rewards: number[]; values: number[]; scale: 'group' | 'batch' | 'none'; normalize: boolean };
    allNear(method === 'grpo' ? grpoAdvantages(rewards, generations, scale) : rlooAdvantages(rewards, generations, normalize), values, 1e-12, JSON.stringify(row));
  }
});

test('losses of GRPO, its relatives and RLOO, TRL', () => {
  for (const row of verdicts('trl-losses').grpo!) {
    const { loss, logps, mask, advantages, value, epsilonLow: low, epsilonHigh: high } = row as unknown as { loss: string; logps: number[][]; mask: number[][]; advantages: number[]; value: number; epsilonLow: number; epsilonHigh: number };
    const kept = (values: readonly number[], answer: number): number[] => values.filter((_, t) => mask[answer]![t] === 1);
    if (loss === 'rloo') {
      near(rlooLoss(logps.map((tokens, i) => ({ logp: sum(kept(tokens, i)), old: (row.oldLogps as number[])[i]!, advantage: advantages[i]! })), low), value, 1e-12, 'rloo');
      continue;
    }
    const { old, ref, beta, delta, level, maxLength, temperatures } = row as unknown as { old: number[][]; ref: number[][]; delta: number | null } & Required<Omit<GrpoOptions, 'delta'>>;
    const answers = logps.map((tokens, i) => ({ logps: kept(tokens, i), old: kept(old[i]!, i), ref: kept(ref[i]!, i), advantage: advantages[i]! }));
    near(grpoLoss(loss as GrpoKind, answers, { beta, low, high, level, maxLength, temperatures, ...(delta === null ? {} : { delta }) }), value, 1e-12, JSON.stringify(row));
  }
});

test('PPO: advantages, losses, KL penalty, whitening, TRL', () => {
  const parts = new Set<string>();
  for (const row of verdicts('trl-losses').ppo!) {
    parts.add(row.part as string);
    switch (row.part) {
      case 'gae': {
        const { rewards, values, gamma, lam, advantages, returns } = row as unknown as { rewards: number[][]; values: number[][]; gamma: number; lam: number; advantages: number[][]; returns: number[][] };
        rewards.forEach((answer, i) => {
          const ours = gae(answer, values[i]!, gamma, lam);
          allNear(ours, advantages[i]!, 1e-12, 'advantages');
          allNear(ours.map((advantage, t) => advantage + values[i]![t]!), returns[i]!, 1e-12, 'returns');
        });
        break;
      }
      case 'loss': {
        const { clip, clipValue, vfCoef, mask, valueMask, policy, value, total, ...micro } = row as unknown as { clip: number; clipValue: number; vfCoef: number; mask: number[][]; valueMask: number[][]; policy: number; value: number; total: number } & Record<'mb_advantage' | 'mb_logprobs' | 'new_logprobs' | 'mb_values' | 'vpred' | 'mb_return', number[][]>;
        const over = (shown: number[][], each: (i: number, t: number) => number): number => mean(shown.flatMap((tokens, i) => tokens.flatMap((one, t) => (one === 1 ? [each(i, t)] : []))));
        const ours = over(mask, (i, t) => clippedLoss(Math.exp(micro.new_logprobs[i]![t]! - micro.mb_logprobs[i]![t]!), micro.mb_advantage[i]![t]!, clip, clip));
        const values = over(valueMask, (i, t) => valueLoss(micro.vpred[i]![t]!, micro.mb_values[i]![t]!, micro.mb_return[i]![t]!, clipValue));
        near(ours, policy, 1e-12, 'policy');
        near(values, value, 1e-12, 'value');
        near(ours + vfCoef * values, total, 1e-12, 'both');
        break;
      }
      case 'kl': {
        const { logps, ref, estimator, coefficient, values } = row as unknown as { logps: number[][]; ref: number[][]; estimator: 'k1' | 'k3'; coefficient: number; values: number[][] };
        logps.forEach((tokens, i) => allNear(tokens.map((logp, t) => -coefficient * tokenKl(logp, ref[i]![t]!, estimator)), values[i]!, 1e-12, estimator));
        break;
      }
      case 'whiten': allNear(whiten(row.input as number[], (row.mask as number[]).map(Boolean)), row.values as number[], 1e-12, 'whiten');
    }
  }
  assert.deepEqual([...parts].sort(), ['gae', 'kl', 'loss', 'whiten']);
});
