"""Parameters that a class takes without declaring fields: the keyword arguments of `__init__`, and what it pops from `**kwargs`."""
import ast
import re

from annotations import Annotation, read
from fields import plain

KINDS = {bool: "bool", int: "int", float: "float", str: "str", list: "list[any]", dict: "dict"}
DOCUMENTED = re.compile(r"^\s+(\w+) \(`([^`]+)`((?: or `[^`]+`)*)", re.MULTILINE)


def init_parameters(package, path, node, skip=("self",)):
    """The arguments of the class's own `__init__`: name → fact. {} when it has none of its own."""
    init = method(node, "__init__")
    if init is None:
        return {}
    arguments = [*init.args.posonlyargs, *init.args.args]
    defaults = [None] * (len(arguments) - len(init.args.defaults)) + list(init.args.defaults)
    pairs = [*zip(arguments, defaults), *zip(init.args.kwonlyargs, init.args.kw_defaults)]
    documented = documented_types(package, path, node)
    facts = {}
    for argument, default in pairs:
        if argument.arg not in skip:
            facts[argument.arg] = argument_fact(package, path, argument.annotation, default, documented.get(argument.arg))
    for old, new in renamed_arguments(init):
        facts.setdefault(old, {"type": facts.get(new, {}).get("type", "any"), "default": None, "deprecated": new, "file": path})
    return facts


def renamed_arguments(init):
    """(old, new) of every `@deprecate_kwarg("old", new_name="new", …)`: the old name is still taken, with a warning."""
    for decorator in init.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("deprecate_kwarg") and decorator.args:
            words = [item.value for item in [*decorator.args, *(k.value for k in decorator.keywords if k.arg == "new_name")] if isinstance(item, ast.Constant) and isinstance(item.value, str)]
            names = [word for word in words if not word[:1].isdigit()]
            if len(names) == 2:
                yield names[0], names[1]


def popped_parameters(package, path, node, documented):
    """What `__init__` takes with `kwargs.pop("name", default)`: name → fact."""
    facts = {}
    for call in ast.walk(method(node, "__init__") or ast.Module([], [])):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in ("pop", "get") and ast.unparse(call.func.value) == "kwargs"):
            continue
        if call.args and isinstance(call.args[0], ast.Constant) and not call.args[0].value.startswith("_"):
            name = call.args[0].value
            fact = argument_fact(package, path, None, call.args[1] if len(call.args) > 1 else None, documented.get(name))
            if "required" in fact:
                fact.pop("required")
            facts.setdefault(name, fact)
    return facts


def argument_fact(package, path, annotation, default, documented=None):
    """A fact from an annotation, a default and the type that the class's own argument list names."""
    fact = {"file": path}
    kind = None
    if annotation is not None:
        answer = read(package, path, annotation)
        kind = answer.text()
        if answer.choices:
            fact["choices"] = answer.choices
            if answer.words:
                fact["open"] = True
    if default is None:
        fact["required"] = True
    else:
        try:
            fact["default"] = plain(package.value(path, default))
        except LookupError:
            fact["defaultNote"] = ast.unparse(default)[:120]
    if kind is None and fact.get("default") is not None:
        kind = KINDS.get(type(fact["default"]), "any")
    if kind in (None, "any") and documented:
        kind = " | ".join([documented, *(["none"] if "default" in fact and fact["default"] is None else [])])
    if kind is not None and documented and kind in ("int", "float") and "float" in documented.split(" | "):
        kind = "float"
    fact["type"] = kind or "any"
    return fact


def documented_types(package, path, node):
    """name → type as the class's argument list spells it: "hidden_size (`int`, *optional*)". Only types, never words."""
    result = {}
    for name, first, more in DOCUMENTED.findall(ast.get_docstring(node, clean=False) or ""):
        answer = Annotation()
        for text in [first.split(",")[0] if "[" not in first else first, *re.findall(r"`([^`]+)`", more)]:
            for word in text.split(" or "):
                try:
                    read(package, path, ast.parse(word.strip(), mode="eval").body, answer)
                except SyntaxError:
                    answer.add("any")
        kind = answer.text()
        if "any" not in kind.split(" | "):
            result[name] = kind
    return result


def method(node, name):
    return next((item for item in node.body if isinstance(item, ast.FunctionDef) and item.name == name), None)
