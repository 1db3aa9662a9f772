"""LLaMA-Factory: every argument class, and the sub-commands of llamafactory-cli."""
import ast

from fields import class_fields

PLACES = {"": "llamafactory/hparams", "v1.": "llamafactory/v1/config"}
# Classes that only serve as parts of ModelArguments, FinetuningArguments and TrainingArguments; those hold their fields.
TRANSFORMERS = "transformers/Seq2SeqTrainingArguments"


def read(package):
    result = {}
    for prefix, folder in PLACES.items():
        for file in sorted((package.root / folder).glob("*_args.py")):
            path = file.relative_to(package.root).as_posix()
            for node in package.module(path).body:
                if isinstance(node, ast.ClassDef) and node.name.endswith(("Arguments", "Argument")):
                    # parse_dict and parse_args_into_dataclasses refuse what no class declares, unless ALLOW_EXTRA_ARGS is set (hparams/parser.py).
                    result[prefix + node.name] = {"parameters": class_fields(package, path, node), "unknownKeys": "refused"}
    training = result.setdefault("TrainingArguments", {"parameters": {}, "unknownKeys": "refused"})
    training["bases"] = [TRANSFORMERS]
    # Parts of a larger class are told by that class.
    whole = {name for name in result if name in ("ModelArguments", "DataArguments", "TrainingArguments", "FinetuningArguments", "GeneratingArguments", "EvaluationArguments") or name.startswith("v1.")}
    result = {name: entry for name, entry in result.items() if name in whole}
    result["cli"] = {"parameters": {name: {"type": "any", "file": path} for name, path in subcommands(package)}, "unknownKeys": "refused"}
    return result


def subcommands(package):
    """The words llamafactory-cli takes: keys of its command table, or members of its enum."""
    for path in ("llamafactory/cli.py", "llamafactory/launcher.py"):
        if not package.exists(path):
            continue
        for node in ast.walk(package.module(path)):
            if isinstance(node, ast.ClassDef) and node.name == "Command":
                yield from ((value, path) for value in package.enum_members(path, node).values())
            elif isinstance(node, ast.Dict) and any(isinstance(key, ast.Constant) and key.value == "train" for key in node.keys):
                yield from ((key.value, path) for key in node.keys if isinstance(key, ast.Constant))
            elif isinstance(node, ast.Compare) and ast.unparse(node.left) == "command" and isinstance(node.comparators[0], ast.Constant):
                yield node.comparators[0].value, path
