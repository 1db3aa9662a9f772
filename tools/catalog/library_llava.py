"""The argument classes of LLaVA's training script, read from the tags of its repository (a git mirror named by CATALOG_MIRRORS)."""
import pathlib
import tempfile

from fields import class_fields
from library_chatglm import git
from releases import version_key
from source import Package

PATH = "llava/train/train.py"
CLASSES = ["ModelArguments", "DataArguments", "TrainingArguments"]


def releases(repository):
    """The tags without their `v`, oldest first."""
    return sorted((tag[1:] for tag in git(repository, "tag", "--list", "v*").split()), key=version_key)


def read(repository, release):
    """Class → parameters of one tag. HfArgumentParser reads the three classes together and refuses what none of them has."""
    commit = git(repository, "rev-parse", "--short=10", f"v{release}^{{commit}}").strip()
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "module.py").write_text(git(repository, "show", f"v{release}:{PATH}"), encoding="utf-8")
        package = Package(pathlib.Path(folder))
        return {name: _class(package, name, f"{repository}@{commit}/{PATH}") for name in CLASSES}


def _class(package, name, file):
    # What transformers' own TrainingArguments declares stands in its file.
    parameters = class_fields(package, *package.find_class("module.py", name), inherited=False)
    for fact in parameters.values():
        fact.pop("_classes", None)
        fact["file"] = file
    return {"parameters": parameters, "unknownKeys": "refused", "bases": ["transformers/TrainingArguments"] if name == "TrainingArguments" else []}
