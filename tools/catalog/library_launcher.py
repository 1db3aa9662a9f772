"""DeepSpeed's launcher: the flags of the `deepspeed` command, and those deepspeed.add_config_arguments adds to a script."""
import ast

from declarations import argparse_parameters

PLACES = {"launcher": ("deepspeed/launcher/runner.py", "parse_args"), "script_arguments": ("deepspeed/__init__.py", "_add_core_arguments")}


def read(package):
    result = {}
    for name, (path, function) in PLACES.items():
        node = next((node for node in package.module(path).body if isinstance(node, ast.FunctionDef) and node.name == function), None)
        if node is None:
            raise LookupError(f"{path} has no {function}")
        facts = argparse_parameters(package, path, node)
        for fact in facts.values():
            fact.pop("_group")
        result[name] = {"parameters": facts, "unknownKeys": "refused"}
    return result
