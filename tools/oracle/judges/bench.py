"""What all judges share: cases come in as JSON lines, verdicts go out as JSON lines.

A case is `{"id", "file", "text", "with"?}`: a configuration file as a user would write it. A judge hands it to the library's own validation and says
`accepted`, `warned`, `refused` (with what the library said) or `environment`, where a missing GPU, package, network or weight decided.
"""
import builtins
import contextlib
import io
import json
import logging
import os
import re
import signal
import subprocess
import sys
import tempfile
import types
import warnings

os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_DATASETS_OFFLINE="1", WANDB_MODE="disabled", TOKENIZERS_PARALLELISM="false", CUDA_VISIBLE_DEVICES="")

# Libraries and compilers write to standard output; the verdicts keep it for themselves.
out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

# A path that is a number or a boolean would be one of this process's own open files.
really_open = io.open


def open_path(file, *args, **kwargs):
    if isinstance(file, int):
        raise OSError(f"{file} is no path")
    return really_open(file, *args, **kwargs)


os.fdopen = really_open
subprocess.io = types.SimpleNamespace(**{**vars(io), "open": really_open})
io.open = builtins.open = open_path

# What says that this machine, and not the file, is the reason.
MACHINE = re.compile(
    r"CUDA|\bcuda\b|[Nn]o (NVIDIA )?GPU|NVIDIA driver|GPU arch|(this|your) (GPU|device|setup)|No module named|not installed|pip install|is not available|requires? .*(package|librar)|could not be found|Can't load (the|tokenizer|config|feature|image)|couldn't connect|"
    r"offline|huggingface\.co|not a local folder|not a valid model identifier|Repo id|FileNotFound|No such file|does not exist|Connection|MPI|NCCL|nvcc|compute capability|"
    r"missing one of|ElasticityIncompatibleWorldSize|not been implemented on CPU|no MoE layers|cannot reshape tensor of 0|Ampere|device_count|kernels hub|flash[-_ ]attn|Address already in use|mpi4py|master_port|torch\.distributed|not been initialized|RANK|NPU|XPU|XLA",
)


class Timeout(Exception):
    pass


def run(judge, library):
    """Judges every case on standard input. `judge(case, folder)` raises what the library raises and returns warnings it saw itself."""
    def ring(*_):
        raise Timeout()
    signal.signal(signal.SIGALRM, ring)
    for line in sys.stdin:
        case = json.loads(line)
        print(json.dumps({"id": case["id"], "library": library, **verdict(judge, case)}), file=out, flush=True)


def verdict(judge, case):
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)
    home = os.getcwd()
    environment = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for name, text in {**case.get("with", {}), case["file"]: case["text"]}.items():
            os.makedirs(os.path.dirname(os.path.join(folder, name)) or folder, exist_ok=True)
            with open(os.path.join(folder, name), "w") as file:
                file.write(text)
        os.chdir(folder)
        signal.alarm(60)
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                judge(case, folder)
            words = [str(each.message) for each in caught if not issubclass(each.category, ResourceWarning)]
            answer = {"verdict": "warned", "message": short(words[0])} if words else {"verdict": "accepted"}
        except Timeout:
            answer = {"verdict": "environment", "message": "timeout"}
        except BaseException as error:  # SystemExit too: argparse's way to refuse
            message = short(f"{type(error).__name__}: {error}")
            # pydantic repeats the input behind the message.
            said_so = MACHINE.search(message.partition(" [type=")[0])
            machine = isinstance(error, (ImportError, OSError)) and not isinstance(error, ValueError) or said_so
            answer = {"verdict": "environment" if machine else "refused", "message": message}
        finally:
            signal.alarm(0)
            os.chdir(home)
            os.environ.clear()
            os.environ.update(environment)
            logging.getLogger().removeHandler(handler)
    return answer


def short(text):
    return " ".join(str(text).split())[:300]
