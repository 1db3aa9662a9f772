"""torchrun's flags (torch/distributed/run.py) and those of the older torch.distributed.launch."""
from declarations import argparse_parameters

PLACES = {"torchrun": "torch/distributed/run.py", "launch": "torch/distributed/launch.py"}


def read(package):
    result = {}
    for name, path in PLACES.items():
        facts = argparse_parameters(package, path)
        for fact in facts.values():
            fact.pop("_group")
        if facts:
            result[name] = {"parameters": facts, "unknownKeys": "refused", **({"bases": ["torchrun"]} if name == "launch" else {})}
    return result
