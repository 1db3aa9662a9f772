"""Writes knowledge/inventory/<library>.jsonl: every place where a library's sources refuse, assert or warn, and which of our rules tells it.

usage: python3 tools/inventory/build.py [library ...]   (the sources of every release read stand in .cache/catalog/src, see tools/catalog)
The compiled checks are read from dist/knowledge, so build first. `rule` names our rule or check; `why` says why there is none (whys.json).
What a person decided on reading the source stands in judged/<library>.jsonl and counts more than what is guessed here from names: a line
`{"file", "in", "when", "rule" | "why"}` for each statement, or with `"says": "nothing"` and `"since"` for what the library does in silence.
"""
import glob
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(__file__))
from sites import sites_of  # noqa: E402
from words import ZH, names_in, words  # noqa: E402

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
SOURCES = os.path.join(ROOT, ".cache/catalog/src")

# Where each library checks what its user configured.
FILES = {
    "deepspeed": ["deepspeed/__init__.py", "deepspeed/runtime/*.py", "deepspeed/runtime/zero/*.py", "deepspeed/runtime/data_pipeline/**/*.py", "deepspeed/runtime/activation_checkpointing/*.py", "deepspeed/runtime/swap_tensor/aio_config.py",
                  "deepspeed/runtime/zenflow/*.py", "deepspeed/runtime/tensor_parallel/*.py", "deepspeed/runtime/fp16/onebit/*.py", "deepspeed/compression/config.py", "deepspeed/elasticity/*.py", "deepspeed/launcher/*.py", "deepspeed/compile/*.py",
                  "deepspeed/module_inject/auto*config.py", "deepspeed/autotuning/config.py", "deepspeed/monitor/config.py", "deepspeed/inference/config.py", "deepspeed/ops/adam/*.py", "deepspeed/comm/config.py", "deepspeed/utils/config.py"],
    "peft": ["peft/config.py", "peft/peft_model.py", "peft/mapping*.py", "peft/mixed_model.py", "peft/tuners/**/config.py", "peft/tuners/**/model.py", "peft/tuners/**/layer.py", "peft/tuners/tuners_utils.py", "peft/tuners/lora/*.py", "peft/utils/other.py", "peft/optimizers/*.py"],
    "transformers": ["transformers/training_args*.py", "transformers/trainer*.py", "transformers/hf_argparser.py", "transformers/integrations/deepspeed.py", "transformers/integrations/fsdp.py", "transformers/integrations/bitsandbytes.py", "transformers/integrations/peft.py",
                     "transformers/utils/quantization_config.py", "transformers/quantizers/*.py", "transformers/generation/configuration_utils.py", "transformers/modeling_rope_utils.py", "transformers/configuration_utils.py", "transformers/optimization.py"],
    "trl": ["trl/trainer/*.py", "trl/scripts/*.py", "trl/experimental/*/*_config.py", "trl/experimental/*/*_trainer.py"],
    "accelerate": ["accelerate/utils/dataclasses.py", "accelerate/utils/launch.py", "accelerate/utils/deepspeed.py", "accelerate/utils/fsdp_utils.py", "accelerate/commands/launch.py", "accelerate/commands/config/*.py", "accelerate/commands/to_fsdp2.py", "accelerate/accelerator.py", "accelerate/state.py", "accelerate/parallelism_config.py", "accelerate/data_loader.py", "accelerate/utils/bnb.py"],
    "llamafactory": ["llamafactory/hparams/*.py", "llamafactory/cli.py", "llamafactory/launcher.py", "llamafactory/model/*.py", "llamafactory/model/model_utils/*.py", "llamafactory/data/*.py", "llamafactory/train/*.py", "llamafactory/train/*/*.py", "llamafactory/extras/misc.py"],
    "axolotl": ["axolotl/utils/schemas/**/*.py", "axolotl/utils/config/*.py", "axolotl/integrations/*/args.py", "axolotl/core/builders/*.py", "axolotl/loaders/*.py", "axolotl/utils/trainer.py", "axolotl/utils/data/*.py", "axolotl/cli/*.py", "axolotl/train.py"],
    "ms-swift": ["swift/arguments/**/*.py", "swift/megatron/arguments/**/*.py", "swift/trainers/*.py", "swift/rlhf_trainers/*.py", "swift/tuners/*.py", "swift/pipelines/train/*.py", "swift/cli/*.py", "swift/rewards/*.py", "swift/optimizers/*.py", "swift/callbacks/*.py",
                 "swift/megatron/trainers/*.py", "swift/model/model_meta.py", "swift/llm/argument/**/*.py", "swift/llm/train/*.py", "swift/megatron/argument/*.py", "swift/trainers/rlhf_trainer/*.py"],
}

# Why a statement is no matter of the files, by what it asks for; the first that fits.
REASONS = [
    ("package", r"is_\w+_available|find_spec|ImportError|ModuleNotFound|importlib|version\.parse|Version\(|__version__|PackageNotFound|_import_error"),
    ("machine", r"cuda|torch\.(xpu|npu|mlu|musa|hpu)|device_count|capabilit|is_bf16_supported|gpu_memory|nvcc|compute_cap|n_gpu|xla|XLA|SageMaker|sagemaker|sagemaker|npu|environ|platform|hostname|socket|MPI|mpi|subprocess|process_index|local_rank|rank ==|RANK"),
    ("disk", r"os\.path|isfile|isdir|exists\(|FileNotFound|FileExists|checkpoint|save_directory|load_dir|resume|Path\(|adapter_path|OSError|open\("),
    ("model", r"model|module|weight|layer|named_|state_dict|tensor|param\b|params\b|parameters|shape|embedding|lora_A|lora_B|adapter_name|in_features|out_features|base_layer|dtype|grad|head|vocab|hidden|buffer|forward|optimizer_state|conv|linear"),
    ("data", r"dataset|tokenizer|processing_class|processor|batch|sample|input_ids|labels|column|example|prompt|completion|chosen|rejected|messages|image|video|audio|token|dataloader|sampler|features|rewards?\b"),
    ("code", r"isinstance|callable|hasattr|issubclass|signature|getattr|__class__|type\(|func|method|kwargs|callback|engine|accelerator|trainer|handler|plugin"),
    ("run", r"step|epoch|loss|scale|overflow|group|world_size|size\(|response|status|result|output|metric|future|queue|thread|lock|socket|url|server|client|host|port"),
]


def main():
    checks = load_checks()
    refused = set(json.load(open(os.path.join(ROOT, "dist/knowledge/refused-kinds.json"))))
    whys = set(json.load(open(os.path.join(ROOT, "tools/inventory/whys.json"))))
    codes = {code for *_, code in checks} | {name[:-5] for name in os.listdir(os.path.join(ROOT, "knowledge/rules"))}
    total = told = 0
    wrong = []
    os.makedirs(os.path.join(ROOT, "knowledge/inventory"), exist_ok=True)
    for library, patterns in FILES.items():
        if len(sys.argv) > 1 and library not in sys.argv[1:]:
            continue
        judged, added = judgements(library)
        releases = sorted((name[len(library) + 1:] for name in os.listdir(SOURCES) if re.match(re.escape(library) + r"-\d", name)), key=key)
        parameters = parameters_of(library)
        seen = {}
        for release in releases:
            for site in all_sites(library, release, patterns):
                seen.setdefault(site, [release, release])[1] = release
        newest = releases[-1]
        lines = []
        for (file, function, kind, guard), (since, until) in seen.items():
            entry = {"library": library, "since": since, **({} if until == newest else {"until": until}), "file": file, "in": function, "says": kind, "when": words(guard)[:300], "zh": words(guard, ZH)[:300]}
            decided = judged.get((file, function, entry["when"]))
            if decided:
                decided["used"] = True
            rule = decided.get("rule") if decided else rule_of(library, function, guard, kind, checks, parameters, refused)
            lines.append({**entry, **({"rule": rule} if rule else {"why": decided["why"] if decided else why(function, guard, kind, parameters)})})
        lines.extend(added)
        wrong.extend(f"{library}: no Chinese for {line['when']}" for line in lines if not line["zh"])
        wrong.extend(f"{library}: no statement {key}" for key, each in judged.items() if "used" not in each)
        wrong.extend(f"{library}: {line.get('rule', line.get('why'))} is neither a rule nor a reason ({line['in']})" for line in lines if (line.get("rule") not in codes if "rule" in line else line["why"] not in whys and line["why"] != "open"))
        lines.sort(key=lambda line: (line["file"], line["in"], line["when"], line["since"]))
        # The same test at the end of two files' histories is one statement that moved.
        with open(os.path.join(ROOT, f"knowledge/inventory/{library}.jsonl"), "w") as out:
            for line in lines:
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
        mine = sum("rule" in line for line in lines)
        total, told = total + len(lines), told + mine
        opened = sum(line.get("why") == "open" for line in lines)
        print(f"{library}: {len(lines)} statements, {mine} told by a rule, {opened} open")
    print(f"{total} statements, {told} told by a rule")
    for each in wrong:
        print(each)
    sys.exit(1 if wrong else 0)


def judgements(library):
    """What was decided by hand: by (file, function, condition), and the statements that stand in no source line."""
    path = os.path.join(ROOT, f"tools/inventory/judged/{library}.jsonl")
    lines = [json.loads(line) for line in open(path) if line.strip()] if os.path.exists(path) else []
    return ({(line["file"], line["in"], line["when"]): line for line in lines if line.get("says") != "nothing"},
            [{"library": library, "since": line["since"], **({"until": line["until"]} if "until" in line else {}), "file": line["file"], "in": line["in"], "says": "nothing", "when": line["when"], "zh": line.get("zh", ""), **({"rule": line["rule"]} if "rule" in line else {"why": line["why"]})} for line in lines if line.get("says") == "nothing"])


def key(release):
    return [int(part) if part.isdigit() else 0 for part in re.split(r"[.]", release)]


def all_sites(library, release, patterns):
    home = f"{SOURCES}/{library}-{release}"
    for path in sorted({path for pattern in patterns for path in glob.glob(f"{home}/{pattern}", recursive=True)}):
        with open(path, errors="replace") as file:
            text = file.read()
        for site in sites_of(text):
            yield (path[len(home) + 1:], site.function, site.kind, site.guard)


def load_checks():
    """The compiled checks with the function that they were read from: (library, function words, parameter names, code)."""
    compiled = json.load(open(os.path.join(ROOT, "dist/knowledge/checks.json")))
    rules = json.load(open(os.path.join(ROOT, "dist/knowledge/rules.json")))
    sources = {example["check"]: example["source"] for rule in rules.values() for example in rule["examples"] if "check" in example}
    found = []
    for family, list_ in compiled.items():
        for check in list_:
            library = check["marks"][0].split("/")[0] if check["marks"] else ""
            source = sources.get(check["code"], "")
            names = {name.split(".")[-1] for name in check["names"][: check["used"]]}
            found.append((source.split(" ")[0], source, names, f"{family}/{check['code']}"))
    return found


def parameters_of(library):
    catalog = json.load(open(os.path.join(ROOT, f"knowledge/catalog/{library}.json")))
    shared = [] if library in ("deepspeed", "peft") else [json.load(open(os.path.join(ROOT, "knowledge/catalog/transformers.json")))]
    return {name: f"{each['library']}/{class_}{'.' if class_ else ''}{name}" for each in [*shared, catalog] for class_, content in each["classes"].items() for name in content["parameters"]}


def rule_of(library, function, guard, kind, checks, parameters, refused):
    asked = names_in(guard) & set(parameters)
    last = function.split(".")[-1]
    best = None
    for check_library, source, names, code in checks:
        if check_library != library or not names <= names_in(guard) | {"stage", "enabled"}:
            continue
        near = last in source or function in source
        # The same names in the function that the check was read from; elsewhere only when they are all that the statement asks.
        if (near and names & asked) or (len(names) > 1 and names == asked):
            if best is None or len(names) > best[0]:
                best = (len(names), code)
    if best:
        return best[1]
    if re.search(r"[Dd]eprecat|FutureWarning", kind):
        return "deprecated-argument"
    if len(asked) == 1:
        one = next(iter(asked))
        if re.search(rf"{one}\)? (not )?in |{one}\.(lower|upper)\(\) not in|not in \w*(CHOICES|TYPES|MODES|list\()", guard):
            return "unknown-choice"
        if re.search(rf"isinstance\((self\.|args\.)?{one}|{one}\)? *(<|>|<=|>=) *-?[\d.]|[\d.]+ *<=? *(self\.)?{one}", guard):
            return "wrong-type" if "isinstance" in guard else "value-out-of-range"
    if re.search(r"unknown_args|unused_keys|remaining_args|remaining_strings|extra_keys|unexpected", guard):
        return "unknown-key"
    return None


def why(function, guard, kind, parameters):
    text = f"{kind} {guard}"
    asked = names_in(guard) & set(parameters)
    for reason, pattern in REASONS:
        if re.search(pattern, text):
            if reason in ("model", "data", "run", "code") and asked and not re.search(r"model\.|module|named_|state_dict|tensor|tokenizer|processing_class|batch\[|isinstance\((model|module)|hasattr|callable", text) and re.search(r"__post_init__|validate|check|_args|config", function, re.IGNORECASE):
                return "open"
            return reason
    return "open" if asked else "run"


main()
