"""Formulas of training, sampling and TRL: as formula_checks.py."""
import common  # noqa: F401
import math
import tempfile
import torch
import torch.nn.functional as F
from types import SimpleNamespace as Bag
from formula_checks import formula
from snippet_checks import equal
from torch import nn


@formula("effective-batch")
def _():
    from deepspeed.runtime import config as module
    from deepspeed.runtime.config import DeepSpeedConfig
    module.dist.get_rank = lambda: 0  # without a rank it takes one process for granted
    pairs = []
    for micro, steps, world in ((4, 8, 8), (1, 16, 3)):
        config = DeepSpeedConfig({"train_micro_batch_size_per_gpu": micro, "gradient_accumulation_steps": steps}, mpu=Bag(get_data_parallel_world_size=lambda: world))
        pairs.append((micro * steps * world, config.train_batch_size))
    return equal("deepspeed DeepSpeedConfig, train_batch_size", pairs, 0)


@formula("adamw-update")
def _():
    w = nn.Parameter(torch.randn(6, dtype=torch.float64))
    theta, m, v = w.detach().clone(), 0, 0
    optimizer = torch.optim.AdamW([w], lr=0.01, betas=(0.9, 0.95), eps=1e-6, weight_decay=0.1)
    for t in range(1, 5):
        g = torch.randn(6, dtype=torch.float64)
        w.grad = g.clone()
        optimizer.step()
        m, v = 0.9 * m + 0.1 * g, 0.95 * v + 0.05 * g * g
        theta = theta - 0.01 * ((m / (1 - 0.9 ** t)) / ((v / (1 - 0.95 ** t)).sqrt() + 1e-6) + 0.1 * theta)
    return equal("torch.optim.AdamW, four steps", [(theta, w.detach())])


@formula("clip-norm")
def _():
    pairs = []
    for c in (0.5, 100.0):
        ps = [nn.Parameter(torch.randn(4)), nn.Parameter(torch.randn(3))]
        for p in ps:
            p.grad = torch.randn_like(p)
        g = torch.cat([p.grad for p in ps])
        torch.nn.utils.clip_grad_norm_(ps, c)
        pairs.append((g * min(1, c / g.norm()), torch.cat([p.grad for p in ps])))
    return equal("torch.nn.utils.clip_grad_norm_, which adds 1e-6 to the norm", pairs, 1e-5)


@formula("label-smoothing")
def _():
    from transformers.trainer_pt_utils import LabelSmoother
    logits, y = torch.randn(7, 11), torch.randint(0, 11, (7,))
    logp = logits.log_softmax(-1)
    return equal("transformers LabelSmoother(0.1)", [((0.9 * -logp[range(7), y] + 0.1 / 11 * -logp.sum(-1)).mean(), LabelSmoother(0.1)({"logits": logits}, y))])


@formula("neftune")
def _():
    from transformers.integrations.neftune import neftune_post_forward_hook
    x = torch.randn(2, 5, 8)
    torch.manual_seed(1)
    theirs = neftune_post_forward_hook(Bag(training=True, neftune_noise_alpha=5.0), None, x)
    torch.manual_seed(1)
    return equal("transformers neftune_post_forward_hook", [(x + 5.0 / math.sqrt(5 * 8) * torch.empty_like(x).uniform_(-1, 1), theirs)])


@formula("steps-per-epoch")
def _():
    from torch.utils.data import DataLoader
    from transformers import Trainer, TrainingArguments
    pairs = []
    for d, b, k, n in ((1001, 4, 8, 8), (7, 2, 4, 2), (999, 3, 5, 1)):
        with tempfile.TemporaryDirectory() as out:
            args = TrainingArguments(out, per_device_train_batch_size=b, gradient_accumulation_steps=k, use_cpu=True, report_to=[])
            pairs.append((math.ceil(d / (b * k * n)), Trainer(nn.Linear(1, 1), args).set_initial_training_values(args, DataLoader(range(d), batch_size=b * n))[1]))
    return equal("transformers Trainer.set_initial_training_values", pairs, 0)


@formula("loss-scale")
def _():
    from deepspeed.runtime.config import DeepSpeedConfig
    pairs = []
    for power in (16, 12):
        config = DeepSpeedConfig({"train_batch_size": 1, "fp16": {"enabled": True, "initial_scale_power": power}})
        pairs.append((2 ** power, getattr(config, "initial_dynamic_scale", None) or config.float16_config.initial_dynamic_scale()))
    return equal("deepspeed DeepSpeedConfig, initial_dynamic_scale", pairs, 0)


@formula("sampling-temperature")
def _():
    from transformers.generation.logits_process import TemperatureLogitsWarper
    z = torch.randn(2, 9)
    return equal("TemperatureLogitsWarper", [((z / t).exp() / (z / t).exp().sum(-1, keepdim=True), TemperatureLogitsWarper(t)(None, z).softmax(-1)) for t in (0.3, 1.0, 2.0)])


@formula("min-p")
def _():
    from transformers.generation.logits_process import MinPLogitsWarper
    z = torch.randn(2, 30) * 2
    return equal("MinPLogitsWarper, what it keeps", [(z.softmax(-1) >= m * z.softmax(-1).amax(-1, keepdim=True), MinPLogitsWarper(m)(None, z).isfinite()) for m in (0.05, 0.3)], 0)


@formula("repetition-penalty")
def _():
    from transformers.generation.logits_process import RepetitionPenaltyLogitsProcessor
    z, seen = torch.randn(1, 9), torch.tensor([[1, 4, 4, 7]])
    ours = z.clone()
    for i in {1, 4, 7}:
        ours[0, i] = z[0, i] / 1.3 if z[0, i] > 0 else z[0, i] * 1.3
    return equal("RepetitionPenaltyLogitsProcessor", [(ours, RepetitionPenaltyLogitsProcessor(1.3)(seen, z.clone()))])


@formula("vespo-weight")
def _():
    from trl.trainer.grpo_trainer import GRPOTrainer
    ratio = torch.tensor([[0.2, -0.1, 0.3], [-0.4, 0.1, 0.0]])
    theirs = GRPOTrainer.get_gamma_weights(torch.tensor([[1.0], [-1.0]]), ratio, torch.ones(2, 3), None, k_pos=2.0, lambda_pos=3.0, k_neg=3.0, lambda_neg=2.0)
    w = ratio.sum(1).exp()
    return equal("GRPOTrainer.get_gamma_weights", [(torch.stack([w[0] ** 2 * torch.exp(3 * (1 - w[0])), w[1] ** 3 * torch.exp(2 * (1 - w[1]))]), theirs.flatten())])


@formula("generation-batch")
def _():
    from trl import GRPOConfig
    with tempfile.TemporaryDirectory() as out:
        config = GRPOConfig(out, per_device_train_batch_size=4, steps_per_generation=6, num_generations=8, use_cpu=True, report_to=[])
    return equal("GRPOConfig.__post_init__ in one process", [(4 * 1 * 6, config.generation_batch_size), (4 * 6 / 8, config.generation_batch_size / config.num_generations)], 0)


@formula("tr-dpo")
def _():
    from trl.trainer.callbacks import SyncRefModelCallback
    model, ref = nn.Linear(3, 2), nn.Linear(3, 2)
    before = ref.weight.detach().clone()
    SyncRefModelCallback._sync_target_model(model, ref, 0.6)
    return equal("SyncRefModelCallback._sync_target_model", [(0.6 * model.weight.detach() + 0.4 * before, ref.weight.detach())])


@formula("dft-loss")
def _():
    import inspect
    from trl import SFTTrainer
    from trl_losses import cut
    logp = torch.randn(2, 5).abs().neg()
    logp[0, :2] = 0  # ignored places, as the fused head leaves them
    names = {"torch": torch, "outputs": Bag(log_probs=logp, label_mask=logp != 0), "self": Bag(args=Bag(loss_type="dft")), "num_items_in_batch": None}
    exec(cut(inspect.getsource(SFTTrainer.compute_loss), "per_token_loss = -outputs.log_probs", "loss = per_token_loss.sum()"), names)
    kept = logp[logp != 0]
    return equal("statements of SFTTrainer.compute_loss (per_token_loss … loss)", [((-kept.exp() * kept).mean(), names["loss"])])
