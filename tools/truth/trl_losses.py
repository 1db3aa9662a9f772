"""Losses and advantages of TRL's trainers on fixed numbers, in float64 unless TRL itself rounds to float32.

Each case says in `called` which function ran. Trainers are made without their constructor; a stand-in for the model hands over the
log-probabilities. "statements of" a method: these lines, cut from the package's source by their first and last words, were executed alone,
because the method around them generates text. TRL's last release with PPO is older than the one installed; its file is read from its wheel.
"""
import common
import inspect
import itertools
import re
import textwrap
from collections import defaultdict
from types import SimpleNamespace as Bag

import torch
from torch import nn
from trl.experimental.cpo import CPOTrainer
from trl.experimental.orpo import ORPOTrainer
from trl.trainer import utils as trl_utils
from trl.trainer.dpo_trainer import DPOTrainer
from trl.trainer.grpo_trainer import GRPOTrainer
from trl.trainer.kto_trainer import KTOTrainer
from trl.trainer.reward_trainer import RewardTrainer
from trl.trainer.rloo_trainer import RLOOTrainer

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


class Same:
    """An accelerator of one process."""
    device, num_processes, process_index, sync_gradients = torch.device("cpu"), 1, 0, False
    gather = gather_for_metrics = staticmethod(lambda x: x)
    reduce = staticmethod(lambda x, reduction=None: x)


def made(cls, training=True, **attributes):
    trainer = cls.__new__(cls)
    trainer.__dict__.update(accelerator=Same(), model=Bag(training=training), aux_loss_enabled=False, _metrics=defaultdict(lambda: defaultdict(list)), _total_train_tokens=0, _tp_size=1)
    trainer.__dict__.update(attributes)
    return trainer


def cut(source: str, first: str, last: str) -> str:
    """The lines from the one that starts with `first` to the one that starts with `last` (after indentation)."""
    lines = source.split("\n")
    begin = next(i for i, line in enumerate(lines) if line.strip().startswith(first))
    end = next(i for i in range(begin, len(lines)) if lines[i].strip().startswith(last))
    while not balanced(lines[begin:end + 1]):
        end += 1
    return textwrap.dedent("\n".join(lines[begin:end + 1]))


def balanced(lines: list[str]) -> bool:
    text = re.sub(r"#.*", "", "\n".join(lines))
    return all(text.count(a) == text.count(b) for a, b in ("()", "[]"))


def answers(logps, mask):
    """What a model with a fused head answers: only `log_probs` matters to a loss."""
    zeros = torch.zeros_like(logps)
    return Bag(log_probs=logps, entropy=zeros, mean_logits=zeros, is_top1=zeros.bool(), aux_loss=None, log_sum_sq_probs=zeros)


def numbers(tensor) -> list:
    return [float(x) for x in tensor.reshape(-1)] if tensor.dim() < 2 else [numbers(row) for row in tensor]


# Two pairs; completions of 3, 2 (chosen) and 4, 1 (rejected) tokens; zeros outside the completion, as the fused head leaves them.
CHOSEN = [[-0.5, -1.25, -0.75, 0.0], [-2.0, -0.25, 0.0, 0.0]]
REJECTED = [[-1.5, -0.5, -2.25, -1.0], [-3.0, 0.0, 0.0, 0.0]]
REF_CHOSEN, REF_REJECTED = [-3.0, -2.0], [-4.75, -3.25]
LENGTHS = {"chosen": [3, 2], "rejected": [4, 1]}


def dpo() -> list[dict]:
    logps = torch.tensor(CHOSEN + REJECTED)
    mask = torch.cat([torch.zeros(4, 1), (logps != 0).double()], 1).long()
    inputs = {"input_ids": torch.ones(4, 5, dtype=torch.long), "attention_mask": torch.ones(4, 5, dtype=torch.long), "completion_mask": mask,
              "ref_chosen_logps": torch.tensor(REF_CHOSEN), "ref_rejected_logps": torch.tensor(REF_REJECTED)}
    cases = []
    variants = [(t, {}) for t in ("sigmoid", "hinge", "ipo", "nca_pair", "bco_pair", "sppo_hard", "aot", "aot_unpaired", "apo_zero", "apo_down", "discopop", "sft", "sigmoid_norm")]
    variants += [(t, {"label_smoothing": 0.1}) for t in ("exo_pair", "robust", "aot", "aot_unpaired")]
    variants += [("sigmoid", {"f_divergence_type": "forward_kl"}), ("sigmoid", {"f_divergence_type": "js_divergence"}), ("sigmoid", {"ld_alpha": 0.5})]
    for loss_type, extra in variants:
        for beta in (0.1, 0.5):
            trainer = made(DPOTrainer, **{"loss_types": [loss_type], "loss_weights": [1.0], "beta": beta, "label_smoothing": 0.0, "ld_alpha": None, "precompute_ref_logps": True,
                                          "f_divergence_type": "reverse_kl", "f_alpha_divergence_coef": 0.5, "use_weighting": False, "args": Bag(discopop_tau=0.05), **extra})
            loss = trainer._compute_loss(lambda **_: answers(logps, mask), dict(inputs), False)
            cases.append({"called": "DPOTrainer._compute_loss", "loss": loss_type, "beta": beta, **extra, "chosen": CHOSEN, "rejected": REJECTED, "refChosen": REF_CHOSEN, "refRejected": REF_REJECTED, "value": float(loss)})
    return cases


def kto() -> list[dict]:
    cases = []
    logps = torch.tensor(CHOSEN + REJECTED)
    labels = [True, True, False, False]
    mask = torch.cat([torch.zeros(4, 1), (logps != 0).double()], 1).long()
    for loss_type, kl_policy, weights in itertools.product(("kto", "apo_zero_unpaired"), ([-9.0, -8.5, -7.0, -6.0], [-8.0, -7.5, -6.5, -5.0]), ((1.0, 1.0), (1.0, 1.33))):
        trainer = made(KTOTrainer, beta=0.1, loss_type=loss_type, calculate_KL=loss_type == "kto", precompute_ref_logps=True, desirable_weight=weights[0], undesirable_weight=weights[1])
        trainer._compute_kl_logps = lambda model, batch: torch.tensor(kl_policy)
        ref_kl = [-8.5, -8.0, -6.75, -5.5]
        inputs = {"input_ids": torch.ones(4, 5, dtype=torch.long), "attention_mask": torch.ones(4, 5, dtype=torch.long), "completion_mask": mask, "label": torch.tensor(labels),
                  "ref_logps": torch.tensor(REF_CHOSEN + REF_REJECTED), "ref_KL_logps": torch.tensor(ref_kl)}
        loss = trainer._compute_loss(lambda **_: answers(logps, mask), inputs, False)
        cases.append({"called": "KTOTrainer._compute_loss", "loss": loss_type, "beta": 0.1, "logps": numbers(logps.sum(1)), "refLogps": REF_CHOSEN + REF_REJECTED, "desirable": labels,
                      "klLogps": kl_policy, "refKlLogps": ref_kl, "weights": list(weights), "value": float(loss)})
    return cases


def orpo() -> list[dict]:
    cases = []
    for beta in (0.1, 1.0):
        for chosen, rejected in (([-0.5, -1.25], [-1.0, -0.75]), ([-2.5, -0.1], [-0.3, -4.0])):
            losses, *_ = made(ORPOTrainer, beta=beta).odds_ratio_loss(torch.tensor(chosen), torch.tensor(rejected))
            # get_batch_loss_metrics: the loss is nll − mean(losses); with an nll of 0 what is left is the penalty
            trainer = made(ORPOTrainer, beta=beta)
            nll = torch.tensor(0.875)
            trainer.concatenated_forward = lambda model, batch: (torch.tensor(chosen), torch.tensor(rejected), torch.zeros(1), torch.zeros(1), nll)
            loss, _ = trainer.get_batch_loss_metrics(None, {})
            cases.append({"called": "ORPOTrainer.odds_ratio_loss, ORPOTrainer.get_batch_loss_metrics", "beta": beta, "chosen": chosen, "rejected": rejected, "nll": 0.875, "losses": numbers(losses), "value": float(loss)})
    return cases


def cpo() -> list[dict]:
    cases = []
    for loss_type, smoothing, alpha in (("sigmoid", 0.0, 0.0), ("sigmoid", 0.1, 0.0), ("simpo", 0.0, 0.0), ("simpo", 0.1, 0.0), ("simpo", 0.0, 0.25), ("hinge", 0.0, 0.0), ("ipo", 0.0, 0.0)):
        for beta in (0.1, 2.0):
            chosen, rejected = [-0.5, -1.25, -3.0], [-1.0, -0.75, -2.5]
            trainer = made(CPOTrainer, beta=beta, loss_type=loss_type, label_smoothing=smoothing, alpha=alpha, simpo_gamma=0.5)
            losses, *_ = trainer.cpo_loss(torch.tensor(chosen), torch.tensor(rejected))
            cases.append({"called": "CPOTrainer.cpo_loss", "loss": loss_type, "beta": beta, "gamma": 0.5, "labelSmoothing": smoothing, "alpha": alpha, "chosen": chosen, "rejected": rejected, "values": numbers(losses)})
    return cases


def reward() -> list[dict]:
    cases = []
    for margin, center in ((None, None), ([0.5, -0.25, 0.0], None), (None, 0.01)):
        chosen, rejected = [1.5, -0.25, 0.75], [0.5, 0.25, -2.0]
        trainer = made(RewardTrainer, training=False, args=Bag(center_rewards_coefficient=center))
        inputs = {"margin": torch.tensor(margin)} if margin else {}
        loss = trainer.compute_loss(lambda **_: Bag(logits=torch.tensor(chosen + rejected).unsqueeze(-1)), inputs)
        cases.append({"called": "RewardTrainer.compute_loss", "chosen": chosen, "rejected": rejected, "margin": margin, "center": center, "value": float(loss)})
    return cases


def advantages() -> list[dict]:
    cases = []
    rewards = [1.0, 0.0, 0.5, 0.25, 2.0, 2.0, 2.0, 2.0, -1.0, 3.0, 0.0, 0.0]
    source = inspect.getsource(GRPOTrainer._generate_and_score_completions)
    code = cut(source, "unscorable_mask = ", "advantages = torch.nan_to_num")
    for scale in ("group", "batch", "none"):
        for generations in (4, 2):
            names = {"self": Bag(multi_objective_aggregation="sum_then_normalize", scale_rewards=scale, reward_weights=torch.ones(1), reward_funcs=[None]), "torch": torch, "nanstd": trl_utils.nanstd,
                     "rewards_per_func": torch.tensor(rewards).unsqueeze(1), "num_generations": generations, "device": "cpu"}
            exec(code, names)
            cases.append({"called": "statements of GRPOTrainer._generate_and_score_completions (unscorable_mask … advantages)", "method": "grpo", "scale": scale, "generations": generations, "rewards": rewards, "values": numbers(names["advantages"])})
    source = inspect.getsource(RLOOTrainer._generate_and_score_completions)
    code = cut(source, "grouped_rewards = ", "advantages = torch.nan_to_num")
    for normalize in (False, True):
        for generations in (4, 2):
            names = {"self": Bag(normalize_advantages=normalize), "torch": torch, "nanstd": trl_utils.nanstd, "rewards": torch.tensor(rewards), "num_generations": generations}
            exec(code, names)
            cases.append({"called": "statements of RLOOTrainer._generate_and_score_completions (grouped_rewards … advantages)", "method": "rloo", "normalize": normalize, "generations": generations, "rewards": rewards, "values": numbers(names["advantages"])})
    return cases


# Three completions of 4, 2 and 3 tokens; the last entries are padding.
NEW = [[-0.5, -1.0, -0.25, -2.0], [-1.5, -0.5, -9.0, -9.0], [-0.75, -0.1, -1.25, -9.0]]
OLD = [[-0.75, -0.9, -0.5, -1.5], [-1.25, -1.0, -9.0, -9.0], [-0.75, -0.4, -1.0, -9.0]]
REF = [[-0.5, -1.25, -0.75, -1.75], [-1.0, -0.75, -9.0, -9.0], [-1.0, -0.2, -1.5, -9.0]]
MASK = [[1, 1, 1, 1], [1, 1, 0, 0], [1, 1, 1, 0]]
ADVANTAGES = [1.2, -0.8, 0.4]


def grpo() -> list[dict]:
    cases = []
    for loss_type, level, beta, delta in [(t, "token", b, None) for t in ("grpo", "bnpo", "dr_grpo", "dapo", "cispo", "sapo", "luspo") for b in (0.0, 0.04)] + [
            ("grpo", "sequence", 0.0, None), ("luspo", "sequence", 0.0, None), ("grpo", "token", 0.0, 1.1)]:
        high = 5.0 if loss_type == "cispo" else 0.28
        args = Bag(delta=delta, use_bias_correction_kl=False, sapo_temperature_pos=1.0, sapo_temperature_neg=1.05, steps_per_generation=1)
        trainer = made(GRPOTrainer, loss_type=loss_type, importance_sampling_level=level, beta=beta, epsilon_low=0.2, epsilon_high=high, args=args, top_entropy_quantile=1.0, off_policy_mask_threshold=None,
                       use_vllm=False, current_gradient_accumulation_steps=1, max_completion_length=6, _entropy_bonus_enabled=False)
        trainer._get_per_token_logps_and_entropies = lambda *_, **__: (torch.tensor(NEW), torch.zeros(3, 4), None)
        ids = torch.ones(3, 4, dtype=torch.long)
        loss = trainer._compute_loss(None, {"prompt_ids": ids, "prompt_mask": ids, "completion_ids": ids, "completion_mask": torch.tensor(MASK), "advantages": torch.tensor(ADVANTAGES),
                                            "old_per_token_logps": torch.tensor(OLD), "ref_per_token_logps": torch.tensor(REF), "num_items_in_batch": torch.tensor(float(sum(map(sum, MASK))))})
        cases.append({"called": "GRPOTrainer._compute_loss", "loss": loss_type, "level": level, "beta": beta, "delta": delta, "epsilonLow": 0.2, "epsilonHigh": high, "maxLength": 6, "temperatures": [1.0, 1.05],
                      "logps": NEW, "old": OLD, "ref": REF, "mask": MASK, "advantages": ADVANTAGES, "value": float(loss)})
    for epsilon in (0.2, 0.05):
        trainer = made(RLOOTrainer, epsilon_low=epsilon, epsilon_high=epsilon)
        trainer._get_per_token_logps_and_entropies = lambda *_, **__: (torch.tensor(NEW), torch.zeros(3, 4), None)
        old = numbers((torch.tensor(OLD) * torch.tensor(MASK)).sum(1))
        ids = torch.ones(3, 4, dtype=torch.long)
        loss = trainer._compute_loss(None, {"prompt_ids": ids, "prompt_mask": ids, "completion_ids": ids, "completion_mask": torch.tensor(MASK), "advantages": torch.tensor(ADVANTAGES), "old_logps": torch.tensor(old)})
        cases.append({"called": "RLOOTrainer._compute_loss", "loss": "rloo", "epsilonLow": epsilon, "epsilonHigh": epsilon, "logps": NEW, "mask": MASK, "oldLogps": old, "advantages": ADVANTAGES, "value": float(loss)})
    return cases


def ppo() -> list[dict]:
    text = common.source("trl", "1.12.0", "trl/experimental/ppo/ppo_trainer.py")
    names = {"torch": torch, "nn": nn}
    for name, last in (("masked_mean", "return (values * mask).sum() / mask.sum()"), ("masked_var", "return variance"), ("masked_whiten", "return whitened")):
        exec(cut(text, f"def {name}(", last), names)
    gae, losses = cut(text, "lastgaelam = 0", "returns = "), cut(text, "vpredclipped = ", "loss = pg_loss")
    rewards_code = cut(text, "logr = ref_logprobs", "non_score_reward = ")
    values, rewards = [[0.5, 0.25, -0.5, 1.0], [0.0, 1.0, 0.5, 0.25]], [[0.1, -0.2, 0.0, 1.0], [0.0, 0.0, 0.0, -1.0]]
    cases = []
    for gamma, lam in ((1.0, 0.95), (0.99, 0.9), (1.0, 1.0), (0.9, 0.0)):
        scope = {**names, "args": Bag(gamma=gamma, lam=lam), "responses": torch.zeros(2, 4), "values": torch.tensor(values), "rewards": torch.tensor(rewards)}
        exec(gae, scope)
        cases.append({"called": "statements of PPOTrainer.train (lastgaelam … returns), trl 1.12.0", "part": "gae", "gamma": gamma, "lam": lam, "values": values, "rewards": rewards, "advantages": numbers(scope["advantages"]), "returns": numbers(scope["returns"])})
    for clip, clip_value, coefficient in ((0.2, 0.2, 0.1), (0.05, 0.5, 1.0)):
        micro = {"mb_advantage": [[1.0, -0.5, 0.25, 2.0], [0.5, -1.5, 0.0, 0.0]], "mb_logprobs": [[-0.75, -0.9, -0.5, -1.5], [-1.25, -1.0, -9.0, -9.0]], "new_logprobs": [[-0.5, -1.0, -0.25, -2.0], [-1.5, -0.5, -9.0, -9.0]],
                 "mb_values": values, "vpred": [[0.75, 0.0, 0.0, 1.1], [0.25, 0.5, 0.5, 0.5]], "mb_return": [[0.9, 0.5, -0.25, 1.0], [-1.0, 0.75, 0.0, 0.0]]}
        mask, mask_value = [[1, 1, 1, 1], [1, 1, 0, 0]], [[1, 1, 1, 1], [1, 1, 1, 0]]
        scope = {**names, **{key: torch.tensor(value) for key, value in micro.items()}, "args": Bag(cliprange=clip, cliprange_value=clip_value, vf_coef=coefficient), "micro_batch_inds": slice(None),
                 "padding_mask": ~torch.tensor(mask).bool(), "padding_mask_p1": ~torch.tensor(mask_value).bool()}
        exec(losses, scope)
        cases.append({"called": "statements of PPOTrainer.train (vpredclipped … loss), trl 1.12.0", "part": "loss", "clip": clip, "clipValue": clip_value, "vfCoef": coefficient, "mask": mask, "valueMask": mask_value, **micro,
                      "policy": float(scope["pg_loss"]), "value": float(scope["vf_loss"]), "total": float(scope["loss"])})
    for estimator in ("k1", "k3"):
        scope = {"args": Bag(kl_estimator=estimator, kl_coef=0.05), "ref_logprobs": torch.tensor(REF), "logprobs": torch.tensor(NEW)}
        exec(rewards_code, scope)
        cases.append({"called": "statements of PPOTrainer.train (logr … non_score_reward), trl 1.12.0", "part": "kl", "estimator": estimator, "coefficient": 0.05, "logps": NEW, "ref": REF, "values": numbers(scope["non_score_reward"])})
    whitened = names["masked_whiten"](torch.tensor([[1.0, -0.5, 0.25, 2.0]]), torch.tensor([[1, 1, 1, 0]]).bool())
    cases.append({"called": "masked_whiten, trl 1.12.0", "part": "whiten", "input": [1.0, -0.5, 0.25, 2.0], "mask": [1, 1, 1, 0], "values": numbers(whitened[0])})
    return cases


if __name__ == "__main__":
    common.write("trl-losses", " ".join(__doc__.split()), ["trl", "torch"], dpo=dpo(), kto=kto(), orpo=orpo(), cpo=cpo(), reward=reward(), advantages=advantages(), grpo=grpo(), ppo=ppo())
