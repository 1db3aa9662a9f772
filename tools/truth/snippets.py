"""Runs every Python fence of the concept pages and compares it with the library it describes.

usage: snippets.py [FOLDER]   (FOLDER with the pages; knowledge/concepts by default)
Writes test/truth/snippets.json: page, number of the fence, hash of its text, and the verdict:
  equal    it ran and gave the same as `to`, within `within`
  holds    it ran and what the page says of it was checked without a library
  ran      it ran; there is nothing to compare with
  not run  it cannot run here; `why` says so. Its syntax was checked.
A fence without a check of its own in snippet_checks*.py is run as it stands, with torch, nn, F and math at hand; what it prints beside `# number` must be that number.
Ends with 1 and writes nothing when a fence fails. A test asks for a verdict with the present hash of every fence: after a change, run this again.
"""
import common
import ast
import builtins
import contextlib
import hashlib
import io
import math
import re
import sys
import traceback
from pathlib import Path

import torch
from torch import nn
import torch.nn.functional as F

from snippet_checks import CHECKS, Outcome
import snippet_checks_more  # noqa: F401

torch.set_num_threads(1)
GIVEN = {"torch": torch, "nn": nn, "F": F, "math": math}


def fences(text: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", text, re.S | re.M)


def missing(code: str) -> list[str]:
    """Names that the fence reads and neither makes nor is given: what only a reader's program has."""
    tree = ast.parse(code)
    made = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    made |= {node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    made |= {arg.arg for node in ast.walk(tree) if isinstance(node, ast.arguments) for arg in [*node.posonlyargs, *node.args, *node.kwonlyargs, *filter(None, [node.vararg, node.kwarg])]}
    made |= {(alias.asname or alias.name).split(".")[0] for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom)) for alias in node.names}
    read = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    return sorted({name for name in read if name not in made and name not in GIVEN and not hasattr(builtins, name)})


class Snippet:
    """One fence. `run` executes it and answers its names; `printed` is what it wrote, `last` the value of its last line where that is an expression."""

    def __init__(self, code: str):
        self.code, self.printed, self.last = code, "", None

    def run(self, over=None, **context) -> dict:
        """With `context` at hand; what stands in `over` keeps its value whatever the fence sets it to, so that a fence with made-up numbers runs with a library's."""
        names = {**GIVEN, **context, **(over or {}), "__name__": "snippet"}
        tree = ast.parse(self.code)
        tail = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            for statement in tree.body:
                exec(compile(ast.Module([statement], []), "snippet", "exec"), names)
                names.update(over or {})
            if tail is not None:
                self.last = eval(compile(ast.Expression(tail.value), "snippet", "eval"), names)
        self.printed = out.getvalue()
        return names

    def check_comments(self) -> bool:
        """The numbers that open a comment behind a print or a last line are what it gives; answers whether there were any."""
        claimed, said = [], False
        for line in self.code.split("\n"):
            if re.match(r"\s*print\(|\S+\(.*\)\s+#", line) and "#" in line:
                opening = re.match(r"[\s\[(]*((?:-?\d+(?:\.\d+)?(?:e[-+]?\d+)?[\s,;)\]]*)*)", line.rsplit("#", 1)[1]).group(1)
                claimed += re.findall(r"-?\d+(?:\.\d+)?", opening)
                word = re.match(r"\s*(True|False)\b", line.rsplit("#", 1)[1])
                if word:
                    assert word.group(1) in self.printed + str(self.last), f"the comment says {word.group(1)}, the run gave {self.printed}"
                    said = True
        given = re.findall(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?", self.printed + ("" if self.last is None else f" {self.last}"))
        for number in claimed:
            places = len(number.split(".")[1]) if "." in number else 0
            assert any(abs(round(float(other), places) - float(number)) < 1e-9 for other in given), f"the comment says {number}, the run gave {given}"
        return said or bool(claimed)


def default(snippet: Snippet) -> Outcome:
    needs = missing(snippet.code)
    if needs:
        return Outcome("not run", why=f"needs {', '.join(needs)} of the reader's program")
    names = snippet.run()
    if snippet.check_comments():
        return Outcome("holds", to="the numbers in its comments")
    if any(isinstance(node, ast.Assert) for node in ast.parse(snippet.code).body):
        return Outcome("holds", to="its own assertion")
    functions = [name for name, value in names.items() if callable(value) and getattr(value, "__module__", None) == "snippet"]
    return Outcome("ran", **({"why": f"defines {', '.join(functions)}"} if functions else {}))


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else common.ROOT / "knowledge" / "concepts"
    rows, failed, used = [], [], set()
    for path in sorted(folder.glob("*.en.md")):
        page = path.name.removesuffix(".en.md")
        for number, code in enumerate(fences(path.read_text(encoding="utf-8"))):
            torch.manual_seed(0)
            key = page if number == 0 else f"{page}#{number}"
            used.add(key)
            try:
                outcome = CHECKS.get(key, default)(Snippet(code))
            except (KeyError, TypeError, NameError) as error:
                # The fence has other names now than those its check asks for: what it does is judged without it, and the check wants rewriting.
                print(f"note: the check of {key} does not fit its fence any more ({type(error).__name__}: {error})")
                try:
                    outcome = default(Snippet(code))
                except Exception as second:
                    failed.append(key)
                    print(f"FAILED {key}: {type(second).__name__}: {second}", file=sys.stderr)
                    continue
            except ModuleNotFoundError as error:
                ast.parse(code)
                outcome = Outcome("not run", why=f"needs the package {error.name}")
            except Exception as error:
                failed.append(key)
                print(f"FAILED {key}: {type(error).__name__}: {error}\n{traceback.format_exc(limit=-3)}", file=sys.stderr)
                continue
            row = {"page": page, "fence": number, "hash": hashlib.sha256(code.encode()).hexdigest()[:16], **outcome.row()}
            rows.append(row)
            print(f"{key}: {row['verdict']} {row.get('to', row.get('why', ''))}")
    for key in sorted(CHECKS.keys() - used):
        print(f"note: a check for {key}, and no such fence")
    if failed:
        sys.exit(f"{len(failed)} failed: {', '.join(failed)}; nothing written")
    if folder == common.ROOT / "knowledge" / "concepts":
        common.write("snippets", "Every Python fence of knowledge/concepts, run and compared by tools/truth/snippets.py.", ["torch", "transformers", "peft", "trl"], fences=rows)


if __name__ == "__main__":
    main()
