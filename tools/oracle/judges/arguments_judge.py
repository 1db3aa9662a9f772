"""TRL's command line: a YAML as `--config`, or flags, through TrlParser (a HfArgumentParser) and then through TRL's script up to its training loop."""
import shlex

import bench
import hugging_face_judge as scripts
import trl
import transformers
from accelerate.state import AcceleratorState
from trl.scripts.utils import DatasetMixtureConfig

COMMANDS = {"SFTConfig": "sft", "DPOConfig": "dpo", "GRPOConfig": "grpo", "KTOConfig": "kto", "RewardConfig": "reward", "RLOOConfig": "rloo"}


def judge(case, _folder):
    AcceleratorState._reset_state(reset_partial_state=True)
    classes = (trl.ScriptArguments, getattr(trl, case["of"]), trl.ModelConfig, DatasetMixtureConfig)
    flags = case["file"].endswith(".sh")
    text = case["text"].replace("\\\n", " ")
    # A script of one's own: unknown keys are an error unless it says otherwise.
    trl.TrlParser(classes).parse_args_and_config(shlex.split(text)[2:] if flags else ["--config", case["file"]])
    AcceleratorState._reset_state(reset_partial_state=True)
    if flags:
        scripts.run_script({"file": "run.sh", "text": text})
    elif case["of"] in COMMANDS:
        name = f"{COMMANDS[case['of']]}.yaml"
        with open(name, "w") as file:
            file.write(case["text"])
        scripts.run_script({"file": name, "text": case["text"]})


bench.run(judge, f"trl {trl.__version__}, transformers {transformers.__version__}")
