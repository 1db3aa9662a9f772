"""Runs inside an environment with the real packages: prints, as JSON, what they say of themselves at run time.

usage: python introspect.py REQUEST.json > ANSWER.json
A request names classes per library; an answer holds for each `{"kind": …, "fields": {name: {"default": …, "choices": […]}}}` or `{"missing": why}`.
"""
import argparse
import contextlib
import dataclasses
import enum
import importlib
import inspect
import json
import os
import pathlib
import sys
import typing

os.environ.update({"TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error", "DS_ACCELERATOR": "cpu", "TRL_EXPERIMENTAL_SILENCE": "1"})
NOTHING = {"unset": True}


def plain(value):
    """JSON form of a default; what has none is named by its type."""
    if isinstance(value, enum.Enum):
        return plain(value.value)
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else {"other": "float"}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in (sorted(value, key=str) if isinstance(value, (set, frozenset)) else value)]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return {"other": type(value).__name__}


def choices_of(hint):
    """What Literals and enums in a type allow."""
    if typing.get_origin(hint) is typing.Literal:
        return [plain(item) for item in typing.get_args(hint) if item is not None]
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return [plain(member) for member in hint]
    return [choice for part in typing.get_args(hint) for choice in choices_of(part)] if typing.get_origin(hint) not in (list, dict, tuple, set) else []


def from_dataclass(cls):
    try:
        hints = typing.get_type_hints(cls)
    except Exception:
        hints = {}
    fields = {}
    for field in dataclasses.fields(cls):
        if not field.init or field.name.startswith("_"):
            continue
        default = NOTHING
        if field.default is not dataclasses.MISSING:
            default = plain(field.default)
        elif field.default_factory is not dataclasses.MISSING:
            try:
                default = plain(field.default_factory())
            except Exception:
                default = {"other": "factory"}
        found = field.metadata.get("choices") or choices_of(hints.get(field.name))
        fields[field.name] = {"default": default, "choices": [plain(choice) for choice in found]}
    return {"kind": "dataclass", "fields": fields}


def from_signature(function):
    fields = {}
    handed_on = any(parameter.kind is parameter.VAR_KEYWORD for parameter in inspect.signature(function).parameters.values())
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL) or parameter.name in ("self", "cls"):
            continue
        fields[parameter.name] = {"default": NOTHING if parameter.default is parameter.empty else plain(parameter.default), "choices": []}
    return {"kind": "signature", "fields": fields, "handedOn": handed_on}


def from_pydantic(cls):
    fields = {}
    if not hasattr(cls, "model_fields"):
        # pydantic 1, or its copy inside pydantic 2
        for name, field in cls.__fields__.items():
            fields[field.alias or name] = {"default": NOTHING if field.required else plain(field.get_default()), "choices": choices_of(field.outer_type_)}
        return {"kind": "pydantic", "fields": fields}
    for name, field in cls.model_fields.items():
        default = NOTHING if field.is_required() else plain(field.get_default(call_default_factory=True))
        fields[field.alias or name] = {"default": default, "choices": choices_of(field.annotation)}
    return {"kind": "pydantic", "fields": fields, "extra": cls.model_config.get("extra")}


def from_parser(parser):
    fields = {}
    for action in parser._actions:
        if action.dest in ("help", argparse.SUPPRESS) or action.help == argparse.SUPPRESS and not action.option_strings:
            continue
        fields[action.dest] = {"default": NOTHING if action.required else plain(action.default), "choices": [plain(choice) for choice in action.choices or []], "flags": list(action.option_strings)}
    return {"kind": "parser", "fields": fields}


def describe(cls):
    # A dataclass may still write its own __init__: then that says what it takes.
    generated = "__code__" in dir(cls.__init__) and cls.__init__.__code__.co_filename.startswith("<")
    if dataclasses.is_dataclass(cls) and not hasattr(cls, "model_fields") and (generated or hasattr(cls.__init__, "__wrapped__")):
        return from_dataclass(cls)
    if hasattr(cls, "model_fields"):
        return from_pydantic(cls)
    return from_signature(cls.__init__)


def find_class(package, name, file):
    """The class by the file the catalog read it from, else by looking for its declaration in the package."""
    root = pathlib.Path(importlib.import_module(package).__file__).parent
    candidates = [root.parent / file] if file else []
    candidates += [path for path in sorted(root.rglob("*.py")) if f"class {name}" in path.read_text(encoding="utf-8", errors="ignore")]
    trouble = "not found"
    for path in candidates:
        if not path.exists():
            continue
        module = ".".join(path.relative_to(root.parent).with_suffix("").parts).removesuffix(".__init__")
        try:
            found = getattr(importlib.import_module(module), name, None)
        except Exception as error:
            trouble = f"{type(error).__name__}: {error}"[:160]
            continue
        if isinstance(found, type):
            return found
    raise LookupError(trouble)


class Recorder(dict):
    """A configuration that writes down which keys are asked of it."""

    def __init__(self, *values):
        super().__init__(*values)
        self.asked = set()

    def __contains__(self, key):
        self.asked.add(key)
        return super().__contains__(key)

    def __getitem__(self, key):
        self.asked.add(key)
        return super().__getitem__(key)

    def get(self, key, default=None):
        self.asked.add(key)
        return super().get(key, default)

    def keys(self):
        return self

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


def deepspeed_top_level():
    """The keys DeepSpeedConfig looks for at the top of its file."""
    from deepspeed.runtime.config import DeepSpeedConfig
    recorder = Recorder({"train_batch_size": 1})
    config = object.__new__(DeepSpeedConfig)
    config._param_dict = recorder
    config.mpu = None
    for read in (lambda: config._initialize_params(recorder), lambda: config._do_warning_check()):
        with contextlib.suppress(Exception):
            read()
    return {"kind": "recorded", "fields": {key: {"default": NOTHING, "choices": []} for key in sorted(recorder.asked) if isinstance(key, str)}}


def deepspeed_section(path):
    """The pydantic model behind a section, found through the models that hold it."""
    import deepspeed.runtime.config as config
    from deepspeed.runtime.zero.config import DeepSpeedZeroConfig
    places = {"zero_optimization": lambda: DeepSpeedZeroConfig, "hybrid_engine": lambda: config.HybridEngineConfig}
    modules = {"fp16": ("runtime.precision_config", "DeepSpeedFP16Config"), "bf16": ("runtime.precision_config", "DeepSpeedBF16Config"), "tensorboard": ("monitor.config", "TensorBoardConfig"),
               "wandb": ("monitor.config", "WandbConfig"), "csv_monitor": ("monitor.config", "CSVConfig"), "comet": ("monitor.config", "CometConfig"), "comms_logger": ("comm.config", "CommsLoggerConfig"),
               "compile": ("compile.config", "CompileConfig"), "weight_quantization": ("inference.config", "WeightQuantConfig"), "tensor_parallel": ("runtime.tensor_parallel.config", "TPTrainingConfig"), "timers.throughput": ("utils.config", "DeepSpeedThroughputTimerConfig")}
    top, *inner = [path] if path in modules else path.split(".")
    cls = places[top]() if top in places else getattr(importlib.import_module(f"deepspeed.{modules[top][0]}"), modules[top][1])
    for name in inner:
        fields = getattr(cls, "model_fields", None) or cls.__fields__
        field = next(field for key, field in fields.items() if (field.alias or key) == name or key == name)
        held = getattr(field, "annotation", None) or field.outer_type_
        cls = next(part for part in [held, *typing.get_args(held)] if isinstance(part, type) and (hasattr(part, "model_fields") or hasattr(part, "__fields__")))
    return from_pydantic(cls)


def parser_of(function):
    """The parser a function builds, caught when it begins to parse."""
    caught = []

    def stop(self, *_args, **_kwargs):
        caught.append(self)
        raise SystemExit

    original = argparse.ArgumentParser.parse_args
    argparse.ArgumentParser.parse_args = stop
    try:
        function()
    except SystemExit:
        pass
    finally:
        argparse.ArgumentParser.parse_args = original
    return caught[0]


def instance(made):
    return {"kind": "instance", "fields": {key: {"default": plain(value), "choices": []} for key, value in vars(made).items() if not key.startswith("_")}}


def look(library, name, file):
    if library == "models":
        import transformers
        if name != "PretrainedConfig":
            return describe(getattr(transformers, file))
        answer = describe(transformers.PretrainedConfig)
        # Releases before 5 pop everything from keyword arguments: what an instance holds is what it takes.
        return answer if not answer.get("handedOn") or len(answer["fields"]) > 5 else instance(transformers.PretrainedConfig())
    if library == "transformers" and name == "GenerationConfig":
        from transformers import GenerationConfig
        return instance(GenerationConfig())
    if library == "accelerate" and name == "launch":
        from accelerate.commands.launch import launch_command_parser
        return from_parser(launch_command_parser())
    if library == "accelerate" and name in ("config", "sagemaker"):
        from accelerate.commands.config import config_args
        return from_dataclass({"config": config_args.ClusterConfig, "sagemaker": config_args.SageMakerConfig}[name])
    if library == "deepspeed" and name == "":
        return deepspeed_top_level()
    if library == "deepspeed" and name == "launcher":
        from deepspeed.launcher import runner
        return from_parser(parser_of(lambda: runner.parse_args([])))
    if library == "deepspeed" and name == "script_arguments":
        import deepspeed
        return from_parser(deepspeed.add_config_arguments(argparse.ArgumentParser(add_help=False)))
    if library == "deepspeed":
        return deepspeed_section(name)
    return describe(find_class(library, name, file))


def main():
    request = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    answer = {}
    with contextlib.redirect_stdout(sys.stderr):
        for library, classes in request.items():
            for name, file in classes.items():
                try:
                    answer.setdefault(library, {})[name] = look(library, name, file)
                except BaseException as error:  # a package may even exit when it is imported
                    answer.setdefault(library, {})[name] = {"missing": f"{type(error).__name__}: {error}"[:200]}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
