"""Annotations → the catalog's type language: a union, written with ` | `, of int float bool str none any dict enum list[T] class:Name."""
import ast

ATOMS = {"int": "int", "float": "float", "bool": "bool", "str": "str", "None": "none", "Any": "any", "dict": "dict", "Dict": "dict", "Path": "str",
         "PathLike": "str", "object": "any", "Callable": "any", "Mapping": "dict", "ByteString": "str",
         "PositiveInt": "int", "NonNegativeInt": "int", "PositiveFloat": "float", "NonNegativeFloat": "float", "StrictInt": "int", "StrictFloat": "float", "StrictStr": "str", "StrictBool": "bool"}
LISTS = {"list", "List", "Sequence", "Iterable", "Tuple", "tuple", "set", "Set"}
ORDER = ["enum", "bool", "int", "float", "str", "list", "dict", "class", "any", "none"]


class Annotation:
    """A type with the choices that enums and Literals in it allow; `classes` names package classes it may hold, `listed` those that lists in it may hold;
    `words` says that any text will do beside the choices."""

    def __init__(self):
        self.atoms, self.choices, self.classes, self.listed, self.words = [], [], [], [], False

    def add(self, atom):
        if atom not in self.atoms:
            self.atoms.append(atom)

    def text(self):
        return " | ".join(sorted(self.atoms, key=lambda a: ORDER.index(a.split("[")[0].split(":")[0]))) or "any"


def read(package, path, node, into=None):
    """The annotation a node spells."""
    result = into or Annotation()
    if isinstance(node, ast.Constant):
        if node.value is None:
            result.add("none")
        elif isinstance(node.value, str):
            try:
                read(package, path, ast.parse(node.value, mode="eval").body, result)
            except SyntaxError:
                result.add("any")
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        read(package, path, node.left, result)
        read(package, path, node.right, result)
    elif isinstance(node, ast.Subscript):
        _subscript(package, path, node, result)
    elif isinstance(node, (ast.Name, ast.Attribute)):
        _name(package, path, node, result)
    else:
        result.add("any")
    return result


def _subscript(package, path, node, result):
    name = _last(node.value)
    items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if name == "Optional":
        read(package, path, items[0], result)
        result.add("none")
    elif name in ("Union", "Annotated"):
        for item in items if name == "Union" else items[:1]:
            read(package, path, item, result)
    elif name == "Literal":
        for item in items:
            value = item.value if isinstance(item, ast.Constant) else None
            if isinstance(value, bool):
                result.add("bool")
            elif isinstance(value, str):
                result.add("str")
                result.choices.append(value)
            elif isinstance(value, int):
                result.add("int")
                result.choices.append(value)
            elif value is None:
                result.add("none")
    elif name in LISTS:
        answer = read(package, path, items[0])
        inner = answer.text()
        result.listed.extend(found for found in answer.classes if found not in result.listed)
        result.add(f"list[{inner}]" if " | " not in inner else "list[any]")
    elif name in ("dict", "Dict", "Mapping"):
        result.add("dict")
    else:
        result.add("any")


def _name(package, path, node, result):
    name = _last(node)
    if name in ATOMS:
        result.add(ATOMS[name])
        result.words = result.words or ATOMS[name] in ("str", "any")
    elif name in LISTS:
        result.add("list[any]")
    else:
        found = package.find_class(path, name) if isinstance(node, ast.Name) else None
        members = package.enum_members(*found) if found else {}
        if members:
            values = list(members.values())
            result.add("int" if all(isinstance(v, int) for v in values) else "str")
            result.choices.extend(v for v in values if v not in result.choices)
        elif found:
            result.classes.append(found)
            result.add("dict")
        else:
            result.add("any")
            result.words = True


def _last(node):
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
