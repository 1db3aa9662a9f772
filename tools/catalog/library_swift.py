"""ms-swift: every argument class (swift/llm/argument, swift/arguments, swift/megatron), and its sub-commands."""
import ast

from fields import class_fields

LEFT_OUT = ("swift/aigc/", "swift/ui/")
FOREIGN = {"TrainingArguments": "transformers/TrainingArguments", "Seq2SeqTrainingArguments": "transformers/Seq2SeqTrainingArguments",
           "HfTrainingArguments": "transformers/TrainingArguments", "HfSeq2SeqTrainingArguments": "transformers/Seq2SeqTrainingArguments"}


# The classes behind the sub-commands, under one name in all releases: `swift sft` was TrainArguments in 3.x. Their parts are flattened in.
COMMANDS = {
    "SftArguments": ["SftArguments", "TrainArguments"], "PretrainArguments": ["PretrainArguments", "PtArguments"], "RLHFArguments": ["RLHFArguments"], "InferArguments": ["InferArguments"],
    "DeployArguments": ["DeployArguments"], "RolloutArguments": ["RolloutArguments"], "EvalArguments": ["EvalArguments"], "ExportArguments": ["ExportArguments"],
    "AppArguments": ["AppArguments", "AppUIArguments"], "SamplingArguments": ["SamplingArguments"], "MegatronSftArguments": ["MegatronSftArguments", "MegatronTrainArguments"],
    "MegatronPretrainArguments": ["MegatronPretrainArguments"], "MegatronRLHFArguments": ["MegatronRLHFArguments"], "MegatronExportArguments": ["MegatronExportArguments"],
}
BASES = {
    "PretrainArguments": ["SftArguments"], "RLHFArguments": ["SftArguments"], "DeployArguments": ["InferArguments"], "RolloutArguments": ["DeployArguments", "InferArguments"],
    "EvalArguments": ["DeployArguments", "InferArguments"], "AppArguments": ["DeployArguments", "InferArguments"], "MegatronPretrainArguments": ["MegatronSftArguments"],
    "MegatronRLHFArguments": ["MegatronSftArguments"],
}


def read(package):
    found = {}
    for path in sources(package):
        for node in package.module(path).body:
            if isinstance(node, ast.ClassDef) and node.name.endswith("Arguments") and any("dataclass" in ast.unparse(decorator) for decorator in node.decorator_list):
                name = node.name if "megatron" not in path or node.name.startswith("Megatron") else f"Megatron{node.name}"
                found.setdefault(name, (path, node))
    result = {}
    for name, candidates in COMMANDS.items():
        place = next((found[candidate] for candidate in candidates if candidate in found), None)
        if place:
            bases = [*(base for base in BASES.get(name, []) if any(candidate in found for candidate in COMMANDS[base])), *foreign_bases(package, *place)]
            # parse_args hands the rest back, and the command stops with it unless ignore_args_error is set (swift/utils/utils.py).
            result[name] = {"parameters": class_fields(package, *place), "unknownKeys": "refused", "bases": bases}
    result["cli"] = {"parameters": {name: {"type": "any", "file": "swift/cli/main.py"} for name in subcommands(package)}, "unknownKeys": "refused"}
    return result


def sources(package):
    """Files that declare argument classes; the arguments' own folders before the rest."""
    found = []
    for file in sorted((package.root / "swift").rglob("*.py")):
        path = file.relative_to(package.root).as_posix()
        if not path.startswith(LEFT_OUT) and "Arguments" in (text := file.read_text(encoding="utf-8")) and "@dataclass" in text:
            found.append(path)
    return sorted(found, key=lambda path: (0 if "/argument" in path and "megatron" not in path else 1, path))


def foreign_bases(package, path, node):
    """The transformers class among the ancestors that are not the package's own."""
    for owner_path, owner in [(path, node), *package.bases(path, node)]:
        for base in owner.bases:
            name = ast.unparse(base)
            if name in FOREIGN and package.find_class(owner_path, name) is None:
                return [FOREIGN[name]]
    return []


def subcommands(package):
    path = "swift/cli/main.py"
    for node in ast.walk(package.module(path)) if package.exists(path) else ():
        value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
        if isinstance(value, ast.Dict) and any(isinstance(key, ast.Constant) and key.value == "sft" for key in value.keys):
            return [key.value for key in value.keys if isinstance(key, ast.Constant)]
    return []
