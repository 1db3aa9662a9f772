"""PEFT's configuration classes: every dataclass below PeftConfigMixin, and the small ones nested in them."""
import ast

from fields import class_fields

ROOTS = ("PeftConfigMixin", "PeftConfig", "PromptLearningConfig")


def read(package):
    result = {}
    for path, node in config_classes(package):
        if node.name in result and "/tuners/" not in path:
            continue
        parameters = class_fields(package, path, node)
        for name, fact in parameters.items():
            if name in ("peft_type", "task_type"):
                _enum(package, name, fact)
        bases = [base.name for _, base in package.bases(path, node) if base.name != "PeftConfigMixin" and base.name.endswith("Config")]
        kind = _peft_type(node)
        # Constructors are dataclasses: they refuse. What from_pretrained does with a saved file is the reader's matter.
        result[node.name] = {"parameters": parameters, "unknownKeys": "refused", **({"bases": bases} if bases else {}), **({"peftType": kind} if kind else {})}
    return result


def config_classes(package):
    """(path, class) of every configuration class in the package, in order of path."""
    for file in sorted((package.root / "peft").rglob("*.py")):
        path = file.relative_to(package.root).as_posix()
        if "class " not in file.read_text(encoding="utf-8"):
            continue
        for node in package.module(path).body:
            if isinstance(node, ast.ClassDef) and node.name.endswith("Config") and _is_dataclass(node):
                yield path, node


def _is_dataclass(node):
    return any("dataclass" in ast.unparse(decorator) for decorator in node.decorator_list)


def _peft_type(node):
    for part in ast.walk(node):
        if isinstance(part, ast.Assign) and ast.unparse(part.targets[0]) == "self.peft_type" and isinstance(part.value, ast.Attribute):
            return part.value.attr
    return None


def _enum(package, name, fact):
    """`peft_type: str | PeftType` accepts the enum's values."""
    enum = {"peft_type": "PeftType", "task_type": "TaskType"}[name]
    for path in ("peft/utils/peft_types.py", "peft/utils/config.py"):
        found = package.exists(path) and package.find_class(path, enum)
        if found:
            fact["choices"] = list(package.enum_members(*found).values())
            fact.pop("open", None)
            fact["type"] = "str | none"
            return
