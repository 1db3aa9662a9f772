"""Parameters of named architectures, counted by building them without memory (torch's meta device) from the sizes written here.

The sizes are those of the published config.json files, or transformers' defaults; the counts are the library's own.
"""
import common
import torch
from transformers import AutoModelForCausalLM, GemmaConfig, GPT2Config, LlamaConfig, MistralConfig, MixtralConfig, Phi3Config, Qwen2Config, T5Config, T5ForConditionalGeneration, BertConfig, BertModel

LLAMA = dict(vocab_size=32000, tie_word_embeddings=False)
MODELS = {
    "llama-2-7b": LlamaConfig(**LLAMA, hidden_size=4096, num_hidden_layers=32, intermediate_size=11008, num_attention_heads=32),
    "llama-2-13b": LlamaConfig(**LLAMA, hidden_size=5120, num_hidden_layers=40, intermediate_size=13824, num_attention_heads=40),
    "llama-2-70b": LlamaConfig(**LLAMA, hidden_size=8192, num_hidden_layers=80, intermediate_size=28672, num_attention_heads=64, num_key_value_heads=8),
    "llama-3-8b": LlamaConfig(vocab_size=128256, tie_word_embeddings=False, hidden_size=4096, num_hidden_layers=32, intermediate_size=14336, num_attention_heads=32, num_key_value_heads=8),
    "mistral-7b": MistralConfig(vocab_size=32000, tie_word_embeddings=False, hidden_size=4096, num_hidden_layers=32, intermediate_size=14336, num_attention_heads=32, num_key_value_heads=8),
    "mixtral-8x7b": MixtralConfig(vocab_size=32000, tie_word_embeddings=False, hidden_size=4096, num_hidden_layers=32, intermediate_size=14336, num_attention_heads=32, num_key_value_heads=8, num_local_experts=8, num_experts_per_tok=2),
    "qwen2.5-0.5b": Qwen2Config(vocab_size=151936, tie_word_embeddings=True, hidden_size=896, num_hidden_layers=24, intermediate_size=4864, num_attention_heads=14, num_key_value_heads=2),
    "qwen2.5-7b": Qwen2Config(vocab_size=152064, tie_word_embeddings=False, hidden_size=3584, num_hidden_layers=28, intermediate_size=18944, num_attention_heads=28, num_key_value_heads=4),
    "gemma-2b": GemmaConfig(vocab_size=256000, tie_word_embeddings=True, hidden_size=2048, num_hidden_layers=18, intermediate_size=16384, num_attention_heads=8, num_key_value_heads=1, head_dim=256),
    "gemma-7b": GemmaConfig(vocab_size=256000, tie_word_embeddings=True, hidden_size=3072, num_hidden_layers=28, intermediate_size=24576, num_attention_heads=16, num_key_value_heads=16, head_dim=256),
    "phi-3-mini": Phi3Config(vocab_size=32064, tie_word_embeddings=False, hidden_size=3072, num_hidden_layers=32, intermediate_size=8192, num_attention_heads=32, num_key_value_heads=32, pad_token_id=0),
    "gpt2": GPT2Config(),
    "bert-base": BertConfig(),
    "t5-base": T5Config(d_model=768, d_kv=64, d_ff=3072, num_layers=12, num_heads=12),
}
SIZES = ("vocab_size", "hidden_size", "num_hidden_layers", "intermediate_size", "num_attention_heads", "num_key_value_heads", "tie_word_embeddings", "num_local_experts", "head_dim")

cases = []
for name, config in MODELS.items():
    with torch.device("meta"):
        model = T5ForConditionalGeneration(config) if name.startswith("t5") else BertModel(config) if name.startswith("bert") else AutoModelForCausalLM.from_config(config)
    model.tie_weights()
    trained = {id(p): p.numel() for p in model.parameters()}
    cases.append({"model": name, "class": type(model).__name__, **{size: getattr(config, size, None) for size in SIZES}, "parameters": sum(trained.values())})

common.write("model-facts", " ".join(__doc__.split()), ["transformers", "torch"], cases=cases)
