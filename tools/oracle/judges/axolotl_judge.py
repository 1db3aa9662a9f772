"""Axolotl: the file as `axolotl train` loads it, through `validate_config` with the capabilities of an H100."""
import bench  # noqa: F401  (sets the environment first)
import peft
import tiny
import yaml
from axolotl.integrations.base import PluginManager
from axolotl.utils.config import prepare_plugins, validate_config
from axolotl.utils.dict import DictDefault

GPU = {"bf16": True, "fp8": True, "tf32": True, "n_gpu": 1, "n_node": 1, "compute_capability": "sm_90"}
ENVIRONMENT = {"torch_version": "2.14.0"}


def judge(case, _folder):
    with open(case["file"]) as file:
        settings = DictDefault(yaml.safe_load(file))
    # Plugins bring settings of their own. NeMo Gym's clones a repository, which is not this file's matter.
    PluginManager._instance = None
    if "nemo_gym" in case["text"]:
        raise ImportError("NeMo Gym")
    prepare_plugins(settings)
    config = validate_config(settings, capabilities=dict(GPU), env_capabilities=dict(ENVIRONMENT))
    if config.adapter in ("lora", "qlora"):
        # What PEFT says to the adapter that Axolotl makes next (loaders/adapter.py), on a tiny model.
        peft.get_peft_model(tiny.model(), peft.LoraConfig(r=config.lora_r, lora_alpha=config.lora_alpha, lora_dropout=config.lora_dropout or 0, target_modules=["q_proj"], task_type="CAUSAL_LM"))


bench.run(judge, "axolotl 0.21.0")
