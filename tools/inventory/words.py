"""A guard in words: `self.fp16 and self.bf16` becomes "`fp16` is on and `bf16` is on". Names lose the object they hang on."""
import ast
import re

HOLDERS = re.compile(r"^(self|args|cls|config|cfg|data|training_args|model_args|data_args|finetuning_args|generating_args|peft_config|ds_config|kwargs|fsdp_config|values)$")

EN = {
    ast.Eq: "{} is {}", ast.NotEq: "{} is not {}", ast.Lt: "{} < {}", ast.LtE: "{} ≤ {}", ast.Gt: "{} > {}", ast.GtE: "{} ≥ {}", ast.In: "{} is one of {}", ast.NotIn: "{} is none of {}", ast.Is: "{} is {}", ast.IsNot: "{} is not {}",
    "missing": "{} is missing", "given": "{} is given", "on": "{} is on", "off": "{} is off or missing", "a": "{} is a {}", "no": "{} is no {}", "not": "not: {}",
    "and": " and ", "or": " or ", "comma": ", ", "any": "any of {}", "all": "all of {}", "not any": "not any of {}", "not all": "not all of {}", "length": "the length of {}", "each": "for each {}", "fails": "when that fails ({})", "always": "always",
}
ZH = {
    ast.Eq: "{} 为 {}", ast.NotEq: "{} 不为 {}", ast.Lt: "{} < {}", ast.LtE: "{} ≤ {}", ast.Gt: "{} > {}", ast.GtE: "{} ≥ {}", ast.In: "{} 属于 {}", ast.NotIn: "{} 不属于 {}", ast.Is: "{} 为 {}", ast.IsNot: "{} 不为 {}",
    "missing": "未给出 {}", "given": "给出了 {}", "on": "{} 开启", "off": "{} 关闭或未给出", "a": "{} 是 {}", "no": "{} 不是 {}", "not": "并非：{}",
    "and": " 且 ", "or": " 或 ", "comma": "、", "any": "{} 中任一", "all": "{} 全部成立", "not any": "{} 中没有一个", "not all": "{} 并非全部成立", "length": "{} 的长度", "each": "对每个 {}", "fails": "当其失败时（{}）", "always": "总是",
}
OPPOSITE = {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is}


def words(guard: str, speech=EN) -> str:
    """The conjunction of a site's tests; what is no expression (`for x in …`, `on … error`) is named as it is."""
    parts = []
    for part in guard.split(" and for ") if guard.startswith("for ") else [guard]:
        try:
            parts.append(say(ast.parse(part, mode="eval").body, speech))
        except SyntaxError:
            parts.append(speech["and"].join(loop(each, speech) for each in split(part)))
    return speech["and"].join(part for part in parts if part) or speech["always"]


def split(text):
    """A guard whose loops and handlers keep it from being one expression."""
    return re.split(r" and (?=for |on |not \(|[\w.]+ matches )", text)


def loop(part, speech):
    if part.startswith("for "):
        return speech["each"].format(part[4:].partition(" in ")[0].strip("()"))
    if part.startswith("on "):
        return speech["fails"].format(part[3:].removesuffix(" error"))
    try:
        return say(ast.parse(part, mode="eval").body, speech)
    except SyntaxError:
        return f"`{part[:80]}`"


def say(node, speech, negated=False):
    match node:
        case ast.BoolOp(op=op, values=values):
            both = isinstance(op, ast.And) != negated
            # A part joined the other way needs its parentheses.
            inner = ast.Or if isinstance(op, ast.And) and not negated else ast.And
            return (speech["and"] if both else speech["or"]).join(grouped(value, inner, speech, negated) for value in values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return say(operand, speech, not negated)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            if isinstance(right, ast.Constant) and right.value is None:
                missing = isinstance(op, (ast.Is, ast.Eq)) != negated
                return speech["missing" if missing else "given"].format(name(left, speech))
            return speech[OPPOSITE[type(op)] if negated else type(op)].format(name(left, speech), name(right, speech))
        case ast.Compare(left=left, ops=ops, comparators=rights):
            chain = name(left, speech)
            for op, right in zip(ops, rights):
                chain = speech[type(op)].format(chain, name(right, speech))
            return speech["not"].format(chain) if negated else chain
        case ast.Call(func=ast.Name(id="isinstance"), args=[what, kind]):
            return speech["no" if negated else "a"].format(name(what, speech), name(kind, speech).strip("`"))
        case ast.Call(func=ast.Name(id="any" | "all" as which), args=[inner]):
            return speech[f"not {which}" if negated else which].format(name(inner, speech))
        case ast.NamedExpr(value=value):
            return say(value, speech, negated)
        case _:
            return speech["off" if negated else "on"].format(name(node, speech))


def grouped(node, operator, speech, negated):
    text = say(node, speech, negated)
    return f"({text})" if isinstance(node, ast.BoolOp) and isinstance(node.op, operator) else text


def name(node, speech=EN):
    match node:
        case ast.Attribute(value=ast.Name(id=holder), attr=attribute) if HOLDERS.match(holder):
            return f"`{attribute}`"
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id="self"), attr=holder), attr=attribute) if HOLDERS.match(holder):
            return f"`{attribute}`"
        case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str(key)), *_]):
            return f"`{key}`"
        case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value=str(key)), *_]):
            return f"`{key}`"
        case ast.Subscript(slice=ast.Constant(value=str(key))):
            return f"`{key}`"
        case ast.Call(func=ast.Name(id="len"), args=[inner]):
            return speech["length"].format(name(inner, speech))
        case ast.Call(func=ast.Attribute(value=value, attr="lower" | "upper"), args=[]):
            return name(value, speech)
        case ast.Constant(value=value):
            return f'"{value}"' if isinstance(value, str) else str(value)
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            return speech["comma"].join(name(item, speech) for item in items)
        case ast.BinOp(left=left, op=op, right=right):
            sign = {ast.Add: "+", ast.Sub: "−", ast.Mult: "×", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "mod"}.get(type(op), "?")
            return f"{name(left, speech)} {sign} {name(right, speech)}"
        case _:
            text = ast.unparse(node)
            return f"`{re.sub(r'^(self|args|cfg|config)[.]', '', text)[:90]}`"


def names_in(guard: str) -> set[str]:
    """The identifiers a guard asks for: attributes, keys, plain names."""
    return set(re.findall(r"[A-Za-z_]\w+", re.sub(r"'([A-Za-z_]\w*)'", r" \1 ", guard)))
