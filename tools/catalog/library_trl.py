"""TRL: every configuration class, the scripts' argument classes, and the keyword arguments of the trainers."""
import ast

from fields import class_fields
from signatures import init_parameters

# Where a name is declared several times, the first of these places that has it counts; scripts of their own come last.
PREFERRED = ("trl/trainer/", "trl/scripts/utils.py", "trl/scripts/_args.py", "trl/utils.py", "trl/commands/cli_utils.py", "trl/models/", "trl/", "trl/experimental/")
LEFT_OUT = ("trl/commands/scripts/", "trl/scripts/vllm_serve.py", "trl/_compat")
FOREIGN = {"TrainingArguments": "transformers/TrainingArguments", "Seq2SeqTrainingArguments": "transformers/Seq2SeqTrainingArguments"}


def read(package):
    classes = {}
    for path in sources(package):
        for node in package.module(path).body:
            if isinstance(node, ast.ClassDef) and node.name not in classes:
                entry = _entry(package, path, node)
                if entry:
                    classes[node.name] = entry
    for entry in classes.values():
        entry["bases"] = [base for base in entry.get("bases", []) if "/" in base or base in classes]
    return classes


def sources(package):
    """The package's files, the preferred places first."""
    paths = [file.relative_to(package.root).as_posix() for file in sorted((package.root / "trl").rglob("*.py"))]
    order = {place: number for number, place in enumerate(PREFERRED)}
    place = lambda path: order[max((candidate for candidate in PREFERRED if path.startswith(candidate)), key=len)]  # noqa: E731
    return [path for path in sorted(paths, key=lambda path: (place(path), path)) if not path.startswith(LEFT_OUT)]


def _entry(package, path, node):
    if node.name.endswith(("Config", "Arguments")) and any("dataclass" in ast.unparse(decorator) for decorator in node.decorator_list):
        parameters = class_fields(package, path, node)
        return {"parameters": parameters, "unknownKeys": "refused", "bases": [*own_bases(package, path, node), *foreign_bases(package, path, node)]}
    if node.name.endswith("Trainer") and path.endswith("_trainer.py"):
        parameters = init_parameters(package, path, node)
        return {"parameters": parameters, "unknownKeys": "refused"} if parameters else None
    return None


def own_bases(package, path, node):
    """TRL's own configuration classes among the ancestors, nearest first."""
    return [base.name for _, base in package.bases(path, node) if base.name != node.name]


def foreign_bases(package, path, node):
    """`transformers/TrainingArguments`, when that is among the ancestors."""
    names = [ast.unparse(base) for _, owner in [(path, node), *package.bases(path, node)] for base in owner.bases]
    return [FOREIGN[name] for name in names if name in FOREIGN][:1]
