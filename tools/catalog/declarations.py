"""argparse declarations by AST: what every `add_argument` of a function or module says."""
import ast

from annotations import read as read_annotation
from fields import plain

SWITCHES = {"store_true": (False, "bool"), "store_false": (True, "bool"), "check_env": (False, "bool")}
CONVERTERS = {"int": "int", "float": "float", "str": "str", "bool": "bool", "json.loads": "dict", "Path": "str"}


def argparse_parameters(package, path, node=None):
    """name (underscored) → fact. `_group` names the variable the argument was added to, so that callers can tell groups apart."""
    facts = {}
    for call in ast.walk(node or package.module(path)):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "add_argument" and call.args):
            continue
        spellings = [word.value for word in call.args if isinstance(word, ast.Constant) and isinstance(word.value, str)]
        if spellings and spellings[0] not in ("-h", "--help"):
            name, fact = _argument(package, path, spellings, {keyword.arg: keyword.value for keyword in call.keywords})
            fact["_group"] = ast.unparse(call.func.value)
            facts.setdefault(name, fact)
    return facts


def _argument(package, path, spellings, keywords):
    longest = next((word for word in spellings if word.startswith("--")), spellings[0])
    # The plain underscored form is what a file of defaults calls it.
    underscored = next((word for word in spellings if word.startswith("--") and "-" not in word[2:]), longest)
    name = _literal(package, path, keywords.get("dest")) or underscored.lstrip("-").replace("-", "_")
    fact = {"file": path}
    action = keywords.get("action")
    action = action.value if isinstance(action, ast.Constant) else ast.unparse(action).rsplit(".", 1)[-1] if action is not None else None
    if action in SWITCHES:
        fact["default"], fact["type"] = SWITCHES[action]
    elif action == "BooleanOptionalAction":
        fact["type"] = "bool"
    elif action == "store_const":
        fact["type"] = "bool"
    else:
        fact["type"] = _kind(package, path, keywords.get("type"), fact)
    if "default" in keywords:
        try:
            fact["default"] = plain(package.value(path, keywords["default"]))
        except LookupError:
            fact["defaultNote"] = ast.unparse(keywords["default"])[:120]
    choices = _literal(package, path, keywords.get("choices"))
    if choices:
        fact["choices"] = choices
    if fact.get("default", 0) is None:
        fact["type"] += " | none"
    nargs = _literal(package, path, keywords.get("nargs"))
    if nargs in ("*", "+", "...", "A...") or isinstance(nargs, int) or action in ("append", "extend"):
        fact["nargs"] = True
    if _literal(package, path, keywords.get("required")) is True or not spellings[0].startswith("-"):
        fact["required"] = True
        if _literal(package, path, keywords.get("default")) is not None:
            fact.pop("required")
    if spellings != [f"--{name}"]:
        fact["flags"] = spellings
    return name, fact


def _kind(package, path, node, fact):
    if node is None:
        return "str"
    text = ast.unparse(node)
    if text in CONVERTERS:
        return CONVERTERS[text]
    if isinstance(node, ast.Lambda) or text in ("str_to_bool", "parse_bool", "str2bool", "strtobool", "string_to_bool"):
        return "any" if isinstance(node, ast.Lambda) else "bool"
    answer = read_annotation(package, path, node)
    if answer.choices:
        fact["choices"] = answer.choices
    return answer.text()


def _literal(package, path, node):
    if node is None:
        return None
    try:
        return package.value(path, node)
    except LookupError:
        return None
