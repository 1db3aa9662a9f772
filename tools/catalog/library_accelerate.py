"""accelerate: the YAML of `accelerate config`, the flags of `accelerate launch`, the plugins and the Accelerator's own arguments."""
import ast

from declarations import argparse_parameters
from fields import class_fields
from signatures import init_parameters

CONFIG = "accelerate/commands/config/config_args.py"
LAUNCH = "accelerate/commands/launch.py"
DATACLASSES = "accelerate/utils/dataclasses.py"
# Keys of these sections may be written without the prefix, which launch.py puts in front (`_validate_launch_command`).
SHORTENED = {"fsdp_config": "fsdp_", "fp8_config": "fp8_", "dynamo_config": "dynamo_"}
PREFIXES = {"megatron_lm_config": "megatron_lm_", "mpirun_config": "mpirun_", "parallelism_config": "parallelism_config_", "tp_config": "tp_", "ipex_config": "ipex", **SHORTENED}


def read(package):
    flags = argparse_parameters(package, LAUNCH)
    result = configuration(package, flags)
    # `training_script` and what follows it belong to the script.
    launch = {name: {key: value for key, value in fact.items() if key != "_group"} for name, fact in flags.items() if not name.startswith("training_script")}
    result["launch"] = {"parameters": launch, "unknownKeys": "refused"}
    result.update(plugins(package))
    found = package.find_class("accelerate/accelerator.py", "Accelerator")
    result["Accelerator"] = {"parameters": init_parameters(package, *found), "unknownKeys": "refused"}
    return result


def configuration(package, flags):
    """The YAML: its top level is a dataclass that refuses unknown keys; a section's keys become launch flags, and what is none of them is ignored."""
    result = {}
    for name, class_name in (("config", "ClusterConfig"), ("sagemaker", "SageMakerConfig")):
        parameters = class_fields(package, *package.find_class(CONFIG, class_name))
        for key, fact in parameters.items():
            if fact.get("required") and key in ("mixed_precision", "use_cpu", "debug", "compute_environment"):
                fact.pop("required")  # process_config fills them in
            if key in ("mixed_precision",) and "choices" in flags.get(key, {}):
                fact["choices"] = flags[key]["choices"]
        result[name] = {"parameters": parameters, "unknownKeys": "refused"}
    _distributed_types(package, result["config"]["parameters"], "DistributedType")
    _distributed_types(package, result["sagemaker"]["parameters"], "SageMakerDistributedType")
    for key, fact in result["config"]["parameters"].items():
        section = section_of(key, flags)
        if section:
            fact["type"] = f"class:config.{key} | none"
            fact.pop("defaultNote", None)
            result[f"config.{key}"] = {"parameters": section, "unknownKeys": "ignored"}
    return result


def section_of(key, flags):
    """The launch flags that a nested mapping of the YAML sets."""
    if key == "deepspeed_config":
        groups = {fact["_group"] for name, fact in flags.items() if name in ("zero_stage", "deepspeed_config_file")}
        return {name: _plain(fact) for name, fact in flags.items() if fact["_group"] in groups and name != "use_deepspeed"}
    prefix = PREFIXES.get(key)
    if not prefix:
        return {}
    section = {}
    for name, fact in flags.items():
        if name.startswith(prefix):
            section[name] = {**_plain(fact), **({"aliases": [name.removeprefix(prefix)]} if key in SHORTENED else {})}
    return section


def _plain(fact):
    """A flag as a key of a file: no spellings; a switch that is off by default stays a boolean."""
    return {key: value for key, value in fact.items() if key not in ("_group", "flags")}


def _distributed_types(package, parameters, distributed_type):
    """Which machines and ways of distributing there are: enums of utils/dataclasses.py."""
    for key, enum in (("distributed_type", distributed_type), ("compute_environment", "ComputeEnvironment")):
        found = package.find_class(DATACLASSES, enum)
        if found and key in parameters:
            parameters[key].update({"type": "str", "choices": list(package.enum_members(*found).values())})
            parameters[key].pop("defaultNote", None)


def plugins(package):
    """Every dataclass of utils/dataclasses.py: plugins, keyword handlers, project and data loader configuration."""
    result = {}
    for node in package.module(DATACLASSES).body:
        if isinstance(node, ast.ClassDef) and any("dataclass" in ast.unparse(decorator) for decorator in node.decorator_list):
            parameters = class_fields(package, DATACLASSES, node)
            if parameters:
                result[node.name] = {"parameters": parameters, "unknownKeys": "refused"}
    found = package.exists("accelerate/parallelism_config.py") and package.find_class("accelerate/parallelism_config.py", "ParallelismConfig")
    if found:
        result["ParallelismConfig"] = {"parameters": class_fields(package, *found), "unknownKeys": "refused"}
    return result
