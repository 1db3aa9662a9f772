"""transformers, PEFT, TRL: a Python call `Name(key=value, …)` is made for real; PEFT's configurations are put on a tiny model, TRL's into their trainer.

The class and its literal arguments are read from the text; nothing of it is executed. A TRL file (`sft.yaml`) or command line (`trl sft …`) goes
through TRL's own parser and script of that name, up to the training loop, with a tiny model and tiny data in place of those that it names.
"""
import ast
import importlib
import json
import shlex
from unittest import mock

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

TRAINERS = {"SFTConfig": "sft", "DPOConfig": "preference", "KTOConfig": "kto", "GRPOConfig": "prompt", "RLOOConfig": "prompt", "CPOConfig": "preference", "ORPOConfig": "preference", "SDPOConfig": "prompt"}


def judge(case, _folder):
    # Every case is a process of its own to the libraries.
    AcceleratorState._reset_state(reset_partial_state=True)
    transformers.integrations.deepspeed.unset_hf_deepspeed_config()
    if case["file"] == "adapter_config.json":
        config = peft.PeftConfig.from_pretrained(".")
        if type(config).__name__ not in ("XLoraConfig", "CartridgeConfig"):
            peft.get_peft_model(tiny.model(), fitted(config))
        return
    if case["file"] == "config.json":
        transformers.AutoConfig.for_model(**json.loads(case["text"]))
        return
    if case["file"].endswith(".json"):
        transformers.GenerationConfig.from_dict(json.loads(case["text"])).validate(strict=False)
        return
    if case["file"].endswith((".yaml", ".sh")):
        run_script(case)
        return
    name, settings = call_of(case["text"])
    made = find(name)(**settings)
    if name == "TrainingArguments":
        rows = [{"input_ids": [1, 2, 3], "labels": [1, 2, 3]}] * 8
        trainer = transformers.Trainer(model=tiny.model(), args=made, train_dataset=rows, eval_dataset=rows)
        trainer.get_train_dataloader()
        trainer.create_optimizer_and_scheduler(100)
    elif name in TRAINERS and not case.get("sweep"):
        train(name, made)
    elif isinstance(made, peft.PeftConfig) and name not in ("XLoraConfig", "CartridgeConfig"):
        # A configuration without targets gets those of the family; a missing task gets the usual one.
        peft.get_peft_model(tiny.model(), made)


def fitted(config):
    """Names and numbers of the real model's layers, where the tiny one has no such, become some that it has."""
    names = {name.split(".")[-1] for name, _ in tiny.model().named_modules()}
    for key, instead in (("target_modules", ["q_proj"]), ("modules_to_save", None), ("exclude_modules", None), ("target_parameters", None)):
        value = getattr(config, key, None)
        if isinstance(value, (set, list)) and all(isinstance(each, str) for each in value) and value and "all-linear" not in value and not {each.split(".")[-1] for each in value} & names:
            setattr(config, key, instead)
        elif key == "target_modules" and isinstance(value, str) and "proj" not in value and value != "all-linear" and any(sign in value for sign in ".*|("):
            setattr(config, key, instead)
    layers = getattr(config, "layers_to_transform", None)
    if isinstance(layers, list) and all(type(each) is int for each in layers) and any(each > 1 for each in layers):
        config.layers_to_transform = [0]
    if type(config.base_model_name_or_path) is str:
        config.base_model_name_or_path = None
    return config


class Ready(Exception):
    """The trainer is made; what follows is training."""


def run_script(case):
    name, words, world = case["file"].rpartition(".")[0], ["--config", case["file"]], 1
    if case["file"].endswith(".sh"):
        name, *words = shlex.split(case["text"])[1:]
        if "--num_processes" in words:
            place = words.index("--num_processes")
            world, words = int(words[place + 1]), words[:place] + words[place + 2:]
    module = importlib.import_module(f"trl.scripts.{name}")

    def load(*_, split=None, streaming=False, **__):
        import datasets
        rows = tiny.dataset({"dpo": "preference", "grpo": "prompt", "rloo": "prompt"}.get(name, name))
        rows = rows.to_iterable_dataset() if streaming else rows
        return rows if split else (datasets.IterableDatasetDict if streaming else datasets.DatasetDict)({"train": rows, "test": rows})

    def ready(trainer, *_, **__):
        trainer.get_train_dataloader()
        raise Ready
    with mock.patch("datasets.load_dataset", load), mock.patch.object(transformers.Trainer, "train", ready), mock.patch.object(transformers.TrainingArguments, "world_size", property(lambda _: world)):
        script_args, training_args, model_args, dataset_args = module.make_parser().parse_args_and_config(words, fail_with_unknown_args=False)
        model_args.model_name_or_path = tiny.folder()
        if hasattr(script_args, "reward_funcs"):
            script_args.reward_funcs = script_args.reward_funcs or ["think_format_reward"]
        try:
            module.main(script_args, training_args, model_args, dataset_args)
        except Ready:
            pass


def call_of(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            return node.func.id, {keyword.arg: ast.literal_eval(keyword.value) for keyword in node.keywords}
    raise LookupError("no call")


def find(name):
    for module in (trl, peft, transformers):
        if hasattr(module, name):
            return getattr(module, name)
    for folder in ("online_dpo", "cpo", "orpo", "gkd", "bco", "xpo", "nash_md", "ppo", "gold", "iw_opd", "sdft", "sdpo", "tpo", "server_distillation", "async_grpo", "async_distillation"):
        try:
            module = __import__(f"trl.experimental.{folder}", fromlist=[name])
        except ImportError:
            continue
        if hasattr(module, name):
            return getattr(module, name)
    raise ImportError(f"no class {name}")


def train(name, args):
    trainer = find(name.replace("Config", "Trainer"))
    more = {"reward_funcs": lambda completions, **_: [0.0] * len(completions)} if name in ("GRPOConfig", "RLOOConfig", "SDPOConfig") else {}
    trainer(model=tiny.folder(), args=args, train_dataset=tiny.dataset(TRAINERS[name]), processing_class=tiny.tokenizer(), **more)


if __name__ == "__main__":
    bench.run(judge, f"transformers {transformers.__version__}, peft {peft.__version__}, trl {trl.__version__}")
