"""Model configurations of transformers (`config.json`): one class per `model_type`, its keys with their defaults."""
import ast

from fields import class_fields
from signatures import KINDS, documented_types, init_parameters, method, popped_parameters

FAMILIES = """
llama mistral mixtral qwen2 qwen2_moe qwen3 qwen3_moe qwen3_next gemma gemma2 gemma3 gemma3_text gemma3n phi phi3 phimoe gpt2 gpt_neo gpt_neox gptj gpt_bigcode gpt_oss
opt bloom falcon mpt glm glm4 glm4_moe cohere cohere2 starcoder2 stablelm olmo olmo2 olmoe granite deepseek_v2 deepseek_v3 persimmon codegen mamba mamba2 jamba dbrx nemotron
ernie4_5 minimax llama4 llama4_text smollm3 bert roberta xlm-roberta deberta-v2 electra albert distilbert modernbert t5 mt5 umt5 bart mbart pegasus whisper vit clip
clip_text_model clip_vision_model siglip siglip_text_model siglip_vision_model dinov2 swin deit beit convnext resnet detr yolos segformer qwen2_vl qwen2_5_vl qwen3_vl llava
llava_next llava_onevision idefics3 blip-2 internvl mllama paligemma pixtral chatglm
""".split()
ROOT = ("PretrainedConfig", "PreTrainedConfig")


def read(package):
    families = dict(model_types(package))
    root_path, root = next(found for name in ROOT if (found := package.find_class("transformers/configuration_utils.py", name)))
    documented = documented_types(package, root_path, root)
    base = {**generation_defaults(package, root_path, root), **init_parameters(package, root_path, root), **popped_parameters(package, root_path, root, documented), **fields_of(package, root_path, root)}
    result = {"PretrainedConfig": {"parameters": {name: fact for name, fact in base.items() if name != "config_dict"}, "unknownKeys": "kept"}}
    for family in FAMILIES:
        if family in families:
            path, node = families[family]
            parameters = {name: fact for name, fact in configuration(package, path, node, families).items() if name != "kwargs"}
            result[family] = {"parameters": parameters, "unknownKeys": "kept", "bases": ["PretrainedConfig"], "configClass": node.name}
    return result


def generation_defaults(package, path, root):
    """Keys of generation that a configuration still took while GenerationConfig was being made: a table of its own in some releases."""
    table = method(root, "_get_global_generation_defaults") or method(root, "_get_generation_defaults")
    value = next((part.value for part in ast.walk(table) if isinstance(part, ast.Return)), None) if table else None
    return {name: {"type": KINDS.get(type(default), "any"), "default": default, "file": path} for name, default in package.value(path, value).items()} if value is not None else {}


def model_types(package):
    """(model_type, (path, class)) of every configuration class; the first one in a file wins a name."""
    seen = set()
    for file in sorted((package.root / "transformers/models").glob("*/configuration_*.py")):
        path = file.relative_to(package.root).as_posix()
        text = file.read_text(encoding="utf-8")
        if not any(f'model_type = "{family}"' in text for family in FAMILIES):
            continue
        # A part of a model may bear the model's type: the whole comes first.
        nodes = [node for node in package.module(path).body if isinstance(node, ast.ClassDef)]
        for node in sorted(nodes, key=lambda node: any(part in node.name for part in ("Vision", "Text", "Audio"))):
            kind = constant(node, "model_type")
            if kind and kind not in seen:
                seen.add(kind)
                yield kind, (path, node)


def configuration(package, path, node, families):
    """Base configurations of other families first, the class's own arguments last and winning."""
    facts = {}
    for base_path, base in reversed(package.bases(path, node)):
        if base.name not in ROOT and "/models/" in base_path:
            facts.update(init_parameters(package, base_path, base) if method(base, "__init__") else fields_of(package, base_path, base))
    facts.update(init_parameters(package, path, node) if method(node, "__init__") else fields_of(package, path, node))
    for name, attribute in (constant(node, "attribute_map") or {}).items():
        if attribute in facts and name not in facts:
            facts[attribute].setdefault("aliases", []).append(name)
    for name, kind in sub_configurations(package, path, node):
        if name in facts and kind in families and kind in FAMILIES:
            facts[name]["type"] = f"class:{kind} | none"
            facts[name].pop("defaultNote", None)
    return facts


def fields_of(package, path, node):
    """transformers 5 declares keys as annotated attributes of a dataclass."""
    if not any("dataclass" in ast.unparse(decorator) or "strict" in ast.unparse(decorator) for decorator in node.decorator_list) and method(node, "__init__"):
        return {}
    facts = class_fields(package, path, node, inherited=False)
    return {name: fact for name, fact in facts.items() if name not in ("base_config_key", "attribute_map", "sub_configs", "model_type") and not name.startswith("base_model_")}


def sub_configurations(package, path, node):
    """(key, model_type) of nested configurations: `sub_configs = {"text_config": X}`."""
    for item in node.body:
        value = item.value if isinstance(item, (ast.Assign, ast.AnnAssign)) else None
        target = (item.targets[0] if isinstance(item, ast.Assign) else item.target) if value is not None else None
        if isinstance(target, ast.Name) and target.id == "sub_configs" and isinstance(value, ast.Dict):
            for key, held in zip(value.keys, value.values):
                found = isinstance(held, ast.Name) and package.find_class(path, held.id)
                if found and isinstance(key, ast.Constant):
                    yield key.value, constant(found[1], "model_type")


def constant(node, name):
    """The literal of a class attribute, or None."""
    for item in node.body:
        target = item.targets[0] if isinstance(item, ast.Assign) else item.target if isinstance(item, ast.AnnAssign) else None
        if isinstance(target, ast.Name) and target.id == name and item.value is not None:
            try:
                return ast.literal_eval(item.value)
            except ValueError:
                return None
    return None
