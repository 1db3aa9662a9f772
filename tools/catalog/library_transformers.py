"""transformers: training arguments, generation, quantization, the Trainers' own arguments and what from_pretrained takes."""
import ast

from fields import class_fields
from signatures import argument_fact, documented_types, init_parameters, method, popped_parameters

TRAINING = {"TrainingArguments": "transformers/training_args.py", "Seq2SeqTrainingArguments": "transformers/training_args_seq2seq.py"}
TRAINERS = {"Trainer": "transformers/trainer.py", "Seq2SeqTrainer": "transformers/trainer_seq2seq.py"}
GENERATION = "transformers/generation/configuration_utils.py"
QUANTIZATION = "transformers/utils/quantization_config.py"


def read(package):
    result = {}
    for name, path in TRAINING.items():
        parameters = class_fields(package, *package.find_class(path, name))
        for fact in parameters.values():
            if fact["type"] == "any" and isinstance(fact.get("default"), str):
                fact["type"] = "str"
        _choices(package, parameters)
        result[name] = {"parameters": parameters, "unknownKeys": "refused"}
    result["Seq2SeqTrainingArguments"]["bases"] = ["TrainingArguments"]
    for name, path in TRAINERS.items():
        found = package.find_class(path, name)
        parameters = init_parameters(package, *found) or result["Trainer"]["parameters"]
        result[name] = {"parameters": parameters, "unknownKeys": "refused"}
    found = package.find_class(GENERATION, "GenerationConfig")
    result["GenerationConfig"] = {"parameters": generation(package, *found), "unknownKeys": "kept"}
    result.update(quantization(package))
    result["from_pretrained"] = {"parameters": from_pretrained(package), "unknownKeys": "kept"}
    return result


def _choices(package, parameters):
    """Strings that the Trainer turns into enum members when it starts."""
    enums = {"optim": "OptimizerNames", "lr_scheduler_type": "SchedulerType", "hub_strategy": "HubStrategy"}
    enums.update({name: "IntervalStrategy" for name in ("evaluation_strategy", "eval_strategy", "logging_strategy", "save_strategy")})
    for name, enum in enums.items():
        fact = parameters.get(name)
        if fact is None:
            continue
        places = ["transformers/training_args.py", "transformers/trainer_utils.py"]
        found = next((found for path in places if (found := package.find_class(path, enum))), None)
        if name == "save_strategy":
            found = package.find_class("transformers/trainer_utils.py", "SaveStrategy") or found
        if found:
            fact["choices"] = list(package.enum_members(*found).values())
            fact.pop("open", None)
            fact["type"] = " | ".join(dict.fromkeys(["str", *(atom for atom in fact["type"].split(" | ") if atom in ("bool", "none"))]))


def generation(package, path, node):
    """GenerationConfig pops its fields from keyword arguments; newer releases leave them unset and fill defaults in when they generate."""
    facts = popped_parameters(package, path, node, documented_types(package, path, node))
    filled = method(node, "_get_default_generation_params")
    values = next((part.value for part in ast.walk(filled) if isinstance(part, ast.Return)), None) if filled else None
    for name, value in package.value(path, values).items() if values is not None else ():
        if name in facts and value is not None:
            facts[name]["unset"] = value
            if facts[name]["type"] == "any":
                facts[name]["type"] = f"{type(value).__name__} | none"
    return facts


def quantization(package):
    """Every quantization configuration: the keyword arguments of its constructor."""
    if not package.exists(QUANTIZATION):
        return {}
    result = {}
    for node in package.module(QUANTIZATION).body:
        if isinstance(node, ast.ClassDef) and node.name.endswith("Config"):
            parameters = init_parameters(package, QUANTIZATION, node) if method(node, "__init__") else class_fields(package, QUANTIZATION, node)
            if parameters:
                # `**kwargs` swallows what it does not know, with a warning at most.
                init = method(node, "__init__")
                result[node.name] = {"parameters": parameters, "unknownKeys": "ignored" if init is not None and init.args.kwarg else "refused"}
    return result


def from_pretrained(package):
    """What PreTrainedModel.from_pretrained takes: its own arguments and what it pops from keyword arguments."""
    path, owner = package.find_class("transformers/modeling_utils.py", "PreTrainedModel")
    function = method(owner, "from_pretrained")
    arguments = [*function.args.args, *function.args.kwonlyargs]
    defaults = [None] * (len(function.args.args) - len(function.args.defaults)) + list(function.args.defaults) + list(function.args.kw_defaults)
    facts = {a.arg: argument_fact(package, path, a.annotation, d) for a, d in zip(arguments, defaults) if a.arg not in ("cls", "pretrained_model_name_or_path") and d is not None}
    for call in ast.walk(function):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "kwargs.pop" and isinstance(call.args[0], ast.Constant) and not call.args[0].value.startswith("_"):
            facts.setdefault(call.args[0].value, argument_fact(package, path, None, call.args[1] if len(call.args) > 1 else None))
    for fact in facts.values():
        fact.pop("required", None)
    return facts
