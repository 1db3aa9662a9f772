"""accelerate: the YAML as `accelerate launch --config_file` reads it, checked and turned into the environment of the processes; nothing is started."""
import argparse
import os
import shlex

import accelerate.commands.launch as launch
import accelerate.utils.launch as steps
import accelerate
import bench
import torch
from accelerate.commands.config.config_args import load_config_from_file
from accelerate.utils import DeepSpeedPlugin, FullyShardedDataParallelPlugin, ParallelismConfig

# The machine says that it has eight GPUs.
torch.cuda.is_available = lambda: True
torch.cuda.device_count = lambda: 8
torch.cuda.current_device = lambda: 0
accelerate.utils.imports.is_bf16_available = lambda *_: True


def judge(case, _folder):
    before = dict(os.environ)
    try:
        with open("train.py", "w") as file:
            file.write("pass\n")
        if case["file"].endswith(".sh"):
            args = launch.launch_command_parser().parse_args(shlex.split(case["text"])[2:])
        else:
            load_config_from_file(case["file"])
            args = launch.launch_command_parser().parse_args(["--config_file", case["file"], "train.py"])
        args, defaults, mp_from_config = launch._validate_launch_command(args)
        if args.use_deepspeed:
            # As launch_command does before it starts anything.
            fields = list(defaults.deepspeed_config) + (["mixed_precision"] if mp_from_config else [])
            args.deepspeed_fields_from_accelerate_config = ",".join(fields)
            _, environment = steps.prepare_deepspeed_cmd_env(args)
        elif args.use_fsdp or args.multi_gpu:
            environment = steps.prepare_multi_gpu_env(args)
        else:
            _, environment = steps.prepare_simple_launcher_cmd_env(args)
        os.environ.update({key: str(value) for key, value in environment.items()})
        # What Accelerator() makes of the environment in every process.
        if os.environ.get("ACCELERATE_USE_DEEPSPEED") == "true":
            DeepSpeedPlugin()
        if os.environ.get("ACCELERATE_USE_FSDP") == "true":
            FullyShardedDataParallelPlugin()
        if os.environ.get("ACCELERATE_USE_PARALLELISM_CONFIG") == "true":
            ParallelismConfig()
    finally:
        os.environ.clear()
        os.environ.update(before)


bench.run(judge, f"accelerate {accelerate.__version__}")
