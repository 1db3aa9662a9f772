"""What a model family's code calls its modules and sizes: which target modules exist, which config keys hold the sizes."""
import ast
import json
import re

from library_chatglm import git

FAMILIES = ["gpt_oss", "qwen3_next", "llama4", "olmoe", "mamba2", "jamba", "dbrx", "nemotron", "glm4_moe", "deepseek_v2", "smollm3", "ernie4_5", "gemma3n", "phimoe", "electra", "distilbert", "deberta_v2", "albert", "modernbert", "bart", "whisper", "vit", "clip", "llama", "mistral", "mixtral", "qwen2", "qwen2_moe", "qwen3", "qwen3_moe", "gemma", "gemma2", "gemma3", "phi", "phi3", "gpt2", "gpt_neo", "gpt_neox", "gptj", "gpt_bigcode", "opt", "bloom",
            "falcon", "mpt", "glm", "glm4", "cohere", "cohere2", "starcoder2", "stablelm", "olmo", "olmo2", "granite", "deepseek_v3", "bert", "roberta", "t5", "mamba", "persimmon", "codegen"]
# Families whose code is published beside the weights only; read from public copies of it.
REMOTE = {"chatglm": [("liucongg/ChatGLM-Finetuning", "glm1/modeling_chatglm.py"), ("liucongg/ChatGLM-Finetuning", "glm2/modeling_chatglm.py"), ("liucongg/ChatGLM-Finetuning", "glm3/modeling_chatglm.py")]}
LINEAR = {"Linear", "Conv1D", "Embedding", "ColumnParallelLinear", "RowParallelLinear"}


def modules_of(tree):
    """(all names that modules are assigned to, those that hold a linear layer or an embedding)."""
    modules, linear = set(), set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self" and isinstance(node.value, (ast.Call, ast.IfExp, ast.BoolOp)):
                text = ast.unparse(node.value)
                callee = node.value.func if isinstance(node.value, ast.Call) else None
                name = getattr(callee, "attr", getattr(callee, "id", ""))
                if not name[:1].isupper() and not any(k in text for k in ("nn.", "Linear", "MLP", "Attention", "_init_")) and name not in ("skip_init", "init_method"):
                    continue
                modules.add(target.attr)
                if any(k in text for k in LINEAR) or name in LINEAR:
                    linear.add(target.attr)
    return modules, linear


def layers_of(tree):
    """The classes that are a layer of the stack or a part of one: what FSDP can wrap."""
    return sorted(node.name for node in tree.body if isinstance(node, ast.ClassDef) and re.search(r"(Layer|Block)$", node.name))


def write(transformers, peft, releases, out):
    targets = peft_targets(peft)
    families = {}
    for family in FAMILIES:
        path = f"transformers/models/{family}/modeling_{family}.py"
        if not transformers.exists(path):
            continue
        modules, linear = modules_of(transformers.module(path))
        families[family] = {"file": path, "version": f"transformers {releases['transformers'][-1]}", "modules": sorted(modules), "linear": sorted(linear), "layers": layers_of(transformers.module(path))}
    for family, places in REMOTE.items():
        modules, linear = set(), set()
        for repo, path in places:
            more, more_linear = modules_of(ast.parse(git(repo, "show", f"HEAD:{path}")))
            modules |= more
            linear |= more_linear
        repo, path = places[0]
        families[family] = {"file": path, "version": f"{repo}@{git(repo, 'rev-parse', '--short=10', 'HEAD').strip()}", "modules": sorted(modules), "linear": sorted(linear)}
    for family, entry in families.items():
        held = {method: table[family] for method, table in targets.items() if family in table}
        # A method that only repeats LoRA's targets says nothing new.
        entry["peftTargets"] = {method: names for method, names in sorted(held.items()) if method == "lora" or names != held.get("lora")}
        names = [name for names in held.values() if isinstance(names, list) for name in names]
        entry["modules"] = sorted(set(entry["modules"]) | {name.split(".")[-1] for name in names})
        if not entry["peftTargets"]:
            del entry["peftTargets"]
    lines = [f"  {json.dumps(name)}: {json.dumps(families[name], sort_keys=True)}" for name in sorted(families)]
    source = {"transformers": releases["transformers"][-1], "peft": releases["peft"][-1]}
    out.write_text('{\n "source": ' + json.dumps(source) + ',\n "families": {\n' + ",\n".join(lines) + "\n }\n}\n", encoding="utf-8")
    print(f"families: {len(families)}")


def peft_targets(peft):
    """PEFT's default target modules: method → model type → names (peft/utils/constants.py), with the changes made to copies of a table."""
    path = "peft/utils/constants.py"
    tables = {}
    for node in peft.module(path).body:
        if not isinstance(node, ast.Assign):
            continue
        target = node.targets[0]
        match = re.fullmatch(r"TRANSFORMERS_MODELS_TO_(\w+)_TARGET_MODULES_MAPPING", ast.unparse(target.value if isinstance(target, ast.Subscript) else target))
        if not match:
            continue
        method = match[1].lower()
        if isinstance(target, ast.Subscript):
            tables[method][peft.value(path, target.slice)] = peft.value(path, node.value)
        elif isinstance(node.value, ast.Call) and node.value.func.attr == "copy":
            source = re.fullmatch(r"TRANSFORMERS_MODELS_TO_(\w+)_TARGET_MODULES_MAPPING", ast.unparse(node.value.func.value))
            tables[method] = dict(tables[source[1].lower()])
        else:
            tables[method] = peft.value(path, node.value)
    return tables
