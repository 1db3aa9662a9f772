"""Axolotl: the file as `axolotl train` loads it, through `validate_config` with the capabilities of an H100."""
import bench  # noqa: F401  (sets the environment first)
import yaml
from axolotl.utils.config import validate_config
from axolotl.utils.dict import DictDefault

GPU = {"bf16": True, "fp8": True, "tf32": True, "n_gpu": 1, "n_node": 1, "compute_capability": "sm_90"}
ENVIRONMENT = {"torch_version": "2.14.0"}


def judge(case, _folder):
    with open(case["file"]) as file:
        settings = DictDefault(yaml.safe_load(file))
    validate_config(settings, capabilities=dict(GPU), env_capabilities=dict(ENVIRONMENT))


bench.run(judge, "axolotl 0.21.0")
