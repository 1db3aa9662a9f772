"""What each page's fence is compared with. A check gets the fence (snippets.Snippet), runs it with what it needs, and answers an Outcome."""
import common
import os
import re
import tempfile
import textwrap
import torch
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist
from types import SimpleNamespace as Bag
from torch import nn
import torch.nn.functional as F

CHECKS = {}


@dataclass
class Outcome:
    verdict: str
    to: str | None = None
    within: float | None = None
    why: str | None = None

    def row(self) -> dict:
        return {key: value for key, value in self.__dict__.items() if value is not None}


def check(page: str):
    def add(function):
        CHECKS[page] = function
        return function
    return add


def equal(to: str, pairs, within: float = 1e-6) -> Outcome:
    """All pairs (ours, theirs) within `within`, relative to 1 or to the number."""
    for ours, theirs in pairs:
        torch.testing.assert_close(torch.as_tensor(ours, dtype=torch.float64), torch.as_tensor(theirs, dtype=torch.float64), rtol=within, atol=within)
    return Outcome("equal", to=to, within=within)


def llama(**sizes):
    from transformers import LlamaConfig
    config = LlamaConfig(**{"vocab_size": 50, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, **sizes})
    config._attn_implementation = "eager"
    return config


def peft_layer(config, inputs: int = 12, outputs: int = 8, **context):
    """A linear layer wrapped by PEFT, every trained value random: the layer, its base weight, and the wrapped model."""
    from peft import get_peft_model
    model = get_peft_model(nn.ModuleDict({"linear": nn.Linear(inputs, outputs, bias=False)}), config)
    for p in model.parameters():
        if p.requires_grad:
            nn.init.normal_(p, std=0.5)
    layer = model.base_model.model["linear"]
    return layer, layer.get_base_layer().weight.detach(), model.eval()


def one_process():
    import torch.distributed as dist
    if not dist.is_initialized():
        handle, name = tempfile.mkstemp()
        os.close(handle)
        dist.init_process_group("gloo", init_method=f"file://{name}", rank=0, world_size=1)
    return dist


@check("activation-memory")
def _(s):
    layer_bytes = s.run()["layer_bytes"]
    assert [round(layer_bytes(2048, 1, 4096, 32, flash) / 1e6) for flash in (False, True)] == [956, 285]
    return Outcome("holds", to="956 and 285 MB of the table on its page")


@check("adamw")
def _(s):
    step = s.run()["adamw"]
    s.check_comments()
    w = nn.Parameter(torch.randn(6, dtype=torch.float64))
    optimizer = torch.optim.AdamW([w], lr=0.01, betas=(0.9, 0.95), eps=1e-6, weight_decay=0.1)
    ours, m, v = w.detach().clone(), 0.0, 0.0
    for t in range(1, 5):
        w.grad = torch.randn(6, dtype=torch.float64)
        ours, m, v = step(ours, w.grad.clone(), m, v, t, 0.01, 0.9, 0.95, 1e-6, 0.1)
        optimizer.step()
    return equal("torch.optim.AdamW, four steps", [(ours, w.detach())])


@check("lr-schedules")
def _(s):
    import json
    factor = s.run()["factor"]
    rows = json.loads((common.ROOT / "test/truth/schedules.json").read_text())["cases"]
    pairs = []
    for row in rows:
        rest = {"cosine": 0.0, "cosine_with_min_lr": row["options"].get("min_lr_rate")}.get(row["schedule"]) if row["library"] == "transformers" else None
        if rest is not None and row["warmup"] > 0 and "num_cycles" not in row["options"]:
            pairs += [(factor(t, row["warmup"], row["total"], rest), row["rates"][t] / row["peak"]) for t in range(row["total"] + 1)]
    assert pairs
    return equal("transformers cosine and cosine_with_min_lr, step by step (schedules.json)", pairs)


@check("alibi")
def _(s):
    from transformers.models.bloom.modeling_bloom import build_alibi_tensor
    alibi = s.run()["alibi"]
    return equal("bloom build_alibi_tensor (4, 8, 16 heads)", [(alibi(n, 9), build_alibi_tensor(torch.ones(1, 9, dtype=torch.long), n, torch.float32)) for n in (4, 8, 16)])


@check("all-reduce")
def _(s):
    reduce = s.run()["ring_all_reduce"]
    for n in (2, 3, 5):
        x = [[float(torch.randn(())) for _ in range(n)] for _ in range(n)]
        total = [sum(row[j] for row in x) for j in range(n)]
        torch.testing.assert_close(torch.tensor(reduce([list(row) for row in x])), torch.tensor([total] * n))
    return Outcome("holds", to="the sum over all GPUs, for 2, 3 and 5 of them")


@check("attention")
def _(s):
    from transformers.models.llama.modeling_llama import eager_attention_forward
    attention = s.run()["attention"]
    x, w = torch.randn(2, 5, 16), [torch.randn(16, 16) for _ in range(4)]
    hidden = torch.ones(5, 5, dtype=torch.bool).triu(1)
    pairs = []
    for mask in (None, hidden):
        q, k, v = ((x @ m).view(2, 5, 4, 4).transpose(1, 2) for m in w[:3])
        bias = None if mask is None else torch.zeros(1, 1, 5, 5).masked_fill(mask, float("-inf"))
        theirs, _ = eager_attention_forward(Bag(num_key_value_groups=1, training=False), q, k, v, bias, scaling=0.5)
        pairs.append((attention(x, *w, 4, mask), theirs.reshape(2, 5, 16) @ w[3]))
    return equal("llama eager_attention_forward, with and without a causal mask", pairs, 1e-5)


@check("catastrophic-forgetting")
def _(s):
    model, base = nn.Linear(3, 2), nn.Linear(3, 2).state_dict()
    tuned, t = {k: v.clone() for k, v in model.state_dict().items()}, 0.25
    s.run()["average"](model, base, t)
    return equal("t·tuned + (1 − t)·base", [(model.state_dict()[k], t * tuned[k] + (1 - t) * base[k]) for k in tuned])


@check("communication-overlap")
def _(s):
    dist = one_process()
    model = nn.Sequential(nn.Linear(4, 5), nn.Linear(5, 3))
    names = s.run(dict(dist=dist))
    flush, handles = names["reduce_in_buckets"](list(model.parameters()), 20)
    model(torch.randn(2, 4)).sum().backward()
    flush()
    seen = []
    for bucket, flat, work in handles:
        work.wait()
        torch.testing.assert_close(flat, torch.cat([p.grad.flatten() for p in bucket]))
        seen += bucket
    assert len(handles) > 1 and {id(p) for p in seen} == {id(p) for p in model.parameters()}
    return Outcome("holds", to="the gradients themselves, one process over gloo, several buckets")


@check("data-parallel")
def _(s):
    import socket
    import subprocess
    import sys
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ranks = [subprocess.Popen([sys.executable, "-c", s.code], env={**os.environ, "RANK": str(rank), "LOCAL_RANK": str(rank), "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}, stderr=subprocess.PIPE) for rank in range(2)]
    for process in ranks:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors.decode()[-600:]
    return Outcome("ran", why="as two processes over gloo")


@check("dora")
def _(s):
    from peft import LoraConfig
    layer, w0, model = peft_layer(LoraConfig(r=4, lora_alpha=6, use_dora=True, target_modules=["linear"]))
    x = torch.randn(5, 12)
    names = s.run(dict(W0=w0, s=6 / 4, A=layer.lora_A["default"].weight, B=layer.lora_B["default"].weight, m=layer.lora_magnitude_vector["default"].weight, x=x))
    return equal("peft DoRA layer, forward", [(names["out"].detach(), layer(x).detach())], 1e-5)


@check("epochs-and-steps")
def _(s):
    from torch.utils.data import DataLoader
    from transformers import Trainer, TrainingArguments
    steps = s.run()["steps"]
    pairs = []
    for n, b, gpus, k, epochs in ((1000, 4, 1, 8, 3), (1001, 4, 8, 16, 3), (7, 2, 2, 8, 2), (999, 3, 2, 5, 0.5), (52002, 8, 4, 4, 2.5)):
        with tempfile.TemporaryDirectory() as out:
            args = TrainingArguments(out, per_device_train_batch_size=b, gradient_accumulation_steps=k, num_train_epochs=epochs, use_cpu=True, report_to=[])
            trainer = Trainer(nn.Linear(1, 1), args)
            # one process: the batches of all GPUs together are as many as one GPU's
            values = trainer.set_initial_training_values(args, DataLoader(range(n), batch_size=b * gpus))
            pairs.append((steps(n, b, gpus, k, epochs), values[6]))
    return equal("transformers Trainer.set_initial_training_values, max_steps", pairs, 0)


@check("ffn")
def _(s):
    from transformers import PhiConfig
    from transformers.models.phi.modeling_phi import PhiMLP
    ours, theirs = s.run()["FeedForward"](16, 24), PhiMLP(PhiConfig(hidden_size=16, intermediate_size=24, hidden_act="gelu_new", num_attention_heads=2))
    theirs.fc1, theirs.fc2 = ours.up, ours.down
    x = torch.randn(3, 16)
    return equal("PhiMLP", [(ours(x).detach(), theirs(x).detach())])


@check("flash-attention")
def _(s):
    streaming = s.run()["streaming_attention"]
    q, k, v = torch.randn(16), torch.randn(200, 16), torch.randn(200, 16)
    return equal("F.scaled_dot_product_attention", [(streaming(q, k, v, block), F.scaled_dot_product_attention(q[None, None], k[None], v[None])[0, 0]) for block in (64, 7, 500)], 1e-5)


@check("freeze-tuning")
def _(s):
    model = s.run()["model"]
    trained = {name.split("layers.")[1].split(".")[0] for name, p in model.named_parameters() if p.requires_grad}
    assert trained == {"26", "27"}, trained
    return Outcome("holds", to="layers 26 and 27 of 28 are trained, no other")


@check("gradient-checkpointing")
def _(s):
    forward = s.run()["forward"]
    layers = nn.ModuleList([nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 4)])
    x = torch.randn(2, 4, requires_grad=True)
    ours = forward(layers, x)
    (mine,) = torch.autograd.grad(ours.sum(), x)
    theirs = nn.Sequential(*layers)(x)
    return equal("the same layers without checkpoints, output and gradient", [(ours.detach(), theirs.detach()), (mine, torch.autograd.grad(theirs.sum(), x)[0])])


@check("ia3")
def _(s):
    from peft import IA3Config
    seen = {}
    def kept(name, layer):
        def call(x):
            seen[name] = x
            return layer.get_base_layer()(x)
        return call
    k_layer, _, _ = peft_layer(IA3Config(target_modules=["linear"], feedforward_modules=[]), 8, 8)
    d_layer, _, _ = peft_layer(IA3Config(target_modules=["linear"], feedforward_modules=["linear"]), 32, 8)
    l_ff = d_layer.ia3_l["default"].flatten()
    names = s.run(dict(l_k=k_layer.ia3_l["default"].flatten(), l_ff=l_ff, k_proj=kept("k", k_layer), down_proj=kept("y", d_layer)))
    return equal("peft IA3 layers, output scaled and input scaled", [(names["k"].detach(), k_layer(seen["k"]).detach()), (names["y"].detach(), d_layer(seen["y"] / l_ff).detach())], 1e-4)


@check("kv-cache")
def _(s):
    decode, (q, k, v) = s.run()["decode"], torch.randn(3, 1, 6, 8)
    cache, rows = (torch.zeros(1, 0, 8), torch.zeros(1, 0, 8)), []
    for t in range(6):
        out, cache = decode(q[:, t:t + 1], k[:, t:t + 1], v[:, t:t + 1], cache)
        rows.append(out)
    return equal("F.scaled_dot_product_attention, causal, all tokens at once", [(torch.cat(rows, 1), F.scaled_dot_product_attention(q, k, v, is_causal=True))], 1e-5)


@check("label-smoothing")
def _(s):
    from transformers.trainer_pt_utils import LabelSmoother
    smoothed = s.run()["smoothed"]
    s.check_comments()
    logits, y = torch.randn(7, 11), torch.randint(0, 11, (7,))
    return equal("transformers LabelSmoother(0.1)", [(smoothed(logits, y, 0.1), LabelSmoother(0.1)({"logits": logits}, y))])


@check("layer-norm")
def _(s):
    layer_norm, pairs = s.run()["layer_norm"], []
    for dtype in (torch.float32, torch.bfloat16):
        theirs, x = nn.LayerNorm(16, eps=1e-5), (torch.randn(3, 16) * 30).to(dtype)
        nn.init.normal_(theirs.weight), nn.init.normal_(theirs.bias)
        wide = nn.functional.layer_norm(x.float(), (16,), theirs.weight, theirs.bias, 1e-5).to(dtype)
        pairs.append((layer_norm(x, theirs.weight, theirs.bias).detach(), wide.detach()))
    return equal("torch's layer_norm in fp32, for inputs in fp32 and bf16", pairs, 1e-5)


@check("loha-lokr")
def _(s):
    from peft import LoHaConfig, LoKrConfig
    loha, _, _ = peft_layer(LoHaConfig(r=2, alpha=6, target_modules=["linear"]))
    lokr, _, _ = peft_layer(LoKrConfig(r=2, alpha=6, decompose_factor=2, target_modules=["linear"]))
    names = s.run(dict(alpha=6, r=2, B1=loha.hada_w1_a["default"], A1=loha.hada_w1_b["default"], B2=loha.hada_w2_a["default"], A2=loha.hada_w2_b["default"], C=lokr.lokr_w1["default"], B=lokr.lokr_w2_a["default"], A=lokr.lokr_w2_b["default"]))
    return equal("peft LoHa and LoKr get_delta_weight", [(names["loha"].detach(), loha.get_delta_weight("default").detach()), (names["lokr"].detach(), lokr.get_delta_weight("default").detach())])


@check("lora")
def _(s):
    from peft import LoraConfig
    layer, w0, model = peft_layer(LoraConfig(r=4, lora_alpha=6, target_modules=["linear"]))
    w0, x = w0.clone(), torch.randn(12)
    names = s.run(dict(alpha=6, r=4, A=layer.lora_A["default"].weight, B=layer.lora_B["default"].weight, W0=w0, x=x))
    theirs = layer(x).detach()
    return equal("peft LoRA layer, forward, and merge_and_unload", [(names["h"].detach(), theirs), (names["merged"].detach(), model.merge_and_unload()["linear"].weight.detach())], 1e-5)


@check("lora-merging")
def _(s):
    from peft import LoraConfig, get_peft_model
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from transformers import AutoModelForCausalLM, LlamaForCausalLM, PreTrainedTokenizerFast
    here = os.getcwd()
    base = LlamaForCausalLM(llama()).bfloat16()
    before = base.model.layers[0].self_attn.q_proj.weight.detach().clone()
    with tempfile.TemporaryDirectory() as folder:
        try:
            os.chdir(folder)
            base.save_pretrained("base")
            wrapped = get_peft_model(base, LoraConfig(r=2, lora_alpha=4, init_lora_weights=False, target_modules=["q_proj"]))
            delta = wrapped.base_model.model.model.layers[0].self_attn.q_proj.get_delta_weight("default").detach()
            wrapped.save_pretrained("adapter")
            PreTrainedTokenizerFast(tokenizer_object=Tokenizer(WordLevel({"a": 0, "b": 1}, unk_token="a"))).save_pretrained("adapter")
            s.run()
            assert Path("merged", "tokenizer.json").exists()
            merged = AutoModelForCausalLM.from_pretrained("merged").model.layers[0].self_attn.q_proj.weight.detach()
        finally:
            os.chdir(here)
    return equal("base weight + peft get_delta_weight, saved and loaded again, in bf16", [(merged, before.float() + delta.float())], 1e-2)


@check("multi-query-attention")
def _(s):
    from transformers.models.llama.modeling_llama import eager_attention_forward
    q, k, v = torch.randn(2, 6, 5, 4), torch.randn(2, 1, 5, 4), torch.randn(2, 1, 5, 4)
    bias = torch.zeros(1, 1, 5, 5).masked_fill(torch.ones(5, 5, dtype=torch.bool).triu(1), float("-inf"))
    theirs, _ = eager_attention_forward(Bag(num_key_value_groups=6, training=False), q, k, v, bias, scaling=0.5)
    return equal("llama eager_attention_forward with repeat_kv, one key head", [(s.run()["multi_query"](q, k, v), theirs.transpose(1, 2))], 1e-5)


@check("neftune")
def _(s):
    from transformers.integrations.neftune import neftune_post_forward_hook
    neftune, x = s.run()["neftune"], torch.randn(2, 5, 8)
    largest, norm = (float(number) for number in re.findall(r"\d+\.\d+", s.printed))
    assert abs(largest - 5 / (512 * 4096) ** 0.5) < 1e-4 and abs(norm - 5 / 3 ** 0.5) < 0.003, s.printed  # random: near α/√(Ld) and α/√3
    torch.manual_seed(1)
    ours = neftune(x, 5.0)
    torch.manual_seed(1)
    return equal("transformers neftune_post_forward_hook, same random numbers", [(ours, neftune_post_forward_hook(Bag(training=True, neftune_noise_alpha=5.0), None, x))])


@check("nf4")
def _(s):
    # The last PEFT with this function is older than the one installed: cut from its source, as for PPO in trl_losses.py.
    text = common.source("peft", "0.19.1", "peft/utils/loftq_utils.py")
    names = {"torch": torch}
    exec(textwrap.dedent(text[text.index("    def create_normal_map("):text.index("    def quantize_tensor(")]), names)
    return equal("NFQuantizer.create_normal_map(num_bits=4) of peft 0.19.1, utils/loftq_utils.py", [(s.run()["levels"], names["create_normal_map"](num_bits=4))])


@check("number-formats")
def _(s):
    s.run()
    first, second = s.printed.strip().split("\n")
    assert first == "tensor(True)" and second.startswith("tensor(256"), s.printed
    return Outcome("holds", to="what its comments say, in torch")


@check("parameter-count")
def _(s):
    import json
    facts = json.loads((common.ROOT / "test/truth/model-facts.json").read_text())
    count = s.run()["llama"]
    assert s.check_comments()
    rows = [row for row in facts["cases"] if row["class"] in ("LlamaForCausalLM", "MistralForCausalLM")]
    return equal("transformers' counts of LLaMA and Mistral models (model-facts.json)", [(count(r["vocab_size"], r["hidden_size"], r["num_hidden_layers"], r["intermediate_size"], r["num_attention_heads"], r["num_key_value_heads"]), r["parameters"]) for r in rows], 0)


@check("quantization")
def _(s):
    absmax, w = s.run()["absmax"], torch.randn(6, 40)
    q, scale = absmax(w)
    theirs = torch.quantize_per_channel(w, scale.flatten().double(), torch.zeros(6, dtype=torch.long), 0, torch.qint8)
    return equal("torch.quantize_per_channel with the same scales, and back", [(q, theirs.int_repr()), (q * scale, theirs.dequantize())], 1e-5)


@check("residual")
def _(s):
    from transformers.models.llama.modeling_llama import LlamaDecoderLayer, LlamaRotaryEmbedding
    config = llama()
    layer, x = LlamaDecoderLayer(config, 0).eval(), torch.randn(1, 5, 32)
    positions = torch.arange(5)[None]
    turned = LlamaRotaryEmbedding(config)(x, positions)
    attention = lambda h: layer.self_attn(hidden_states=h, position_embeddings=turned, attention_mask=None)[0]
    names = s.run()
    ours = names["pre_norm_block"](x, layer.input_layernorm, attention, layer.post_attention_layernorm, layer.mlp)
    theirs = layer(x, position_embeddings=turned, attention_mask=None)
    names["chatglm_block"](x, nn.LayerNorm(32), attention, nn.LayerNorm(32), layer.mlp, 28)
    return equal("LlamaDecoderLayer (pre_norm_block; chatglm_block ran, no package holds its counterpart)", [(ours.detach(), (theirs[0] if isinstance(theirs, tuple) else theirs).detach())], 1e-5)


def turned_by_llama(x, positions):
    from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding, apply_rotary_pos_emb
    config = llama(head_dim=x.size(-1))
    cos, sin = LlamaRotaryEmbedding(config)(x, positions[None])
    return apply_rotary_pos_emb(x[None, None], x[None, None], cos, sin)[0][0, 0]


@check("rope")
def _(s):
    x, positions = torch.randn(6, 32), torch.tensor([0, 1, 2, 7, 50, 100])
    return equal("LlamaRotaryEmbedding and apply_rotary_pos_emb", [(s.run()["rope"](x, positions), turned_by_llama(x, positions))], 1e-5)


@check("rope-2d")
def _(s):
    x, first, second = torch.randn(6, 128), torch.tensor([0, 1, 2, 3, 3, 3]), torch.tensor([0, 0, 0, 0, 1, 2])
    theirs = torch.cat([turned_by_llama(x[:, :64], first), turned_by_llama(x[:, 64:], second)], -1)
    return equal("apply_rotary_pos_emb on each half of a head", [(s.run()["rope_2d"](x, first, second), theirs)], 1e-5)


@check("sequence-length")
def _(s):
    lengths = s.run()["lengths"]
    assert lengths(["a " * n for n in range(1, 101)], str.split) == (51, 100, 100)
    return Outcome("holds", to="median, 99th percentile and longest of 100 texts of 1 to 100 words")


@check("sft-loss")
def _(s):
    from transformers.loss.loss_utils import ForCausalLMLoss
    names = s.run()
    return equal("transformers ForCausalLMLoss", [(names["loss"], ForCausalLMLoss(names["logits"][None], names["labels"][None], names["vocab"]))])


@check("sinusoidal-positions")
def _(s):
    from transformers.models.marian.modeling_marian import MarianSinusoidalPositionalEmbedding
    return equal("MarianSinusoidalPositionalEmbedding", [(s.run()["sinusoidal"](torch.arange(50), 16), MarianSinusoidalPositionalEmbedding(50, 16).create_weight())], 1e-5)


@check("swiglu")
def _(s):
    from transformers.models.llama.modeling_llama import LlamaMLP
    mlp, x = LlamaMLP(llama()), torch.randn(3, 32)
    return equal("LlamaMLP", [(s.run()["swiglu"](x, mlp.gate_proj, mlp.up_proj, mlp.down_proj).detach(), mlp(x).detach())])


@check("tokenization")
def _(s):
    from tokenizers.models import BPE
    bpe = s.run()["bpe"]
    assert s.last == ["low", "est"], s.last
    merges = [("l", "o"), ("lo", "w"), ("e", "s"), ("es", "t"), ("w", "e"), ("n", "e")]
    ranks = {pair: i for i, pair in enumerate(merges)}
    vocab = {token: i for i, token in enumerate([*"lowestnr", *("".join(pair) for pair in merges)])}
    for word in ("lowest", "newest", "lower", "slow", "west", "we"):
        assert bpe(word, ranks) == [token.value for token in BPE(vocab, merges).tokenize(word)], word
    return Outcome("equal", to="tokenizers.models.BPE on six words", within=0)


@check("vera")
def _(s):
    from peft import VeraConfig
    layer, _, _ = peft_layer(VeraConfig(r=16, target_modules=["linear"]), 32, 48)
    names = s.run(dict(b=layer.vera_lambda_b["default"], d=layer.vera_lambda_d["default"], A=layer.vera_A["default"], B=layer.vera_B["default"]))
    return equal("peft VeRA get_delta_weight", [(names["delta"].detach(), layer.get_delta_weight("default").detach())])


class Ring:
    """Collectives of several processes, played in one after the other: what a rank sends is known before it asks."""

    def __init__(self, inputs, rank):
        self.inputs, self.rank = inputs, rank

    def reduce_scatter_tensor(self, out, mine):
        out.copy_(sum(self.inputs).chunk(len(self.inputs))[self.rank])

    def all_gather_into_tensor(self, out, mine):
        self.gathered = mine
        out.copy_(torch.cat([mine if i == self.rank else x for i, x in enumerate(self.inputs)]))


@check("zero-1")
def _(s):
    world, weights, grads = 4, torch.randn(12), [torch.randn(12) for _ in range(4)]
    mean = sum(grads) / world
    pairs = []
    for rank in range(world):
        part = slice(3 * rank, 3 * rank + 3)
        adam = Bag(update=lambda g: weights[part] - 0.1 * g)
        dist = Ring([g / world for g in grads], rank)
        gather = Ring([weights.chunk(world)[i] - 0.1 * mean.chunk(world)[i] for i in range(world)], rank)
        dist.all_gather_into_tensor = gather.all_gather_into_tensor
        flat = weights.clone()
        s.run(dict(dist=dist))["zero1_step"](flat, grads[rank], adam, world)
        pairs.append((flat, weights - 0.1 * mean))
    return equal("the same step on one device with the mean gradient, four ranks played in one process", pairs)


@check("zero-3")
def _(s):
    world, weight, x = 4, torch.randn(6, 8), torch.randn(3, 8)
    shards = list(weight.flatten().chunk(world))
    return equal("F.linear with the whole weight, four ranks played in one process", [(s.run(dict(dist=Ring(shards, rank)))["Sharded"](shards[rank], (6, 8), world)(x), F.linear(x, weight)) for rank in range(world)])
