"""Reads a released package by AST: constants, enums, and the fields of dataclasses and pydantic models. Nothing is imported."""
import ast
import functools
import pathlib


class Package:
    """One release of one package, unpacked in a folder. Paths are relative to that folder, with forward slashes."""

    def __init__(self, root: pathlib.Path):
        self.root = root

    def exists(self, path: str) -> bool:
        return (self.root / path).is_file()

    @functools.lru_cache(maxsize=None)
    def module(self, path: str) -> ast.Module:
        return ast.parse((self.root / path).read_text(encoding="utf-8"))

    @functools.lru_cache(maxsize=None)
    def names(self, path: str) -> dict:
        """Top-level names of a module: constants as values, classes as nodes, `from x import y` followed inside the package."""
        found = {}
        for node in self._statements(self.module(path)):
            if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
                found[node.name] = (path, node)
            elif isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                found[node.targets[0].id] = (path, node.value)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
                found[node.target.id] = (path, node.value)
            elif isinstance(node, ast.ImportFrom):
                target = self._import_path(path, node)
                if not target:
                    continue
                for alias in node.names:
                    if alias.name == "*":
                        found.update({k: v for k, v in self.names(target).items() if k not in found})
                    else:
                        sub = self._submodule(target, alias.name)
                        found[alias.asname or alias.name] = ("import", (target, alias.name)) if not sub else ("module", sub)
        return found

    @staticmethod
    def _statements(module: ast.Module):
        for node in module.body:
            if isinstance(node, (ast.If, ast.Try, ast.With)):
                yield from node.body
            yield node

    def _import_path(self, path: str, node: ast.ImportFrom):
        if node.level:
            base = path.split("/")[: -node.level]
        else:
            base = []
        parts = base + (node.module.split(".") if node.module else [])
        for candidate in ("/".join(parts) + ".py", "/".join(parts) + "/__init__.py"):
            if self.exists(candidate):
                return candidate
        return None

    def _submodule(self, path: str, name: str):
        if not path.endswith("__init__.py"):
            return None
        candidate = path[: -len("__init__.py")] + name + ".py"
        return candidate if self.exists(candidate) else None

    def resolve(self, path: str, name: str, depth: int = 0):
        """(path, node) of a name seen from a module, imports inside the package followed; None when it leads outside."""
        entry = self.names(path).get(name)
        if entry is None or depth > 8:
            return None
        if entry[0] == "import":
            target, original = entry[1]
            return self.resolve(target, original, depth + 1)
        return None if entry[0] == "module" else entry

    def find_class(self, path: str, name: str):
        found = self.resolve(path, name)
        return found if found and isinstance(found[1], ast.ClassDef) else None

    def value(self, path: str, node: ast.AST):
        """The literal a node stands for, constants and enum members followed. Raises LookupError when it is none."""
        if node is None:
            raise LookupError("nothing")
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            return [self.value(path, item) for item in node.elts]
        if isinstance(node, ast.Dict):
            return {self.value(path, k): self.value(path, v) for k, v in zip(node.keys, node.values)}
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -self.value(path, node.operand)
        if isinstance(node, ast.BinOp):
            return self._arithmetic(node.op, self.value(path, node.left), self.value(path, node.right))
        if isinstance(node, ast.Name):
            found = self.resolve(path, node.id)
            if found and not isinstance(found[1], ast.ClassDef):
                return self.value(*found)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("pp_int", "int", "float", "str") and node.args:
            value = self.value(path, node.args[0])
            return int(value) if node.func.id in ("pp_int", "int") else float(value) if node.func.id == "float" else str(value)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            enum = self.find_class(path, node.value.id)
            if enum:
                members = self.enum_members(*enum)
                if node.attr in members:
                    return members[node.attr]
            entry = self.names(path).get(node.value.id)
            if entry and entry[0] == "module":
                found = self.resolve(entry[1], node.attr)
                if found:
                    return self.value(*found)
        raise LookupError(ast.unparse(node))

    @staticmethod
    def _arithmetic(op, left, right):
        if isinstance(op, ast.Mult):
            return left * right
        if isinstance(op, ast.Pow):
            return left ** right
        if isinstance(op, ast.Add):
            return left + right
        raise LookupError("operator")

    def enum_members(self, path: str, node: ast.ClassDef) -> dict:
        """Name → value of an Enum's members; {} for classes that are no Enum."""
        bases = {b.id if isinstance(b, ast.Name) else b.attr if isinstance(b, ast.Attribute) else "" for b in node.bases}
        if not bases & {"Enum", "ExplicitEnum", "StrEnum", "IntEnum"}:
            return {}
        members = {}
        for item in node.body:
            if isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
                try:
                    members[item.targets[0].id] = self.value(path, item.value)
                except LookupError:
                    pass
        return members

    def bases(self, path: str, node: ast.ClassDef):
        """The base classes inside the package, nearest first, depth first."""
        result = []
        for base in node.bases:
            base = base.value if isinstance(base, ast.Subscript) else base  # Base[Item]
            name = base.id if isinstance(base, ast.Name) else base.attr if isinstance(base, ast.Attribute) else None
            found = name and self.find_class(path, name)
            if found and found not in result:
                result.append(found)
                result.extend(other for other in self.bases(*found) if other not in result)
        return result
