"""Follows a configuration dictionary through the functions that read it, and writes down every key that is read, with its default.

A small abstract interpretation: each variable may stand for a section of the file ("" is the top, `zero_optimization.offload_param` a nested
one) or for a constant. Followed are assignments, `d[KEY]`, `d.get(KEY, DEFAULT)`, `KEY in d`, the readers of READERS, calls of functions and
constructors inside the package, loops over literal lists, and `Model(**d)` of pydantic models, which is handed to `on_model`.
"""
import ast

from fields import plain

READERS = {"get_scalar_param": 2, "get_dict_param": 2, "get_list_param": 2}
COPIES = {"copy.copy", "copy.deepcopy", "dict"}
TYPES = {bool: "bool", int: "int", float: "float", str: "str", list: "list[any]", dict: "dict"}


class Flow:
    """`sections` is filled: section → key → fact. `on_model(flow, section, path, node)` adds to it, and to `models`, the sections a model reads. `copied` are sections handed on
    whole, whatever keys they hold."""

    def __init__(self, package, on_model):
        self.package, self.on_model = package, on_model
        self.sections, self.models, self.copied, self.seen = {}, set(), set(), set()

    def enter(self, path, owner, sections):
        """Interprets every method of a class, with what the names in `sections` stand for."""
        for method in owner.body:
            if isinstance(method, ast.FunctionDef):
                _Frame(self, path, dict(sections), {}, (path, owner)).block(method.body)

    def record(self, path, section, name, default=None, has_default=False):
        if not isinstance(name, str):
            return
        facts = self.sections.setdefault(section, {})
        known = facts.get(name)
        if has_default and (known is None or "default" not in known):
            kind = TYPES.get(type(default), "any")
            facts[name] = {"type": kind, "default": plain(default), "file": path}
        elif known is None:
            facts[name] = {"type": "any", "file": path}


class _Frame:
    def __init__(self, flow, path, sections, constants, self_class=None):
        self.flow, self.path, self.sections, self.constants, self.self_class = flow, path, sections, constants, self_class

    def block(self, statements):
        for statement in statements:
            self.statement(statement)

    def statement(self, node):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
            return
        if isinstance(node, ast.For):
            self.loop(node)
            return
        for expression in ast.iter_child_nodes(node):
            if isinstance(expression, ast.expr):
                self.expression(expression)
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            self.assign(node.targets[0], node.value)
        before = dict(self.sections)
        self.block(getattr(node, "body", []))
        # A variable that is a section in one branch and a default in the other is that section: the keys are the same.
        after, self.sections = self.sections, before
        self.block(getattr(node, "orelse", []))
        self.sections = {**self.sections, **after}
        self.block(getattr(node, "finalbody", []))

    def assign(self, target, value):
        name = ast.unparse(target)
        section = self.section(value)
        if section is not None:
            self.sections[name] = section
            return
        self.sections.pop(name, None)
        try:
            self.constants[name] = self.constant(value)
        except LookupError:
            self.constants.pop(name, None)

    def loop(self, node):
        self.expression(node.iter)
        items = node.iter.elts if isinstance(node.iter, (ast.List, ast.Tuple)) else [None]
        for item in items:
            try:
                self.constants[ast.unparse(node.target)] = self.constant(item)
            except LookupError:
                self.constants.pop(ast.unparse(node.target), None)
            self.block(node.body)

    def expression(self, node):
        for part in ast.walk(node):
            if isinstance(part, ast.Call):
                self.call(part)
            elif isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Load):
                self.read(part.value, part.slice)
            elif isinstance(part, ast.Compare) and len(part.ops) == 1 and isinstance(part.ops[0], (ast.In, ast.NotIn)):
                holder = part.comparators[0]
                if isinstance(holder, ast.Call) and isinstance(holder.func, ast.Attribute) and holder.func.attr == "keys":
                    holder = holder.func.value
                self.read(holder, part.left)

    def read(self, holder, key, default=None):
        section = self.section(holder)
        if section is None:
            return
        try:
            name = self.constant(key)
        except LookupError:
            return
        try:
            self.flow.record(self.path, section, name, self.constant(default), True)
        except LookupError:
            self.flow.record(self.path, section, name)

    def call(self, node):
        name = ast.unparse(node.func)
        if name in COPIES and len(node.args) == 1 and (section := self.section(node.args[0])):
            self.flow.copied.add(section)
        if name in READERS and len(node.args) >= 2:
            self.read(node.args[0], node.args[1], node.args[2] if len(node.args) > 2 else None)
        elif isinstance(node.func, ast.Attribute) and node.func.attr in ("get", "pop") and node.args:
            self.read(node.func.value, node.args[0], node.args[1] if len(node.args) > 1 else None)
        elif isinstance(node.func, ast.Name):
            self.enter(node)
        elif isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and node.func.value.id == "self" and self.self_class:
            path, owner = self.self_class
            method = next((item for item in owner.body if isinstance(item, ast.FunctionDef) and item.name == node.func.attr), None)
            if method:
                self.invoke(path, method, node, 1, self.self_class)

    def enter(self, node):
        found = self.flow.package.resolve(self.path, node.func.id)
        if not found:
            return
        path, target = found
        if isinstance(target, ast.FunctionDef):
            self.invoke(path, target, node, 0, None)
        elif isinstance(target, ast.ClassDef):
            spread = [self.section(keyword.value) for keyword in node.keywords if keyword.arg is None]
            if spread and spread[0] is not None:
                self.flow.on_model(self.flow, spread[0], path, target)
                return
            init = next((item for item in target.body if isinstance(item, ast.FunctionDef) and item.name == "__init__"), None)
            if init:
                self.invoke(path, init, node, 1, (path, target))

    def invoke(self, path, function, node, skip, self_class):
        """Binds the arguments and interprets the function, when it is handed a section."""
        names = [argument.arg for argument in function.args.args][skip:]
        given = dict(zip(names, node.args)) | {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg in names}
        sections = {name: section for name, value in given.items() if (section := self.section(value)) is not None}
        if not sections:
            return
        constants = {}
        defaults = dict(zip(names[len(names) - len(function.args.defaults):], function.args.defaults)) if function.args.defaults else {}
        for name, value in {**defaults, **given}.items():
            try:
                constants[name] = self.constant(value) if name in given else self.flow.package.value(path, value)
            except LookupError:
                pass
        key = (path, function.lineno, tuple(sorted(sections.items())), tuple(sorted((k, repr(v)) for k, v in constants.items())))
        if key not in self.flow.seen:
            self.flow.seen.add(key)
            _Frame(self.flow, path, sections, constants, self_class).block(function.body)

    def section(self, node):
        """The section an expression stands for, or None."""
        if isinstance(node, (ast.Name, ast.Attribute)):
            return self.sections.get(ast.unparse(node))
        if isinstance(node, ast.Subscript):
            return self.inner(node.value, node.slice)
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in COPIES and len(node.args) == 1:
                return self.section(node.args[0])
            if name == "get_dict_param" and len(node.args) >= 2:
                return self.inner(node.args[0], node.args[1])
            if isinstance(node.func, ast.Attribute) and node.func.attr in ("get", "pop") and len(node.args) > 1 and isinstance(node.args[1], ast.Dict):
                return self.inner(node.func.value, node.args[0])
            return self.returned(node)
        if isinstance(node, ast.IfExp):
            return self.section(node.body) or self.section(node.orelse)
        return None

    def returned(self, node):
        """The section a function of the package gives back when it is handed one: `get_checkpoint_params(config)`."""
        found = self.flow.package.resolve(self.path, node.func.id) if isinstance(node.func, ast.Name) else None
        if not found or not isinstance(found[1], ast.FunctionDef) or not node.args:
            return None
        path, function = found
        outer = self.section(node.args[0])
        if outer is None or not function.args.args:
            return None
        frame = _Frame(self.flow, path, {function.args.args[0].arg: outer}, {})
        for part in function.body:
            if isinstance(part, ast.Return) and part.value is not None:
                return frame.section(part.value)
        return None

    def inner(self, holder, key):
        outer = self.section(holder)
        if outer is None:
            return None
        try:
            name = self.constant(key)
        except LookupError:
            return None
        return None if not isinstance(name, str) else f"{outer}.{name}" if outer else name

    def constant(self, node):
        if node is None:
            raise LookupError("nothing")
        text = ast.unparse(node)
        return self.constants[text] if text in self.constants else self.flow.package.value(self.path, node)
