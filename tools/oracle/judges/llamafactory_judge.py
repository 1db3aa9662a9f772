"""LLaMA-Factory: the file as `llamafactory-cli train` loads it, through `get_train_args`, on a machine that says it has bf16 and tf32."""
import bench
import transformers.training_args
import transformers.utils
from omegaconf import OmegaConf

for module in (transformers.training_args, transformers.utils, transformers.utils.import_utils):
    for name in ("is_torch_bf16_gpu_available", "is_torch_tf32_available"):
        if hasattr(module, name):
            setattr(module, name, lambda *_, **__: True)
import llamafactory.hparams.parser as parser

parser.is_torch_bf16_gpu_available = lambda: True
parser.check_dependencies = lambda: None
parser._check_extra_dependencies = lambda *_: None


def judge(case, _folder):
    parser.get_train_args(OmegaConf.to_container(OmegaConf.load(case["file"])))


bench.run(judge, "llamafactory 0.9.5")
