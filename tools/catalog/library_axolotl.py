"""Axolotl: its pydantic schema, every nested model, and the keys its plugins add."""
import ast

from fields import class_fields
from sections import settle

SCHEMAS = ("axolotl/utils/schemas", "axolotl/utils/config/models/input/v0_4_1")
TOP = "AxolotlInputConfig"


def read(package):
    path, node = _top(package)
    result, waiting = {}, [(path, node)]
    while waiting:
        path, node = waiting.pop(0)
        if node.name in result:
            continue
        parameters = class_fields(package, path, node)
        waiting += settle(parameters, lambda found: is_model(package, *found))
        # pydantic drops what a model does not declare, unless the model says otherwise (model_config extra).
        result[node.name] = {"parameters": parameters, "unknownKeys": extra(package, path, node)}
    for name, fact, plugin in plugin_keys(package):
        result[TOP]["parameters"].setdefault(name, {**fact, "plugin": plugin})
    for name, fact in result.get("FSDPConfig", {"parameters": {}})["parameters"].items():
        if not name.startswith("fsdp_"):
            # A validator (schemas/validation.py, check_fsdp_config_kwargs_prefix) takes the prefix off.
            fact["aliases"] = [*fact.get("aliases", []), f"fsdp_{name}"]
    return result


def _top(package):
    for folder in SCHEMAS:
        for file in sorted((package.root / folder).rglob("*.py")):
            path = file.relative_to(package.root).as_posix()
            found = next((node for node in package.module(path).body if isinstance(node, ast.ClassDef) and node.name == TOP), None)
            if found:
                return path, found
    raise LookupError(f"no {TOP}")


def is_model(package, path, node):
    """Whether a class descends from pydantic's BaseModel."""
    ancestors = [node, *(base for _, base in package.bases(path, node))]
    return any(ast.unparse(base) in ("BaseModel", "pydantic.BaseModel") for owner in ancestors for base in owner.bases)


def extra(package, path, node):
    """`extra="forbid"` refuses, `extra="allow"` keeps, the default drops in silence."""
    for _, owner in [(path, node), *package.bases(path, node)]:
        text = "".join(ast.unparse(item) for item in owner.body if isinstance(item, (ast.Assign, ast.ClassDef)))
        if "extra" in text:
            return "refused" if "forbid" in text else "kept" if "allow" in text else "ignored"
    return "ignored"


def plugin_keys(package):
    """(key, fact, plugin) of every `integrations/<plugin>/args.py`."""
    for file in sorted((package.root / "axolotl/integrations").glob("*/args.py")):
        path = file.relative_to(package.root).as_posix()
        for node in package.module(path).body:
            if isinstance(node, ast.ClassDef) and is_model(package, path, node) and node.name.endswith("Args"):
                for name, fact in class_fields(package, path, node).items():
                    settle({name: fact})
                    yield name, fact, file.parent.name

