"""PEFT's configuration classes."""
from fields import class_fields

CLASSES = {
    "PeftConfig": ["peft/config.py", "peft/utils/config.py"],
    "PromptLearningConfig": ["peft/config.py", "peft/utils/config.py"],
    "LoraConfig": ["peft/tuners/lora/config.py", "peft/tuners/lora.py"],
    "AdaLoraConfig": ["peft/tuners/adalora/config.py", "peft/tuners/adalora.py"],
    "IA3Config": ["peft/tuners/ia3/config.py", "peft/tuners/ia3.py"],
    "LoHaConfig": ["peft/tuners/loha/config.py"],
    "LoKrConfig": ["peft/tuners/lokr/config.py"],
    "PromptTuningConfig": ["peft/tuners/prompt_tuning/config.py", "peft/tuners/prompt_tuning.py"],
    "PrefixTuningConfig": ["peft/tuners/prefix_tuning/config.py", "peft/tuners/prefix_tuning.py"],
    "PromptEncoderConfig": ["peft/tuners/p_tuning/config.py", "peft/tuners/p_tuning.py"],
}
BASES = {
    "LoraConfig": ["PeftConfig"], "AdaLoraConfig": ["LoraConfig", "PeftConfig"], "IA3Config": ["PeftConfig"], "LoHaConfig": ["PeftConfig"], "LoKrConfig": ["PeftConfig"],
    "PromptLearningConfig": ["PeftConfig"], "PromptTuningConfig": ["PromptLearningConfig", "PeftConfig"],
    "PrefixTuningConfig": ["PromptLearningConfig", "PeftConfig"], "PromptEncoderConfig": ["PromptLearningConfig", "PeftConfig"],
}


def read(package):
    result = {}
    for name, paths in CLASSES.items():
        path = next((p for p in paths if package.exists(p) and package.find_class(p, name)), None)
        if path:
            found = package.find_class(path, name)
            result[name] = class_fields(package, *found)
    return result


def meta():
    return {name: {"unknownKeys": "refused", **({"bases": BASES[name]} if name in BASES else {})} for name in CLASSES}
