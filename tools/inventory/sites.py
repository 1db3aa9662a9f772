"""Where a library's source refuses, asserts or warns: every such statement with the conditions that lead to it.

A site is `(function, kind, guard, message)`. The guard is the conjunction of the tests of all `if`s (and of the assertion itself) around the
statement, as Python text; the message is the literal part of what the library says, for the reader of this tool only: it is not committed.
"""
import ast
from dataclasses import dataclass

WARNERS = {"warn", "warning", "warning_once", "warning_rank0", "warning_rank0_once", "error", "warn_once", "warning_advice"}


@dataclass(frozen=True)
class Site:
    function: str
    kind: str
    guard: str
    message: str
    line: int


def sites_of(text: str) -> list[Site]:
    """Every site of one source file, in document order; none for a file that is not Python of our version."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return []
    found: list[Site] = []
    visit(tree.body, "", (), found)
    return found


def visit(body, function, guards, found):
    for statement in body:
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                visit(statement.body, f"{function}.{statement.name}" if function else statement.name, (), found)
            case ast.If():
                visit(statement.body, function, (*guards, ast.unparse(statement.test)), found)
                visit(statement.orelse, function, (*guards, f"not ({ast.unparse(statement.test)})"), found)
            case ast.Raise() if statement.exc is not None:
                found.append(site(function, name_of(statement.exc), guards, statement.exc, statement.lineno))
            case ast.Assert():
                found.append(site(function, "assert", (*guards, f"not ({ast.unparse(statement.test)})"), statement.msg, statement.lineno))
            case ast.Expr(value=ast.Call() as call) if name_of(call) in WARNERS:
                found.append(site(function, "warns", guards, call, statement.lineno))
            case ast.For() | ast.AsyncFor():
                visit(statement.body, function, (*guards, f"for {ast.unparse(statement.target)} in {ast.unparse(statement.iter)}"), found)
                visit(statement.orelse, function, guards, found)
            case ast.While():
                visit(statement.body, function, guards, found)
            case ast.With() | ast.AsyncWith():
                visit(statement.body, function, guards, found)
            case ast.Try():
                visit(statement.body, function, guards, found)
                for handler in statement.handlers:
                    visit(handler.body, function, (*guards, f"on {ast.unparse(handler.type) if handler.type else 'any'} error"), found)
                visit(statement.orelse, function, guards, found)
                visit(statement.finalbody, function, guards, found)
            case ast.Match():
                for arm in statement.cases:
                    visit(arm.body, function, (*guards, f"{ast.unparse(statement.subject)} matches {ast.unparse(arm.pattern)}"), found)


def site(function, kind, guards, said, line):
    literals = [node.value for node in ast.walk(said) if isinstance(node, ast.Constant) and isinstance(node.value, str)] if said else []
    return Site(function or "(module)", kind, " and ".join(guards), " ".join(" ".join(literals).split()), line)


def name_of(node):
    target = node.func if isinstance(node, ast.Call) else node
    return target.attr if isinstance(target, ast.Attribute) else target.id if isinstance(target, ast.Name) else "Exception"
