"""DeepSpeed's JSON: pydantic models by AST, and what is read with get_scalar_param or .get by following constants."""
import ast

import library_launcher
from config_flow import Flow
from fields import class_fields, plain

# Section of the JSON → class that reads it, and where it lives in one release or another.
MODELS = {
    "zero_optimization": ("DeepSpeedZeroConfig", ["deepspeed/runtime/zero/config.py"]),
    "fp16": ("DeepSpeedFP16Config", ["deepspeed/runtime/precision_config.py"]),
    "bf16": ("DeepSpeedBF16Config", ["deepspeed/runtime/precision_config.py"]),
    "tensorboard": ("TensorBoardConfig", ["deepspeed/monitor/config.py"]),
    "wandb": ("WandbConfig", ["deepspeed/monitor/config.py"]),
    "csv_monitor": ("CSVConfig", ["deepspeed/monitor/config.py"]),
    "comet": ("CometConfig", ["deepspeed/monitor/config.py"]),
    "comms_logger": ("CommsLoggerConfig", ["deepspeed/comm/config.py"]),
    "flops_profiler": ("DeepSpeedFlopsProfilerConfig", ["deepspeed/profiling/config.py"]),
    "hybrid_engine": ("HybridEngineConfig", ["deepspeed/runtime/config.py"]),
    "compile": ("CompileConfig", ["deepspeed/compile/config.py", "deepspeed/runtime/compiler.py"]),
    "tensor_parallel": ("TPTrainingConfig", ["deepspeed/runtime/tensor_parallel/config.py"]),
}
# What an optimizer or scheduler named by `type` is constructed with: the union of the constructors' keyword arguments.
CONSTRUCTORS = {
    "optimizer.params": [
        ("deepspeed/ops/adam/fused_adam.py", "FusedAdam"), ("deepspeed/ops/adam/cpu_adam.py", "DeepSpeedCPUAdam"), ("deepspeed/ops/lamb/fused_lamb.py", "FusedLamb"),
        ("deepspeed/ops/adagrad/cpu_adagrad.py", "DeepSpeedCPUAdagrad"), ("deepspeed/ops/lion/fused_lion.py", "FusedLion"),
        ("deepspeed/runtime/fp16/onebit/adam.py", "OnebitAdam"), ("deepspeed/runtime/fp16/onebit/lamb.py", "OnebitLamb"),
    ],
    "scheduler.params": [("deepspeed/runtime/lr_schedules.py", name) for name in ("LRRangeTest", "OneCycle", "WarmupLR", "WarmupDecayLR", "WarmupCosineLR")],
}


CONFIG = "deepspeed/runtime/config.py"


def read(package):
    """The JSON's sections, each a class named by its path ("" is the top level), and the launcher's flags."""
    flow = Flow(package, _on_model)
    path, owner = package.find_class(CONFIG, "DeepSpeedConfig")
    flow.enter(path, owner, {"param_dict": "", "self._param_dict": "", "config": ""})
    sections = flow.sections
    for section, (name, paths) in MODELS.items():
        found = next((found for found in (package.exists(path) and package.find_class(path, name) for path in paths) if found and _is_model(package, *found)), None)
        if found:
            _on_model(flow, section, *found)
    # Pydantic sections refuse unknown keys (`extra="forbid"` in DeepSpeedConfigModel); sections read key by key ignore them.
    strictness = {section: "refused" if section in flow.models else "kept" if section in flow.copied else "ignored" for section in sections}
    _optimizers(package, sections, strictness)
    # `bfloat16` is another name of `bf16`, read when that is not there.
    sections.pop("bfloat16", None)
    _nest(sections)
    sections[""].update({"bfloat16": {"type": "class:bf16", "deprecated": "bf16", "file": CONFIG}} if "bf16" in sections else {})
    answer = {section: {"parameters": facts, "unknownKeys": strictness[section]} for section, facts in sections.items() if facts}
    return {**answer, **library_launcher.read(package)}


def _optimizers(package, sections, strictness):
    for section, constructors in CONSTRUCTORS.items():
        for path, name in constructors:
            found = package.exists(path) and package.find_class(path, name)
            if found:
                _constructor(package, *found, sections.setdefault(section, {}))
        strictness[section] = "kept"
    for section in ("optimizer", "scheduler"):
        sections.setdefault(section, {}).update({"type": {"type": "str | none", "default": None, "file": CONFIG}, "params": {"type": "dict | none", "default": None, "file": CONFIG}})
        strictness.setdefault(section, "ignored")
    sections["optimizer.params"]["torch_adam"] = {"type": "bool", "default": False, "file": "deepspeed/runtime/engine.py"}


def _nest(sections):
    """A key whose value is a section with keys of its own has that section for its type."""
    for section in sorted(filter(None, sections)):
        if not sections[section]:
            continue
        outer, _, name = section.rpartition(".")
        fact = sections.setdefault(outer, {}).setdefault(name, {"file": next(iter(sections[section].values())).get("file", CONFIG)})
        rest = [atom for atom in fact.get("type", "").split(" | ") if atom in ("none", "bool", "str")]
        fact["type"] = " | ".join([f"class:{section}", *rest])
        fact.pop("default", None)


def _constructor(package, path, node, facts):
    init = next((item for item in node.body if isinstance(item, ast.FunctionDef) and item.name == "__init__"), None)
    if init is None:
        return
    arguments = init.args.args[1:]
    defaults = [None] * (len(arguments) - len(init.args.defaults)) + list(init.args.defaults)
    for argument, default in zip(arguments, defaults):
        if argument.arg not in ("params", "optimizer", "model_params", "deepspeed"):
            fact = _fact(package, path, default)
            if argument.arg in facts and facts[argument.arg].get("default") != fact.get("default"):
                # Constructors disagree on the default: then there is none to tell.
                facts[argument.arg].pop("default", None)
                facts[argument.arg]["defaultNote"] = "depends on type"
            facts.setdefault(argument.arg, fact)


def _is_model(package, path, node):
    names = [getattr(b, "id", "") for b in node.bases] + [n.name for _, n in package.bases(path, node)]
    return "DeepSpeedConfigModel" in names


def _on_model(flow, section, path, node):
    """A pydantic model reads the section: its fields, and those of the models in them."""
    package = flow.package
    if not _is_model(package, path, node):
        return
    flow.models.add(section)
    facts = {**unannotated(package, path, node), **class_fields(package, path, node)}
    for name, fact in list(facts.items()):
        nested = next((found for found in fact.pop("_classes", []) if _is_model(package, *found)), None)
        if nested:
            fact["type"] = " | ".join([f"class:{section}.{name}", *(atom for atom in fact["type"].split(" | ") if atom not in ("dict", "any"))])
            fact.pop("defaultNote", None)
            _on_model(flow, f"{section}.{name}", *nested)
    flow.sections.setdefault(section, {}).update(facts)


def unannotated(package, path, node):
    """Fields without an annotation, which pydantic 1 took from their value: `num_bits = 8`."""
    owners = [*reversed(package.bases(path, node)), (path, node)]
    items = [(owner_path, item) for owner_path, owner in owners if owner.name != "DeepSpeedConfigModel" for item in owner.body if isinstance(item, ast.Assign)]
    return {item.targets[0].id: _fact(package, owner_path, item.value) for owner_path, item in items
            if isinstance(item.targets[0], ast.Name) and isinstance(item.value, ast.Constant) and item.targets[0].id != "model_config"}


def _fact(package, path, default):
    fact = {"file": path}
    try:
        value = plain(package.value(path, default))
        fact["default"] = value
        kind = {bool: "bool", int: "int", float: "float", str: "str", list: "list[any]", dict: "dict", type(None): "any"}[type(value)]
    except (LookupError, KeyError):
        kind = "any"
        if default is not None:
            fact["defaultNote"] = ast.unparse(default)[:120]
    fact["type"] = kind
    return fact


def mark_auto(classes, transformers):
    """Keys whose value `auto` the Hugging Face integration fills in (HfTrainerDeepSpeedConfig: fill_match and fill_only)."""
    path = "transformers/integrations/deepspeed.py"
    for node in ast.walk(transformers.module(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("fill_match", "fill_only") and node.args and isinstance(node.args[0], ast.Constant):
            section, _, name = node.args[0].value.rpartition(".")
            for span in classes.get(section, {}).get(name, []):
                span["auto"] = True
