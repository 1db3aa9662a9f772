import type { Picture, Say, Sheet } from '../sheet.js';
import { picture, range, short, sum } from '../sheet.js';

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** The clipped objective of PPO for a ratio and an advantage (arXiv:1707.06347, equation 7). */
export const clipped = (ratio: number, advantage: number, epsilon: number): number => Math.min(ratio * advantage, Math.min(1 + epsilon, Math.max(1 - epsilon, ratio)) * advantage);

/** Rewards of one group → advantages, with the deviation over n − 1 as torch has it (arXiv:2402.03300). */
export function groupAdvantages(rewards: readonly number[]): number[] {
  const mean = sum(rewards) / rewards.length;
  const deviation = Math.sqrt(sum(rewards.map((reward) => (reward - mean) ** 2)) / (rewards.length - 1));
  return rewards.map((reward) => (reward - mean) / deviation);
}

/** Three estimators of a divergence from the ratio r of reference to policy (trl takes k3). */
export const estimators = [(r: number): number => -Math.log(r), (r: number): number => 0.5 * Math.log(r) ** 2, (r: number): number => r - 1 - Math.log(r)] as const;

const logLoss = (x: number): number => Math.log(1 + Math.exp(-x));

function clipPanel(s: Sheet, t: Say, left: number, advantage: number): void {
  s.title(left + 110, 14, advantage > 0 ? t('A > 0: good action', 'A > 0：好动作') : t('A < 0: bad action', 'A < 0：坏动作'));
  const ys: readonly [number, number] = advantage > 0 ? [0, 1.9] : [-1.9, 0];
  const plot = s.plot(left, 40, 220, 138, [0, 2], ys, { x: [[0.8, '1 − ε'], [1.2, '1 + ε']], y: [[0, '0'], [advantage, 'A']], xName: t('ratio r', '比率 r') });
  plot.curve((r) => r * advantage, { colour: 'ink', dash: true, width: 1.3, fade: 0.5 });
  plot.curve((r) => clipped(r, advantage, 0.2), { steps: 200 });
  s.circle(plot.px(1), plot.py(advantage), 4, '', { colour: 'e', fill: 1, bare: true });
  s.note(plot.px(advantage > 0 ? 2 : 0.04), plot.py(advantage > 0 ? 0.85 : -1.35), t('flat: no gradient', '平段：无梯度'), { at: advantage > 0 ? 'end' : 'start' });
}

export const preference: Readonly<Record<string, Picture>> = {
  'rlhf': picture(636, 226, (s, t) => {
    const stage = (x: number, width: number, name: string): void => { s.box(x, 28, width, 150, '', { dash: true, fill: 0.02 }); s.title(x + width / 2, 14, name); };
    stage(10, 110, t('1 imitate', '1 模仿'));
    stage(150, 176, t('2 learn what is preferred', '2 学习偏好'));
    stage(356, 270, t('3 reinforce', '3 强化'));
    s.box(24, 46, 82, 36, t('base model', '基座模型'), { size: 11 });
    s.arrow([[65, 82], [65, 118]]);
    s.note(70, 100, 'SFT', { at: 'start' });
    s.box(24, 120, 82, 36, t('SFT model', 'SFT 模型'), { colour: 'a', fill: 0.22, size: 11 });
    s.arrow([[106, 138], [162, 138]]);
    s.box(164, 120, 64, 36, t('answer\npairs', '成对\n回答'), { size: 11 });
    s.arrow([[228, 138], [248, 138]]);
    s.box(250, 120, 64, 36, t('people\nchoose', '人工选择'), { colour: 'd', fill: 0.18, size: 11 });
    s.arrow([[282, 120], [282, 84]]);
    s.box(236, 46, 80, 36, t('reward\nmodel', '奖励模型'), { colour: 'b', fill: 0.25, size: 11 });
    s.arrow([[316, 64], [396, 64], [470, 64]], { colour: 'b' });
    s.box(372, 120, 70, 36, t('prompts', '提示'), { size: 11 });
    s.arrow([[442, 138], [470, 138]]);
    s.box(472, 120, 76, 36, t('policy', '策略'), { colour: 'a', fill: 0.3 });
    s.arrow([[510, 120], [510, 84]]);
    s.text(516, 102, t('answers', '回答'), { at: 'start', size: 11, fade: 0.8 });
    s.box(472, 46, 76, 36, t('reward', '奖励'), { colour: 'b', fill: 0.18 });
    s.line([[548, 64], [606, 64], [606, 138]], { colour: 'b' });
    s.arrow([[606, 138], [550, 138]], { colour: 'b' });
    s.note(580, 54, 'PPO');
    s.arrow([[65, 156], [65, 200], [510, 200], [510, 158]], { colour: 'a', dash: true });
    s.text(290, 212, t('start, and reference: KL keeps the policy near', '起点，也是参考：KL 让策略不离太远'), { size: 11, colour: 'a' });
  }),
  'ppo': picture(600, 232, (s, t) => {
    clipPanel(s, t, 44, 1);
    clipPanel(s, t, 344, -1);
    s.note(44, 222, t('ε = 0.2; the dot: r = 1, the policy that sampled.', 'ε = 0.2；圆点为 r = 1，即采样时的策略。'), { at: 'start' });
  }),
  'dpo': picture(600, 226, (s, t) => {
    const plot = s.plot(44, 34, 380, 146, [-10, 10], [0, 4], { x: [-10, -5, 0, 5, 10].map((v) => [v, short(v)]), y: [[0, '0'], [Math.LN2, 'ln 2'], [2, '2'], [4, '4']], xName: t('x: log-ratio of chosen − of rejected', 'x：chosen 的对数比 − rejected 的对数比'), yName: t('loss', '损失') });
    ([[0.1, 'a'], [0.3, 'b'], [1, 'c']] as const).forEach(([beta, colour], index) => {
      plot.curve((x) => logLoss(beta * x), { colour, steps: 200 });
      s.text(440, 66 + index * 22, `β = ${beta}`, { at: 'start', colour });
    });
    s.line([[plot.px(0), 34], [plot.px(0), 180]], { width: 1, dash: true, fade: 0.35 });
    s.note(440, 150, t('starts at ln 2:\nx = 0, the reference', '从 ln 2 开始：\nx = 0，即参考模型'), { at: 'start' });
  }),
  'ipo': picture(600, 232, (s, t) => {
    const beta = 0.1;
    const x = [-5, 0, 5, 10, 15].map((v) => [v, v === 5 ? '1/2β' : short(v)] as const);
    s.title(150, 14, t('DPO: more is always better', 'DPO：越大越好'));
    const dpo = s.plot(44, 40, 220, 138, [-5, 15], [0, 1.05], { x, y: [[0, '0'], [1, '1']], xName: 'x' });
    dpo.curve((v) => logLoss(beta * v));
    s.title(460, 14, t('IPO: a target, 1/(2β)', 'IPO：有目标 1/(2β)'));
    const ipo = s.plot(354, 40, 220, 138, [-5, 15], [0, 105], { x, y: [[0, '0'], [100, '100']], xName: 'x' });
    ipo.curve((v) => (v - 1 / (2 * beta)) ** 2, { colour: 'b' });
    s.circle(ipo.px(5), ipo.py(0), 4, '', { colour: 'b', fill: 1, bare: true });
    s.note(44, 222, t('β = 0.1; x as in DPO: log-ratio of chosen minus that of rejected.', 'β = 0.1；x 与 DPO 相同：chosen 与 rejected 的对数比之差。'), { at: 'start' });
  }),
  'kto': picture(600, 216, (s, t) => {
    const plot = s.plot(44, 34, 380, 142, [-6, 6], [0, 1.05], { x: [[-6, '−6'], [0, 'r = z₀'], [6, '6']], y: [[0, '0'], [0.5, '0.5'], [1, '1']], xName: 'β (r − z₀)', yName: t('value', '价值') });
    plot.curve((x) => sigmoid(x), { colour: 'c' });
    plot.curve((x) => sigmoid(-x), { colour: 'e' });
    s.line([[plot.px(0), 34], [plot.px(0), 176]], { width: 1, dash: true, fade: 0.35 });
    s.text(436, plot.py(0.98), t('desirable answer:\nλ_D σ(β (r − z₀))', '好回答：\nλ_D σ(β (r − z₀))'), { at: 'start', size: 11, colour: 'c' });
    s.text(436, plot.py(0.1), t('undesirable answer:\nλ_U σ(β (z₀ − r))', '坏回答：\nλ_U σ(β (z₀ − r))'), { at: 'start', size: 11, colour: 'e' });
    s.note(436, plot.py(0.54), t('flat at both ends:\nextremes are let go', '两端平坦：\n不再追逐极端样本'), { at: 'start' });
  }),
  'grpo': picture(620, 222, (s, t) => {
    const rewards = [0.2, 0.9, 0.5, 0.1, 0.7, 0.6];
    const advantages = groupAdvantages(rewards);
    const mean = sum(rewards) / rewards.length;
    s.box(14, 80, 74, 44, t('one prompt', '一个提示'), { size: 11 });
    s.arrow([[88, 102], [120, 102]]);
    s.title(216, 14, t('rewards of G = 6 answers', 'G = 6 个回答的奖励'));
    s.title(480, 14, t('advantages', '优势'));
    for (const index of range(6)) {
      const [reward, advantage] = [rewards[index]!, advantages[index]!];
      const colour = advantage > 0 ? 'c' : 'e';
      s.box(134 + index * 28, 176 - reward * 130, 20, reward * 130, '', { colour: 'a', fill: 0.45, bare: true, round: 1 });
      s.note(144 + index * 28, 167 - reward * 130, String(reward));
      const height = Math.abs(advantage) * 46;
      s.box(382 + index * 34, advantage > 0 ? 110 - height : 110, 24, height, '', { colour, fill: 0.5, bare: true, round: 1 });
      s.note(394 + index * 34, advantage > 0 ? 100 - height : 120 + height, short(advantage));
    }
    s.line([[128, 176], [306, 176]], { width: 1 });
    s.line([[128, 176 - mean * 130], [306, 176 - mean * 130]], { colour: 'b', dash: true });
    s.text(310, 176 - mean * 130, t('mean', '均值'), { at: 'start', size: 11, colour: 'b' });
    s.arrow([[318, 128], [366, 128]]);
    s.line([[376, 110], [590, 110]], { width: 1 });
    s.note(216, 206, t('no value model: the group is the baseline', '无价值模型：组内均值即基线'));
    s.note(482, 206, 'Aᵢ = (rᵢ − mean) / std');
  }),
  'reward-model': picture(600, 216, (s, t) => {
    const plot = s.plot(44, 34, 380, 142, [-5, 5], [0, 3], { x: [-4, -2, 0, 2, 4].map((v) => [v, short(v)]), y: [[0, '0'], [1, '1'], [2, '2'], [3, '3']], xName: t('reward of chosen − of rejected', 'chosen 与 rejected 的奖励之差') });
    plot.curve(sigmoid);
    plot.curve(logLoss, { colour: 'b' });
    s.circle(plot.px(0), plot.py(0.5), 3.5, '', { colour: 'a', fill: 1, bare: true });
    s.text(436, plot.py(1), t('P(chosen is better)\n= σ(difference)', 'P(chosen 更好)\n= σ(差)'), { at: 'start', size: 11, colour: 'a' });
    s.text(plot.px(-2.6), plot.py(2.85), t('loss −ln σ', '损失 −ln σ'), { at: 'start', size: 11, colour: 'b' });
    s.note(436, plot.py(0.22), t('0 = equally good: one half', '差为 0：各一半'), { at: 'start' });
  }),
  'kl-penalty': picture(600, 222, (s, t) => {
    const plot = s.plot(44, 34, 380, 148, [0, 3.5], [-1.3, 3], { x: [0, 1, 2, 3].map((v) => [v, String(v)]), y: [-1, 0, 1, 2, 3].map((v) => [v, short(v)]), base: 0, xName: t('r = π_ref / π for one token', 'r = π_ref / π（单个 token）') });
    (['e', 'b', 'a'] as const).forEach((colour, index) => plot.curve(estimators[index]!, { colour, from: 0.02, steps: 300 }));
    s.line([[plot.px(1), 34], [plot.px(1), 182]], { width: 1, dash: true, fade: 0.35 });
    s.text(436, plot.py(2.1), t('k₃ = r − 1 − ln r: unbiased,\nnever negative', 'k₃ = r − 1 − ln r：无偏，\n不为负'), { at: 'start', size: 11, colour: 'a' });
    s.text(436, plot.py(0.8), t('k₂ = ½ (ln r)²: biased', 'k₂ = ½ (ln r)²：有偏'), { at: 'start', size: 11, colour: 'b' });
    s.text(436, plot.py(-1), t('k₁ = −ln r: unbiased,\nnoisy', 'k₁ = −ln r：无偏，\n方差大'), { at: 'start', size: 11, colour: 'e' });
  }),
};
