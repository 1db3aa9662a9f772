"""Trained values of each PEFT method on small random models, counted by PEFT (PeftModel.get_nb_trainable_parameters).

`matrices` are the adapted layers as [inputs, outputs], read from the wrapped model; of prompt methods the sizes PEFT derived from the model.
"""
import common
import peft
from peft import get_peft_model
from peft.tuners.tuners_utils import BaseTunerLayer
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM

LLAMA = dict(vocab_size=101, hidden_size=64, intermediate_size=96, num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=2)
GPT2 = dict(vocab_size=101, n_embd=48, n_layer=2, n_head=4, n_positions=32)


def model(name: str):
    return LlamaForCausalLM(LlamaConfig(**LLAMA)) if name == "llama" else GPT2LMHeadModel(GPT2Config(**GPT2))


ATTENTION = ["q_proj", "v_proj"]
ALL = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
LAYERS = []
for targets in (ATTENTION, ALL):
    for r in (1, 4, 8, 16):
        LAYERS += [("llama", "LoraConfig", dict(r=r, target_modules=targets)), ("llama", "LoraConfig", dict(r=r, lora_alpha=24, target_modules=targets, use_rslora=True)),
                   ("llama", "LoraConfig", dict(r=r, target_modules=targets, use_dora=True)), ("llama", "AdaLoraConfig", dict(init_r=r, target_r=max(1, r // 2), target_modules=targets, total_step=100)),
                   ("llama", "LoHaConfig", dict(r=r, target_modules=targets)), ("llama", "VeraConfig", dict(r=r, target_modules=targets)),
                   ("llama", "HRAConfig", dict(r=r, target_modules=targets))]
        for factor in (-1, 4, 5, 16):
            for both in (False, True):
                LAYERS.append(("llama", "LoKrConfig", dict(r=r, target_modules=targets, decompose_factor=factor, decompose_both=both)))
    for block in (4, 8, 16, 32):
        LAYERS += [("llama", "OFTConfig", dict(r=0, oft_block_size=block, target_modules=targets)), ("llama", "OFTConfig", dict(r=0, oft_block_size=block, target_modules=targets, block_share=True)),
                   ("llama", "BOFTConfig", dict(boft_block_size=block, boft_n_butterfly_factor=1, target_modules=targets))]
    for r in (2, 8):
        LAYERS.append(("llama", "OFTConfig", dict(r=r, oft_block_size=0, target_modules=targets)))
for r in (4, 8):
    LAYERS += [("gpt2", "LoraConfig", dict(r=r, target_modules=["c_attn"])), ("gpt2", "LoraConfig", dict(r=r, target_modules=["c_attn", "c_fc"], lora_bias=True))]
LAYERS += [("llama", "IA3Config", dict(target_modules=["k_proj", "v_proj", "down_proj"], feedforward_modules=["down_proj"])),
           ("llama", "IA3Config", dict(target_modules=["k_proj", "v_proj", "down_proj"], feedforward_modules=[])),
           ("llama", "IA3Config", dict(target_modules=["q_proj", "up_proj", "down_proj"], feedforward_modules=["up_proj", "down_proj"]))]


def layers() -> list[dict]:
    cases = []
    for base, config, options in LAYERS:
        wrapped = get_peft_model(model(base), getattr(peft, config)(task_type="CAUSAL_LM", **({} if config != "LoraConfig" or base == "llama" else {"fan_in_fan_out": True}), **options))
        matrices, inputs_scaled = [], []
        for module in wrapped.modules():
            if isinstance(module, BaseTunerLayer):
                own = module.get_base_layer()
                shape = (own.in_features, own.out_features) if hasattr(own, "in_features") else tuple(own.weight.shape)
                matrices.append(list(shape))
                inputs_scaled.append(bool(getattr(module, "is_feedforward", False)))
        case = {"model": base, "method": config, "options": options, "matrices": matrices, "trained": wrapped.get_nb_trainable_parameters()[0]}
        if config == "LoraConfig":
            case["scaling"] = next(module.scaling["default"] for module in wrapped.modules() if isinstance(module, BaseTunerLayer))
        if config == "IA3Config":
            case["inputScaled"] = inputs_scaled
        cases.append(case)
    return cases


def prompts() -> list[dict]:
    cases = []
    for base in ("llama", "gpt2"):
        for tokens in (1, 5, 20):
            for config, options in (
                ("PromptTuningConfig", {}), ("PrefixTuningConfig", {}), ("PrefixTuningConfig", {"prefix_projection": True}),
                ("PrefixTuningConfig", {"prefix_projection": True, "encoder_hidden_size": 24}), ("PromptEncoderConfig", {}), ("PromptEncoderConfig", {"encoder_hidden_size": 24}),
                ("PromptEncoderConfig", {"encoder_hidden_size": 24, "encoder_reparameterization_type": "LSTM"}), ("PromptEncoderConfig", {"encoder_reparameterization_type": "LSTM", "encoder_num_layers": 1}),
            ):
                wrapped = get_peft_model(model(base), getattr(peft, config)(task_type="CAUSAL_LM", num_virtual_tokens=tokens, **options))
                own = wrapped.peft_config["default"]
                hidden = LLAMA["hidden_size"] if base == "llama" else GPT2["n_embd"]
                cases.append({"model": base, "method": config, "tokens": tokens, "options": options, "layers": own.num_layers, "hidden": hidden, "tokenDim": own.token_dim,
                              "encoderHidden": getattr(own, "encoder_hidden_size", None), "encoderLayers": getattr(own, "encoder_num_layers", None), "trained": wrapped.get_nb_trainable_parameters()[0]})
    return cases


common.write("peft-counts", __doc__.replace("\n", " ").strip(), ["peft", "transformers"], models={"llama": LLAMA, "gpt2": GPT2}, layers=layers(), prompts=prompts())
