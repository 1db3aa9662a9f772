"""What modules of transformers give for fixed inputs: rotary frequencies and rotations, ALiBi, T5 buckets, sinusoids, norms, the gated feed-forward layer, repeated key heads, masks.

float32 as in the modules, so our doubles agree to about 1e-6 relative.
"""
import common
import torch
from torch import nn
from transformers import LlamaConfig, T5Config
from transformers.masking_utils import causal_mask_function, bidirectional_mask_function, chunked_causal_mask_function, or_masks, sliding_window_causal_mask_function, sdpa_mask
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS
from transformers.models.bloom.modeling_bloom import build_alibi_tensor
from transformers.models.llama.modeling_llama import LlamaMLP, LlamaRMSNorm, LlamaRotaryEmbedding, apply_rotary_pos_emb, repeat_kv
from transformers.models.marian.modeling_marian import MarianSinusoidalPositionalEmbedding
from transformers.models.t5.modeling_t5 import T5Attention

torch.set_num_threads(1)
torch.manual_seed(0)


def numbers(tensor) -> list:
    return [float(x) for x in tensor.reshape(-1)] if tensor.dim() < 2 else [numbers(row) for row in tensor]


def rope() -> list[dict]:
    cases = []
    for dim, base, longest, parameters, lengths in [
        (8, 10000.0, 2048, {"rope_type": "default"}, [None]), (128, 10000.0, 4096, {"rope_type": "default"}, [None]), (128, 500000.0, 8192, {"rope_type": "default"}, [None]),
        (64, 10000.0, 2048, {"rope_type": "linear", "factor": 4.0}, [None]), (64, 10000.0, 2048, {"rope_type": "dynamic", "factor": 2.0}, [None, 1024, 2048, 4096, 10000]),
        (128, 10000.0, 16384, {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 4096}, [None]),
        (64, 1000000.0, 131072, {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768}, [None]),
        (64, 10000.0, 163840, {"rope_type": "yarn", "factor": 40.0, "original_max_position_embeddings": 4096, "mscale": 1.0, "mscale_all_dim": 0.707, "beta_fast": 24, "beta_slow": 2}, [None]),
        (128, 500000.0, 131072, {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 8192}, [None]),
        (64, 500000.0, 131072, {"rope_type": "llama3", "factor": 32.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 8192}, [None]),
        (8, 10000.0, 131072, {"rope_type": "longrope", "short_factor": [1.0, 1.1, 1.2, 1.3], "long_factor": [1.0, 2.0, 8.0, 32.0], "original_max_position_embeddings": 4096}, [None, 4096, 4097]),
    ]:
        config = LlamaConfig(hidden_size=dim * 2, num_attention_heads=2, head_dim=dim, max_position_embeddings=longest, rope_parameters={"rope_theta": base, **parameters})
        for length in lengths:
            init = LlamaRotaryEmbedding.compute_default_rope_parameters if parameters["rope_type"] == "default" else ROPE_INIT_FUNCTIONS[parameters["rope_type"]]
            frequencies, attention = init(config, seq_len=length) if parameters["rope_type"] != "default" else init(config)
            cases.append({"called": "LlamaRotaryEmbedding.compute_default_rope_parameters" if parameters["rope_type"] == "default" else f"ROPE_INIT_FUNCTIONS['{parameters['rope_type']}']",
                          "dim": dim, "base": base, "longest": longest, "parameters": parameters, "length": length, "frequencies": numbers(frequencies), "attention": float(attention)})
    return cases


def rotation() -> list[dict]:
    config = LlamaConfig(hidden_size=16, num_attention_heads=2, head_dim=8)
    x = torch.randn(1, 1, 4, 8)
    positions = [0, 1, 5, 300]
    cos, sin = LlamaRotaryEmbedding(config)(x, torch.tensor([positions]))
    rotated, _ = apply_rotary_pos_emb(x, x, cos, sin)
    return [{"called": "LlamaRotaryEmbedding, apply_rotary_pos_emb", "base": 10000.0, "positions": positions, "input": numbers(x[0, 0]), "output": numbers(rotated[0, 0])}]


def alibi() -> list[dict]:
    cases = []
    for heads in (1, 2, 4, 6, 8, 12, 16, 20):
        mask = torch.tensor([[1, 1, 1, 1, 1], [0, 0, 1, 1, 1]])
        bias = build_alibi_tensor(mask, heads, torch.float32).reshape(2, heads, 5)
        cases.append({"called": "bloom build_alibi_tensor", "heads": heads, "mask": mask.tolist(), "bias": numbers(bias)})
    return cases


def buckets() -> list[dict]:
    positions = list(range(-300, 301))
    return [{"called": "T5Attention._relative_position_bucket", "bidirectional": bidirectional, "buckets": count, "maxDistance": longest, "from": -300, "values": T5Attention._relative_position_bucket(torch.tensor(positions), bidirectional, count, longest).tolist()}
            for bidirectional in (True, False) for count, longest in ((32, 128), (16, 64), (64, 256))]


def sinusoids() -> list[dict]:
    cases = []
    for positions, dim in ((4, 4), (6, 16)):
        table = MarianSinusoidalPositionalEmbedding(positions, dim)
        cases.append({"called": "MarianSinusoidalPositionalEmbedding.create_weight", "dim": dim, "layout": "sines first, then cosines", "values": numbers(table.create_weight())})
    return cases


def layers() -> list[dict]:
    x, weight, bias = torch.randn(3, 6), torch.rand(6) + 0.5, torch.randn(6)
    rms, layer = LlamaRMSNorm(6, eps=1e-5), nn.LayerNorm(6, eps=1e-5)
    with torch.no_grad():
        rms.weight.copy_(weight), layer.weight.copy_(weight), layer.bias.copy_(bias)
        mlp = LlamaMLP(LlamaConfig(hidden_size=6, intermediate_size=4, num_attention_heads=2, hidden_act="silu"))
        cases = [{"called": "LlamaRMSNorm", "kind": "rms", "eps": 1e-5, "weight": numbers(weight), "input": numbers(x), "output": numbers(rms(x))},
                 {"called": "torch.nn.LayerNorm", "kind": "layer", "eps": 1e-5, "weight": numbers(weight), "bias": numbers(bias), "input": numbers(x), "output": numbers(layer(x))},
                 {"called": "LlamaMLP", "kind": "swiglu", "gate": numbers(mlp.gate_proj.weight), "up": numbers(mlp.up_proj.weight), "down": numbers(mlp.down_proj.weight), "input": numbers(x), "output": numbers(mlp(x))}]
    heads = torch.arange(3.0).reshape(1, 3, 1, 1)
    cases.append({"called": "repeat_kv", "kind": "repeat", "keyHeads": 3, "repeat": 4, "output": numbers(repeat_kv(heads, 4).reshape(-1))})
    return cases


def masks() -> list[dict]:
    """1: visible. The prefix mask is causal or "the key belongs to the prompt", put together with transformers' own or_masks."""
    cases = []
    n = 7
    prompt = 3
    for kind, function, options in (("causal", causal_mask_function, {}), ("bidirectional", bidirectional_mask_function, {}), ("sliding", sliding_window_causal_mask_function(3), {"window": 3}),
                                    ("prefix", or_masks(causal_mask_function, lambda b, h, q, kv: kv < prompt), {"prompt": prompt}), ("chunked", chunked_causal_mask_function(3, torch.zeros(1, dtype=int)), {"chunk": 3})):
        mask = sdpa_mask(batch_size=1, q_length=n, kv_length=n, mask_function=function, allow_is_causal_skip=False, allow_is_bidirectional_skip=False)
        cases.append({"called": f"masking_utils.sdpa_mask with {kind} mask function", "kind": kind, "length": n, **options, "visible": ["".join(str(int(x)) for x in row) for row in mask[0, 0]]})
    return cases


common.write("modules", " ".join(__doc__.split()), ["transformers", "torch"], rope=rope(), rotation=rotation(), alibi=alibi(), buckets=buckets(), sinusoids=sinusoids(), layers=layers(), masks=masks())
