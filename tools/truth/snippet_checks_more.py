"""Checks of the fences on alignment, generation, retrieval, images: as snippet_checks.py, which holds the rest."""
import common
import ast
import importlib.util
import json
import torch
from pathlib import Path
from types import SimpleNamespace as Bag
from torch import nn
import torch.nn.functional as F
from snippet_checks import Outcome, check, equal


def trl(part: str) -> list[dict]:
    """What TRL's own trainers gave (trl_losses.py)."""
    return json.loads((common.ROOT / "test/truth/trl-losses.json").read_text())[part]


def cut(module: str, name: str, **names):
    """One function of a module that cannot be imported here (it asks for torchvision), from its source."""
    source = Path(importlib.util.find_spec("transformers").origin).parent.joinpath(*module.split(".")).with_suffix(".py").read_text()
    node = next(node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and node.name == name)
    exec(compile(ast.Module([node], []), module, "exec"), names)
    return names[name]


def tensors(*lists):
    return [torch.tensor(values, dtype=torch.float64) for values in lists]


@check("dpo")
def _(s):
    loss = s.run()["dpo_loss"]
    s.check_comments()
    rows = [row for row in trl("dpo") if row["loss"] == "sigmoid" and "f_divergence_type" not in row and "ld_alpha" not in row]
    return equal("DPOTrainer._compute_loss (sigmoid)", [(loss(*(x.sum(1) for x in tensors(row["chosen"], row["rejected"])), *tensors(row["refChosen"], row["refRejected"]), row["beta"]), row["value"]) for row in rows])


@check("ipo")
def _(s):
    loss = s.run()["ipo_loss"]
    s.check_comments()
    ratio = lambda answers, ref: (torch.tensor(answers, dtype=torch.float64).sum(1) - torch.tensor(ref, dtype=torch.float64)) / (torch.tensor(answers) != 0).sum(1)
    return equal("DPOTrainer._compute_loss (ipo)", [(loss(ratio(row["chosen"], row["refChosen"]), ratio(row["rejected"], row["refRejected"]), row["beta"]), row["value"]) for row in trl("dpo") if row["loss"] == "ipo"])


@check("cpo")
def _(s):
    loss = s.run()["cpo_loss"]
    s.check_comments()
    rows = [row for row in trl("cpo") if row["loss"] == "sigmoid" and not row["labelSmoothing"]]
    return equal("CPOTrainer.cpo_loss (sigmoid)", [(loss(*tensors(row["chosen"], row["rejected"]), torch.tensor(0.5), row["beta"], 2.0), sum(row["values"]) / 3 + 1.0) for row in rows])


@check("simpo")
def _(s):
    loss = s.run()["simpo_loss"]
    s.check_comments()
    rows = [row for row in trl("cpo") if row["loss"] == "simpo" and not row["labelSmoothing"] and not row["alpha"]]
    return equal("CPOTrainer.cpo_loss (simpo)", [(loss(*tensors(row["chosen"], row["rejected"]), row["beta"], row["gamma"]), sum(row["values"]) / 3) for row in rows])


@check("orpo")
def _(s):
    term = s.run()["odds_ratio_term"]
    s.check_comments()
    return equal("ORPOTrainer.odds_ratio_loss", [(term(*tensors(row["chosen"], row["rejected"])), -sum(row["losses"]) / len(row["losses"]) / row["beta"]) for row in trl("orpo")])


@check("reward-model")
def _(s):
    loss = s.run()["reward_loss"]
    s.check_comments()
    return equal("RewardTrainer.compute_loss", [(loss(*tensors(row["chosen"], row["rejected"]), torch.tensor(row["margin"] or 0.0), row["center"] or 0.0), row["value"]) for row in trl("reward")])


@check("rloo")
def _(s):
    advantage = s.run()["rloo_advantage"]
    rows = [row for row in trl("advantages") if row["method"] == "rloo" and not row["normalize"]]
    return equal("RLOOTrainer's advantages", [(advantage(torch.tensor(row["rewards"], dtype=torch.float64).view(-1, row["generations"])).flatten(), row["values"]) for row in rows])


@check("gae")
def _(s):
    gae = s.run()["gae"]
    s.check_comments()
    return equal("PPOTrainer.train (trl 1.12.0), advantages", [(gae(rewards, values, row["gamma"], row["lam"]), theirs) for row in trl("ppo") if row["part"] == "gae" for rewards, values, theirs in zip(row["rewards"], row["values"], row["advantages"])])


@check("best-of-n")
def _(s):
    s.run()
    assert s.printed.strip() == "True"
    return Outcome("holds", to="its comment")


@check("reward-functions")
def _(s):
    score = s.run()["exact_match"]
    answers = ["so \\boxed{4}", "\\boxed{3} no, \\boxed{ 4 }", "4", [{"role": "assistant", "content": "\\boxed{5}"}]]
    assert score(["?"] * 4, answers, ["4", "4", "4", "4"], step=1) == [1.0, 1.0, 0.0, 0.0]
    return Outcome("holds", to="four answers, text and chat")


def warped(cls, logits, *options):
    from transformers.generation import logits_process
    return getattr(logits_process, cls)(*options)(None, logits)


@check("temperature")
def _(s):
    from transformers.generation.logits_process import TemperatureLogitsWarper
    s.run()
    z = torch.tensor([[4.0, 3.0, 2.0, 1.0]])
    lines = [ast.literal_eval(line.split(" ", 1)[1]) for line in s.printed.strip().split("\n")]
    return equal("TemperatureLogitsWarper", [(line, TemperatureLogitsWarper(t)(None, z).softmax(-1)[0]) for line, t in zip(lines, (0.25, 0.5, 1.0, 2.0))])


def same_tokens(ours, cls, options):
    pairs = [(torch.randn(3, 50) * 2, option) for option in options]
    return equal(cls, [(ours(x, option).softmax(-1), warped(cls, x, option).softmax(-1)) for x, option in pairs])


@check("min-p")
def _(s):
    return same_tokens(s.run()["min_p"], "MinPLogitsWarper", (0.05, 0.1, 0.5))


@check("top-k")
def _(s):
    return same_tokens(s.run()["top_k"], "TopKLogitsWarper", (1, 5, 50))


@check("top-p")
def _(s):
    return same_tokens(s.run()["top_p"], "TopPLogitsWarper", (0.1, 0.8, 0.95))


@check("embeddings")
def _(s):
    embed, hidden = s.run()["embed"], torch.randn(2, 5, 8)
    out = embed(hidden, torch.tensor([[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]]))
    return equal("the mean of the unmasked tokens, length 1", [(out[0], F.normalize(hidden[0, :3].mean(0), dim=0)), (out[1], F.normalize(hidden[1].mean(0), dim=0))])


@check("mmr")
def _(s):
    from langchain_core.vectorstores.utils import maximal_marginal_relevance
    mmr = s.run()["mmr"]
    for share in (0.0, 0.3, 0.5, 1.0):
        query, docs = torch.randn(8), torch.randn(20, 8)
        assert mmr(query, docs, 6, share) == maximal_marginal_relevance(query.numpy(), docs.numpy(), share, 6)
    return Outcome("equal", to="langchain_core maximal_marginal_relevance", within=0)


@check("speculative-decoding")
def _(s):
    verify = s.run()["verify"]
    q, p = torch.tensor([[0.6, 0.2, 0.1, 0.1]]), torch.tensor([[0.2, 0.5, 0.2, 0.1], [0.25, 0.25, 0.25, 0.25]])
    counts = torch.zeros(4)
    for _ in range(20000):
        counts[verify(torch.multinomial(q[0], 1), q, p)[0]] += 1
    assert ((counts / 20000 - p[0]).abs() < 0.015).all(), counts
    return Outcome("holds", to="its first token has the large model's distribution, 20,000 draws, within 0.015")


@check("clip")
def _(s):
    from transformers.models.clip.modeling_clip import image_text_contrastive_loss
    u, v, t = torch.randn(6, 8), torch.randn(6, 8), torch.tensor(2.6592)
    return equal("clip image_text_contrastive_loss", [(s.run()["clip_loss"](u, v, t), image_text_contrastive_loss(t.exp() * F.normalize(v, dim=-1) @ F.normalize(u, dim=-1).T))])


@check("llava-projector")
def _(s):
    from transformers import CLIPVisionConfig, LlamaConfig, LlavaConfig
    from transformers.models.llava.modeling_llava import LlavaMultiModalProjector
    config = LlavaConfig(vision_config=CLIPVisionConfig(hidden_size=1024, num_attention_heads=16), text_config=LlamaConfig(hidden_size=4096))
    with torch.device("meta"):
        projector = LlavaMultiModalProjector(config)
    return equal("LlavaMultiModalProjector, parameters", [(s.run()["size"](1024, 4096, 2), sum(p.numel() for p in projector.parameters()))], 0)


@check("mrope")
def _(s):
    from transformers.models.qwen2_vl.modeling_qwen2_vl import Qwen2VLModel
    positions = s.run()["positions"]
    model = Qwen2VLModel.__new__(Qwen2VLModel)
    nn.Module.__init__(model)
    model.config = Bag(vision_config=Bag(spatial_merge_size=2))
    pairs = []
    for grids in ([3, (1, 2, 3), 2], [1, (1, 4, 2), 5], [2, (2, 2, 3), 1]):
        kinds = [kind for part in grids for kind in ([0] * part if isinstance(part, int) else [1] * (part[0] * part[1] * part[2]))]
        grid = torch.tensor([[t, 2 * h, 2 * w] for t, h, w in (part for part in grids if not isinstance(part, int))])
        theirs, _ = model.get_rope_index(torch.ones(1, len(kinds), dtype=torch.long), torch.tensor([kinds]), image_grid_thw=grid)
        pairs.append((torch.tensor(positions(grids)).T, theirs[:, 0]))
    return equal("Qwen2VLModel.get_rope_index, grids no longer in time than in space (beyond, releases differ, as the page says)", pairs, 0)


@check("visual-tokens")
def _(s):
    import math
    resize, tokens = cut("models.qwen2_vl.image_processing_qwen2_vl", "smart_resize", math=math), s.run()["tokens"]
    sizes = [(1080, 1920), (20, 30), (28, 28), (500, 333), (3000, 4000), (100, 1999)]
    area = lambda h, w: (lambda a, b: a * b // 28**2)(*resize(h, w, 28, 56 * 56, 28 * 28 * 1280))
    return equal("qwen2_vl smart_resize", [(tokens(*size), area(*size)) for size in sizes], 0)


@check("diffusion-loss")
def _(s):
    loss = s.run()["diffusion_loss"]
    alpha, x = torch.linspace(0.99, 0.01, 20), torch.randn(6, 3, 4)
    torch.manual_seed(1)
    ours = loss(lambda noisy, t: torch.zeros_like(noisy), x, alpha)
    torch.manual_seed(1)
    t, noise = torch.randint(20, (6,)), torch.randn_like(x)
    snr = alpha[t] / (1 - alpha[t])
    return equal("min(SNR, 5)/SNR times the squared error, written out", [(ours, (torch.minimum(snr, torch.tensor(5.0)) / snr * (noise ** 2).mean((1, 2))).mean())])


@check("focal-loss")
def _(s):
    from transformers.loss.loss_for_object_detection import sigmoid_focal_loss
    logits, target = torch.randn(40, 1), (torch.rand(40, 1) > 0.7).float()
    return equal("transformers sigmoid_focal_loss", [(s.run()["focal_loss"](logits, target), sigmoid_focal_loss(logits, target, target.sum()))])


@check("iou")
def _(s):
    from transformers.loss.loss_for_object_detection import generalized_box_iou
    boxes = torch.rand(2, 10, 4)
    boxes[..., 2:] += boxes[..., :2]
    return equal("transformers generalized_box_iou", [(s.run()["giou"](boxes[0], boxes[1]), generalized_box_iou(boxes[0], boxes[1]).diagonal())])


@check("nms")
def _(s):
    from transformers.loss.loss_for_object_detection import box_iou
    boxes, scores = torch.rand(60, 4), torch.rand(60)
    boxes[:, 2:] += boxes[:, :2] * 0.2 + 0.3
    iou, _ = box_iou(boxes, boxes)
    keep = []
    for i in scores.argsort(descending=True).tolist():
        if all(iou[i, j] <= 0.5 for j in keep):
            keep.append(i)
    assert s.run()["nms"](boxes, scores, 0.5) == keep
    return Outcome("holds", to="the definition with transformers' box_iou, one box at a time")


@check("mixup")
def _(s):
    loss, x, y = s.run()["mixup_loss"], torch.randn(5, 4), torch.randint(0, 3, (5,))
    w = torch.randn(4, 3)
    torch.manual_seed(2)
    ours = loss(lambda x: x @ w, x, y)
    torch.manual_seed(2)
    lam, other = torch.distributions.Beta(0.2, 0.2).sample(), torch.randperm(5)
    soft = lam * F.one_hot(y, 3) + (1 - lam) * F.one_hot(y[other], 3)
    return equal("cross-entropy with mixed labels", [(ours, F.cross_entropy((lam * x + (1 - lam) * x[other]) @ w, soft))])


@check("segmentation-losses")
def _(s):
    from transformers.loss.loss_for_object_detection import dice_loss
    logits, target = torch.randn(2, 3, 8, 8), (torch.rand(2, 3, 8, 8) > 0.5).float()
    return equal("transformers dice_loss", [(s.run()["dice_loss"](logits, target), dice_loss(logits.reshape(6, -1), target.reshape(6, -1), 6))])


@check("vit")
def _(s):
    from transformers import ViTConfig
    from transformers.models.vit.modeling_vit import ViTEmbeddings
    resize = s.run()["resize_positions"]
    own = ViTEmbeddings(ViTConfig(hidden_size=8, image_size=32, patch_size=8, num_attention_heads=2))
    nn.init.normal_(own.position_embeddings)
    return equal("ViTEmbeddings.interpolate_pos_encoding", [(resize(own.position_embeddings, 6).detach(), own.interpolate_pos_encoding(torch.zeros(1, 37, 8), 48, 48).detach())])


@check("chat-template")
def _(s):
    from transformers.utils.chat_template_utils import render_jinja_template
    from trl.chat_template_utils import qwen3_chat_template
    chatml = s.run()["chatml"]
    talks = [[{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}], [{"role": "user", "content": "Hi"}]]
    for talk in talks:
        for prompt in (False, True):
            theirs, _ = render_jinja_template([talk], chat_template=qwen3_chat_template, add_generation_prompt=prompt)
            assert chatml(talk, prompt) == theirs[0], (chatml(talk, prompt), theirs[0])
    return Outcome("equal", to="Qwen3's template, rendered by transformers: a question with and without a system message", within=0)
