"""transformers, PEFT, TRL: a Python call `Name(key=value, …)` is made for real; PEFT's configurations are put on a tiny model, TRL's into their trainer.

The class and its literal arguments are read from the text; nothing of it is executed.
"""
import ast
import json

import bench
import tiny
import transformers
import transformers.training_args
import transformers.utils

for module in (transformers.training_args, transformers.utils, transformers.utils.import_utils):
    for name in ("is_torch_bf16_gpu_available", "is_torch_tf32_available"):
        if hasattr(module, name):
            setattr(module, name, lambda *_, **__: True)
import peft
import transformers.integrations.deepspeed
import trl
from accelerate.state import AcceleratorState

TRAINERS = {"SFTConfig": "sft", "DPOConfig": "preference", "KTOConfig": "kto", "GRPOConfig": "prompt", "RLOOConfig": "prompt", "CPOConfig": "preference", "ORPOConfig": "preference"}


def judge(case, _folder):
    # Every case is a process of its own to the libraries.
    AcceleratorState._reset_state(reset_partial_state=True)
    transformers.integrations.deepspeed.unset_hf_deepspeed_config()
    if case["file"].endswith(".json"):
        transformers.GenerationConfig.from_dict(json.loads(case["text"])).validate(strict=False)
        return
    name, settings = call_of(case["text"])
    made = find(name)(**settings)
    if name == "TrainingArguments":
        rows = [{"input_ids": [1, 2, 3], "labels": [1, 2, 3]}] * 8
        transformers.Trainer(model=tiny.model(), args=made, train_dataset=rows, eval_dataset=rows).get_train_dataloader()
    elif name in TRAINERS:
        train(name, made)
    elif isinstance(made, peft.PeftConfig) and name not in ("XLoraConfig", "CartridgeConfig"):
        # A configuration without targets gets those of the family; a missing task gets the usual one.
        peft.get_peft_model(tiny.model(), made)


def call_of(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            return node.func.id, {keyword.arg: ast.literal_eval(keyword.value) for keyword in node.keywords}
    raise LookupError("no call")


def find(name):
    for module in (trl, peft, transformers):
        if hasattr(module, name):
            return getattr(module, name)
    for folder in ("online_dpo", "cpo", "orpo", "gkd", "bco", "xpo", "nash_md", "ppo"):
        try:
            module = __import__(f"trl.experimental.{folder}", fromlist=[name])
        except ImportError:
            continue
        if hasattr(module, name):
            return getattr(module, name)
    raise ImportError(f"no class {name}")


def train(name, args):
    trainer = find(name.replace("Config", "Trainer"))
    more = {"reward_funcs": lambda completions, **_: [0.0] * len(completions)} if name in ("GRPOConfig", "RLOOConfig") else {}
    trainer(model=tiny.folder(), args=args, train_dataset=tiny.dataset(TRAINERS[name]), processing_class=tiny.tokenizer(), **more)


bench.run(judge, f"transformers {transformers.__version__}, peft {peft.__version__}, trl {trl.__version__}")
