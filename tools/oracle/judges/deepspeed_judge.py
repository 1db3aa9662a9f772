"""DeepSpeed: the file as `DeepSpeedConfig` reads it for eight GPUs, then an engine built from it around a tiny model on the CPU, one process.

`"auto"` is what a Hugging Face Trainer fills in: such a case is judged with the values a Trainer would put there.
"""
import json
import os

import bench

os.environ.update(DS_ACCELERATOR="cpu", RANK="0", LOCAL_RANK="0", WORLD_SIZE="1", MASTER_ADDR="127.0.0.1", MASTER_PORT=str(20000 + os.getpid() % 20000), DS_SKIP_CUDA_CHECK="1")
import deepspeed
import hjson
import transformers.training_args

transformers.training_args.is_torch_bf16_gpu_available = lambda *_, **__: True
import torch
from deepspeed.runtime.config import DeepSpeedConfig

deepspeed.init_distributed("gloo", verbose=False)
# The CPU stands for a GPU that has fp16.
deepspeed.accelerator.get_accelerator().is_fp16_supported = lambda: True


class EightGpus:
    """The parallel state that DeepSpeed asks for the number of processes."""

    def get_data_parallel_world_size(self):
        return 8

    def get_model_parallel_world_size(self):
        return 1

    def get_tensor_model_parallel_world_size(self):
        return 1

    def get_data_parallel_rank(self):
        return 0


def filled(file):
    """The file as a Hugging Face Trainer fills its `"auto"` in, with the arguments a Trainer has by default."""
    from transformers import TrainingArguments
    from transformers.integrations.deepspeed import HfTrainerDeepSpeedConfig
    import tiny
    with open(file) as opened:
        said = json.load(opened)
    on = lambda name: isinstance(said.get(name), dict) and said[name].get("enabled") is True
    args = TrainingArguments(output_dir="out", bf16=on("bf16"), fp16=on("fp16") and not on("bf16"), report_to="none", max_steps=100)
    config = HfTrainerDeepSpeedConfig(file)
    config.trainer_config_process(args)
    config.trainer_config_finalize(args, tiny.model(), 100)
    return config.config


def judge(case, _folder):
    with open(case["file"]) as file:
        text = file.read()
    if '"auto"' in text:
        settings = filled(case["file"])
        DeepSpeedConfig(settings, mpu=EightGpus())
    else:
        DeepSpeedConfig(case["file"], mpu=EightGpus())
        settings = hjson.loads(text)
    # One process builds the engine: the product for eight GPUs was checked above.
    if "train_batch_size" in settings and "train_micro_batch_size_per_gpu" in settings:
        settings.pop("train_batch_size")
    model = torch.nn.Sequential(torch.nn.Linear(16, 16), torch.nn.Linear(16, 16))
    given = {} if "optimizer" in settings else {"optimizer": torch.optim.AdamW(model.parameters(), lr=1e-3)}
    settings.setdefault("zero_allow_untested_optimizer", True)
    settings.setdefault("zero_force_ds_cpu_optimizer", False)
    deepspeed.initialize(model=model, config=settings, model_parameters=list(model.parameters()), dist_init_required=False, **given)


bench.run(judge, f"deepspeed {deepspeed.__version__}")
