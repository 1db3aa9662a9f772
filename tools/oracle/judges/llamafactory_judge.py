"""LLaMA-Factory: the file as `llamafactory-cli train` loads it, through `get_train_args`, on a machine that says it has bf16 and tf32."""
import contextlib
import dataclasses
import os

import bench
import transformers.training_args
import transformers.utils
from accelerate.state import AcceleratorState
from omegaconf import OmegaConf

for module in (transformers.training_args, transformers.utils, transformers.utils.import_utils):
    for name in ("is_torch_bf16_gpu_available", "is_torch_tf32_available"):
        if hasattr(module, name):
            setattr(module, name, lambda *_, **__: True)
import llamafactory.hparams.parser as parser
from llamafactory.model.model_utils import quantization
from llamafactory.extras.constants import EngineName
from transformers import LlamaConfig
from transformers.integrations import get_reporting_integration_callbacks

parser.is_torch_bf16_gpu_available = lambda: True
parser.check_dependencies = lambda: None
parser._check_extra_dependencies = lambda *_: None
TRAINING = {field.name for field in dataclasses.fields(parser.TrainingArguments)} - {"output_dir", "seed"}
quantization.check_version = lambda *_, **__: None


def judge(case, _folder):
    AcceleratorState._reset_state(reset_partial_state=True)
    if "deepspeed:" in case["text"]:
        # Such a file is launched by torchrun: one process of one.
        os.environ.update(RANK="0", LOCAL_RANK="0", WORLD_SIZE="1", MASTER_ADDR="127.0.0.1", MASTER_PORT=str(40000 + os.getpid() % 20000), FORCE_TORCHRUN="1")
    settings = OmegaConf.to_container(OmegaConf.load(case["file"]))
    # A file that trains nothing is for chatting, serving or merging.
    if not any(key in settings for key in ("do_train", "do_eval", "do_predict", "stage", "output_dir")):
        # Options of training in such a file: which command reads it is not said.
        if TRAINING & set(settings):
            raise ImportError("a file for chatting with options of training")
        model, *_ = parser.get_infer_args(settings)
        # What ChatModel makes of it next (chat/chat_model.py).
        if model.infer_backend not in list(EngineName):
            raise NotImplementedError(f"Unknown backend: {model.infer_backend}")
        quantization.configure_quantization(LlamaConfig(), None, model, False, {})
        return
    model, _, training, finetuning, _ = parser.get_train_args(settings)
    # What stops the run next: the trackers when the trainer is made (transformers), the quantization when the model is loaded.
    with contextlib.suppress(RuntimeError, ImportError):
        get_reporting_integration_callbacks(training.report_to)
    quantization.configure_quantization(LlamaConfig(), None, model, training.do_train, {})
    if training.do_train and finetuning.finetuning_type == "lora":
        adapter(finetuning)


def adapter(finetuning):
    """What PEFT says to the adapter that LLaMA-Factory makes next (model/adapter.py), on a tiny model."""
    import peft
    import tiny
    settings = {"r": finetuning.lora_rank, "lora_alpha": finetuning.lora_alpha, "lora_dropout": finetuning.lora_dropout, "use_rslora": finetuning.use_rslora, "use_dora": finetuning.use_dora}
    peft.get_peft_model(tiny.model(), peft.LoraConfig(task_type="CAUSAL_LM", target_modules=["q_proj"], **settings))


bench.run(judge, "llamafactory 0.9.5")
