"""DeepSpeed's JSON: pydantic models by AST, and what is read with get_scalar_param or .get by following constants."""
import ast

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
# File → the variable names that hold the dict of a section; `param_dict` is the top level.
SCALARS = {
    "deepspeed/runtime/config.py": {"param_dict": "", "checkpoint_params": "checkpoint", "data_types_params": "data_types"},
    "deepspeed/runtime/activation_checkpointing/config.py": {"act_chkpt_config_dict": "activation_checkpointing"},
    "deepspeed/runtime/swap_tensor/aio_config.py": {"aio_dict": "aio"},
    "deepspeed/profiling/config.py": {"flops_profiler_dict": "flops_profiler"},
    "deepspeed/autotuning/config.py": {"autotuning_dict": "autotuning"},
    "deepspeed/comm/config.py": {},
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
READERS = {"get_scalar_param", "get_dict_param", "get_list_param"}


def read(package):
    sections = {"": {}}
    for path, variables in SCALARS.items():
        if package.exists(path):
            _scalars(package, path, variables, sections)
    for section, (name, paths) in MODELS.items():
        for path in paths:
            found = package.exists(path) and package.find_class(path, name)
            if found and _is_model(package, *found):
                _model(package, section, found, sections)
                break
    for section, constructors in CONSTRUCTORS.items():
        for path, name in constructors:
            found = package.exists(path) and package.find_class(path, name)
            if found:
                _constructor(package, *found, sections.setdefault(section, {}))
    config = "deepspeed/runtime/config.py"
    for section in ("optimizer", "scheduler"):
        sections[section] = {"type": {"type": "str | none", "default": None, "file": config}, "params": {"type": f"class:{section}.params | none", "default": None, "file": config}}
    sections["optimizer.params"]["torch_adam"] = {"type": "bool", "default": False, "file": "deepspeed/runtime/engine.py"}
    for section in sorted(sections):
        if section and "." not in section:
            sections[""].setdefault(section, {"type": f"class:{section}", "file": "deepspeed/runtime/config.py"})
    return sections


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


def _model(package, section, found, sections):
    facts = class_fields(package, *found)
    for name, fact in list(facts.items()):
        classes = fact.pop("_classes", [])
        nested = next((c for c in classes if _is_model(package, *c)), None)
        if nested:
            child = f"{section}.{name}"
            rest = [a for a in fact["type"].split(" | ") if a != "dict"]
            fact["type"] = " | ".join([f"class:{child}"] + rest)
            fact.pop("defaultNote", None)
            _model(package, child, nested, sections)
    sections.setdefault(section, {}).update(facts)


def _scalars(package, path, variables, sections):
    for node in ast.walk(package.module(path)):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in READERS and len(node.args) >= 2:
            target, key, default = node.args[0], node.args[1], node.args[2] if len(node.args) > 2 else None
        elif isinstance(node.func, ast.Attribute) and node.func.attr == "get" and isinstance(node.func.value, ast.Name) and variables.get(node.func.value.id) and node.args:
            target, key, default = node.func.value, node.args[0], node.args[1] if len(node.args) > 1 else None
        else:
            continue
        section = _section(package, path, target, variables)
        try:
            name = package.value(path, key)
        except LookupError:
            continue
        if section is None or not isinstance(name, str):
            continue
        sections.setdefault(section, {}).setdefault(name, _fact(package, path, default))


def _section(package, path, target, variables):
    if isinstance(target, ast.Name):
        return variables.get(target.id)
    if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name) and target.value.id in variables:
        try:
            name = package.value(path, target.slice)
        except LookupError:
            return None
        outer = variables[target.value.id]
        return f"{outer}.{name}" if outer else name
    return None


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


def meta(releases, per_release):
    """Pydantic sections refuse unknown keys (`extra="forbid"` in DeepSpeedConfigModel); sections read key by key ignore them."""
    result = {}
    for release in releases:
        for section, facts in per_release[release].items():
            strict = any(f.get("file") == _model_file(section, f) for f in facts.values()) and _model_file(section, None) is not None
            value = "refused" if strict else "ignored"
            spans = result.setdefault(section, [])
            if not spans or spans[-1]["value"] != value:
                spans.append({"since": release, "value": value})
    for section in CONSTRUCTORS:
        result[section] = [{"since": releases[0], "value": "kept"}]
    return {section: {"unknownKeys": spans[0]["value"] if len(spans) == 1 else spans} for section, spans in result.items()}


def _model_file(section, fact):
    top = section.split(".")[0]
    if top not in MODELS:
        return None
    if fact is None:
        return MODELS[top][1][0]
    # a nested model may live in another file; scalar-read facts carry one of the SCALARS files
    file = fact.get("file")
    return file if "." in section or file in MODELS[top][1] or file not in SCALARS else None


def mark_auto(classes, transformers):
    """Keys whose value `auto` the Hugging Face integration fills in (HfTrainerDeepSpeedConfig: fill_match and fill_only)."""
    path = "transformers/integrations/deepspeed.py"
    for node in ast.walk(transformers.module(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("fill_match", "fill_only") and node.args and isinstance(node.args[0], ast.Constant):
            section, _, name = node.args[0].value.rpartition(".")
            for span in classes.get(section, {}).get(name, []):
                span["auto"] = True
