"""The argument classes of the ChatGLM family's fine-tuning scripts, read from public repositories (git mirrors named by CATALOG_MIRRORS)."""
import ast
import os
import pathlib
import subprocess
import tempfile

from annotations import read as read_annotation
from fields import class_fields, plain
from source import Package

PLACES = [
    ("ChatGLM-6B", "ptuning/arguments.py", ["ModelArguments", "DataTrainingArguments"]),
    ("ChatGLM2-6B", "ptuning/arguments.py", ["ModelArguments", "DataTrainingArguments"]),
    ("ChatGLM3", "finetune_demo/finetune_hf.py", ["DataConfig", "FinetuningConfig"]),
    ("GLM-4", "finetune/finetune.py", ["DataConfig", "FinetuningConfig"]),
    ("ChatGLM-Tuning", "finetune.py", ["FinetuneArguments"]),
    ("ChatGLM-Finetuning", "train.py", ["TrainScript"]),
]


def git(repo, *args):
    mirrors = pathlib.Path(os.environ.get("CATALOG_MIRRORS", ".cache/mirrors"))
    folder = mirrors / repo.replace("/", "+")
    folder = folder / "repo" if (folder / "repo").exists() else folder
    return subprocess.run(["git", "--git-dir", str(folder), *args], check=True, capture_output=True, text=True).stdout


def read(repositories):
    """(classes, meta, names). A class that several repositories declare has the union of their fields, the first one's form winning."""
    classes, names = {}, [name for name, _, _ in PLACES]
    for name, path, wanted in PLACES:
        repo = repositories[name]
        commit = git(repo, "rev-parse", "--short=10", "HEAD").strip()
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "module.py").write_text(git(repo, "show", f"HEAD:{path}"), encoding="utf-8")
            package = Package(pathlib.Path(folder))
            for class_name in wanted:
                facts = argparse_fields(package, "module.py") if class_name == "TrainScript" else class_fields(package, *package.find_class("module.py", class_name))
                for field, fact in facts.items():
                    fact.pop("_classes", None)
                    fact["file"] = f"{repo}@{commit}/{path}"
                    classes.setdefault(class_name, {}).setdefault(field, [{"since": names[0], **fact}])
    return classes, {name: {"unknownKeys": "refused"} for name in classes}, names


def mirrored():
    """Whether the mirrors are there."""
    return "CATALOG_MIRRORS" in os.environ


def argparse_fields(package, path):
    """Declarations of `add_argument("--x", type=…, default=…, action=…)`."""
    facts = {}
    for node in ast.walk(package.module(path)):
        if not (isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "add_argument" and node.args and isinstance(node.args[0], ast.Constant)):
            continue
        name = node.args[0].value.lstrip("-").replace("-", "_")
        keywords = {k.arg: k.value for k in node.keywords}
        flag = isinstance(keywords.get("action"), ast.Constant) and keywords["action"].value == "store_true"
        fact = {"type": "bool" if flag else read_annotation(package, path, keywords["type"]).text() if "type" in keywords else "str"}
        if flag:
            fact["default"] = False
        elif "default" in keywords:
            fact["default"] = plain(package.value(path, keywords["default"]))
        elif isinstance(keywords.get("required"), ast.Constant) and keywords["required"].value:
            fact["required"] = True
        facts[name] = fact
    return facts
