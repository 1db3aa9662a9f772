"""The fields a class declares, as facts of the catalog: type, default, choices, bounds, aliases, deprecation."""
import ast
import math

from annotations import read

BOUNDS = {"ge": "min", "gt": "exclusiveMin", "le": "max", "lt": "exclusiveMax"}


def class_fields(package, path, node, inherited=True):
    """name → fact, the class's own fields last and winning; each fact carries the `file` it was read from."""
    facts = {}
    if inherited:
        for base_path, base in reversed(package.bases(path, node)):
            facts.update(class_fields(package, base_path, base, inherited=False))
    for item in node.body:
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name) and not item.target.id.startswith("_"):
            if "ClassVar" in ast.unparse(item.annotation):
                continue
            if isinstance(item.value, ast.Call) and _keyword(item.value, "init") is not None and ast.unparse(_keyword(item.value, "init")) == "False":
                facts.pop(item.target.id, None)
                continue
            name, fact = read_field(package, path, item)
            facts[name] = fact
    return facts


def read_field(package, path, item):
    annotation = read(package, path, item.annotation)
    fact = {"type": annotation.text(), "file": path}
    choices = [c for c in annotation.choices]
    if choices:
        fact["choices"] = choices
        if annotation.words:
            fact["open"] = True
    if annotation.classes:
        fact["_classes"] = annotation.classes
    if annotation.listed:
        fact["_listed"] = annotation.listed
    name = item.target.id
    value = item.value
    if isinstance(value, ast.Call) and _callee(value) in ("field", "Field"):
        name = _field_call(package, path, name, value, fact)
    elif isinstance(value, ast.Call) and isinstance(value.func, ast.Call) and _callee(value.func) == "interval":
        # transformers 5: `interval(min=0.0, max=1.0)(default=0.02)`
        _default(package, path, _keyword(value, "default"), fact)
        for keyword in value.func.keywords:
            if keyword.arg in ("min", "max"):
                fact[keyword.arg] = package.value(path, keyword.value)
    elif value is None:
        fact["required"] = True
    else:
        _default(package, path, value, fact)
    return name, fact


def _field_call(package, path, name, call, fact):
    default = _keyword(call, "default")
    if default is None and call.args:
        default = call.args[0]
    factory = _keyword(call, "default_factory")
    if isinstance(default, ast.Constant) and default.value is Ellipsis:
        fact["required"] = True
    elif default is not None:
        _default(package, path, default, fact)
    elif factory is not None:
        text = ast.unparse(factory)
        if text in ("list", "dict"):
            fact["default"] = [] if text == "list" else {}
        else:
            fact["defaultNote"] = f"default_factory={text}"[:120]
    else:
        fact["required"] = True
    for keyword, bound in BOUNDS.items():
        node = _keyword(call, keyword)
        if node is not None:
            try:
                fact[bound] = package.value(path, node)
            except LookupError:
                pass
    alias = _keyword(call, "alias")
    if isinstance(alias, ast.Constant):
        fact["aliases"] = [name]  # populate_by_name: the field's own name is accepted beside its alias
        name = alias.value
    choices = _keyword(call, "validation_alias")
    if isinstance(choices, ast.Call) and _callee(choices) == "AliasChoices":
        fact["aliases"] = [item.value for item in choices.args if isinstance(item, ast.Constant) and item.value != name]
    elif isinstance(choices, ast.Constant):
        fact["aliases"] = [choices.value]
    _deprecation(call, fact)
    metadata = _keyword(call, "metadata")
    if isinstance(metadata, ast.Dict):
        for key, node in zip(metadata.keys, metadata.values):
            if isinstance(key, ast.Constant) and key.value == "choices":
                try:
                    fact["choices"] = package.value(path, node)
                    fact.pop("open", None)
                except LookupError:
                    pass
    return name


def _deprecation(call, fact):
    extra = _keyword(call, "json_schema_extra")
    pairs = {k.value: v for k, v in zip(extra.keys, extra.values) if isinstance(k, ast.Constant)} if isinstance(extra, ast.Dict) else {k.arg: k.value for k in call.keywords}
    flag = pairs.get("deprecated")
    if isinstance(flag, ast.Constant) and flag.value is True:
        new = pairs.get("new_param")
        fact["deprecated"] = new.value if isinstance(new, ast.Constant) and new.value else True


def _default(package, path, node, fact):
    try:
        fact["default"] = plain(package.value(path, node))
    except LookupError:
        fact["defaultNote"] = ast.unparse(node)[:120]


def plain(value):
    """JSON form: whole floats of at least 1e4 as integers, other numbers as the source wrote them. Raises LookupError for infinity and NaN."""
    if isinstance(value, float) and not math.isfinite(value):
        raise LookupError("not a JSON number")
    if isinstance(value, float) and value.is_integer() and abs(value) >= 1e4:
        return int(value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def _keyword(call, name):
    return next((k.value for k in call.keywords if k.arg == name), None)


def _callee(call):
    return call.func.id if isinstance(call.func, ast.Name) else call.func.attr if isinstance(call.func, ast.Attribute) else ""
