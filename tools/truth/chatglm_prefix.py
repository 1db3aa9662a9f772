"""Trained values of ChatGLM's PrefixEncoder, counted on the class itself, built without memory.

The class comes with the model, in no package. usage: chatglm_prefix.py CHECKOUT, a Git checkout (also a bare one) of github.com/liucongg/ChatGLM-Finetuning,
which holds modeling_chatglm.py of ChatGLM-6B, ChatGLM2-6B and ChatGLM3-6B.
"""
import common
import ast
import subprocess
import sys
from types import SimpleNamespace as Bag
import torch


def git(*words: str) -> str:
    return subprocess.run(["git", "-C", sys.argv[1], *words], check=True, capture_output=True, text=True).stdout


commit = git("rev-parse", "HEAD").strip()
cases = []
for model, file, sizes in (("chatglm-6b", "glm1", dict(hidden_size=4096)), ("chatglm2-6b", "glm2", dict(hidden_size=4096, kv_channels=128, multi_query_group_num=2)), ("chatglm3-6b", "glm3", dict(hidden_size=4096, kv_channels=128, multi_query_group_num=2))):
    source = git("show", f"HEAD:{file}/modeling_chatglm.py")
    node = next(node for node in ast.parse(source).body if isinstance(node, ast.ClassDef) and node.name == "PrefixEncoder")
    names = {"torch": torch, "ChatGLMConfig": object}
    exec(compile(ast.Module([node], []), file, "exec"), names)
    for length in (16, 128):
        for projection in (False, True):
            with torch.device("meta"):
                encoder = names["PrefixEncoder"](Bag(pre_seq_len=length, prefix_projection=projection, num_layers=28, **sizes))
            cases.append({"called": f"{file}/modeling_chatglm.py PrefixEncoder", "model": model, "length": length, "projection": projection, "layers": 28, "hidden": 4096,
                          "keyWidth": sizes.get("kv_channels", 4096) * sizes.get("multi_query_group_num", 1), "trained": sum(p.numel() for p in encoder.parameters())})

common.write("chatglm-prefix", " ".join(__doc__.split(" usage:")[0].split()), ["torch"], source=f"liucongg/ChatGLM-Finetuning@{commit[:10]}", cases=cases)
