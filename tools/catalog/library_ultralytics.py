"""Ultralytics: the keys of its default.yaml, checked against a base of the same keys, with the sets of its own checks."""
import ast
import re

YAML = ("ultralytics/cfg/default.yaml", "ultralytics/yolo/cfg/default.yaml")
LINE = re.compile(r"^(\w+):[ \t]*([^#]*?)[ \t]*(?:#[ \t]*(?:\(([^)]*)\))?.*)?$")
KINDS = {"int": "int", "float": "float", "bool": "bool", "str": "str", "list": "list[any]", "optional": None, "tuple": "list[any]", "dict": "dict"}


def read(package):
    path = next(path for path in YAML if package.exists(path))
    module = path.replace("default.yaml", "__init__.py")
    sets = {name: _set(package, module, name) for name in ("CFG_FLOAT_KEYS", "CFG_FRACTION_KEYS", "CFG_INT_KEYS", "CFG_BOOL_KEYS")}
    parameters = {}
    for line in (package.root / path).read_text(encoding="utf-8").splitlines():
        match = LINE.match(line)
        if match:
            parameters[match[1]] = _fact(match, path, sets)
    for name, key in (("TASKS", "task"), ("MODES", "mode")):
        choices = _set(package, module, name)
        if choices:
            parameters[key].update({"choices": sorted(choices), "type": "str"})
    for old, new in deprecated(package, module):
        fact = parameters.setdefault(old, {"type": "any", "file": module})
        fact["deprecated"] = new if new in parameters else True
    # check_dict_alignment raises for what is none of these.
    return {"cfg": {"parameters": parameters, "unknownKeys": "refused"}}


def _fact(match, path, sets):
    name, text, note = match[1], match[2], match[3]
    default = _value(text)
    kinds = [KINDS[word] for word in re.findall(r"\w+", note or "") if word in KINDS and KINDS[word]]
    if not kinds:
        kinds = [{bool: "bool", int: "int", float: "float", str: "str", list: "list[any]", type(None): "any"}[type(default)]]
    if name in sets["CFG_FLOAT_KEYS"] | sets["CFG_FRACTION_KEYS"] and "float" not in kinds:
        kinds = ["float", *(kind for kind in kinds if kind != "int")]
    order = ["bool", "int", "float", "str", "list[any]", "dict", "any"]
    kinds = sorted(set(kinds), key=order.index)
    fact = {"type": " | ".join([*kinds, *(["none"] if default is None and "any" not in kinds else [])]), "default": default, "file": path}
    if name in sets["CFG_FRACTION_KEYS"] and not {"list[any]", "int"} & set(kinds):
        fact.update({"min": 0.0, "max": 1.0})
    return fact


def _value(text):
    if text in ("", "null", "None"):
        return None
    if text in ("True", "true", "False", "false"):
        return text.lower() == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return [] if text == "[]" else text.strip("'\"")


def _set(package, module, name):
    """A set or frozenset of names; empty when the release has none."""
    found = package.resolve(module, name)
    if not found:
        return set()
    node = found[1]
    if isinstance(node, ast.Call) and node.args:
        node = node.args[0]
    if isinstance(node, ast.Dict):
        return {key.value for key in node.keys if isinstance(key, ast.Constant)}
    return {item.value for item in node.elts if isinstance(item, ast.Constant)} if isinstance(node, (ast.Set, ast.Tuple, ast.List)) else set()


def deprecated(package, module):
    """(old, new or None) as _handle_deprecation replaces them."""
    function = next((node for node in package.module(module).body if isinstance(node, ast.FunctionDef) and node.name == "_handle_deprecation"), None)
    for node in ast.walk(function) if function else ():
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "deprecation_warn" and len(node.args) == 2 and all(isinstance(a, ast.Constant) for a in node.args):
            yield node.args[0].value, node.args[1].value
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Name) and isinstance(node.comparators[0], ast.Constant) and isinstance(node.ops[0], ast.Eq):
            yield node.comparators[0].value, None
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(node.value, (ast.Dict, ast.Set)):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if ast.unparse(target) == "deprecated_mappings":
                for key, value in zip(node.value.keys, node.value.values):
                    yield key.value, value.elts[0].value if isinstance(value, ast.Tuple) and isinstance(value.elts[0], ast.Constant) else None
            elif ast.unparse(target) == "removed_keys":
                yield from ((item.value, None) for item in node.value.elts)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "custom.pop" and isinstance(node.args[0], ast.Constant):
            name = node.args[0].value
            yield name, {"end2end": "nms", "int8": "quantize", "half": "quantize"}.get(name)
