"""A model and a tokenizer small enough to be made from nothing: two layers, 64 numbers wide, no download."""
import functools


@functools.cache
def tokenizer():
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast
    words = ["<pad>", "<s>", "</s>", "<unk>", "user", "assistant", "hello", "world", "yes", "no", ":"]
    raw = Tokenizer(models.WordLevel({word: index for index, word in enumerate(words)}, unk_token="<unk>"))
    raw.pre_tokenizer = pre_tokenizers.Whitespace()
    made = PreTrainedTokenizerFast(tokenizer_object=raw, pad_token="<pad>", bos_token="<s>", eos_token="</s>", unk_token="<unk>")
    made.chat_template = "{% for message in messages %}{{ message['role'] }} : {{ message['content'] }} {% endfor %}"
    return made


def model(kind="causal"):
    import transformers
    from transformers import LlamaConfig
    config = LlamaConfig(vocab_size=16, hidden_size=64, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=2, max_position_embeddings=64, pad_token_id=0, num_labels=1)
    return (transformers.LlamaForSequenceClassification if kind == "reward" else transformers.LlamaForCausalLM)(config)


@functools.cache
def folder():
    """The model and the tokenizer saved, for what is loaded by its path (reference models)."""
    import tempfile
    path = tempfile.mkdtemp()
    model().save_pretrained(path)
    tokenizer().save_pretrained(path)
    return path


def dataset(kind):
    from datasets import Dataset
    rows = {
        "sft": {"text": ["hello world yes no"] * 8},
        "preference": {"prompt": ["hello"] * 8, "chosen": ["world yes"] * 8, "rejected": ["world no"] * 8},
        "kto": {"prompt": ["hello"] * 8, "completion": ["world"] * 8, "label": [True, False] * 4},
        "prompt": {"prompt": ["hello world"] * 8},
    }
    return Dataset.from_dict(rows[kind])
