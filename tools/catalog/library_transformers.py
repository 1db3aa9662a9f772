"""transformers' TrainingArguments and Seq2SeqTrainingArguments."""
from fields import class_fields

FILES = {"TrainingArguments": "transformers/training_args.py", "Seq2SeqTrainingArguments": "transformers/training_args_seq2seq.py"}


def read(package):
    result = {}
    for name, path in FILES.items():
        facts = class_fields(package, *package.find_class(path, name))
        for fact in facts.values():
            _from_enum_default(fact)
        result[name] = facts
    return result


def _from_enum_default(fact):
    """`report_to`, `fsdp` … keep their declared form; the choices of `X | str` are those of the enum."""
    if fact["type"] == "any" and isinstance(fact.get("default"), str):
        fact["type"] = "str"


def meta():
    return {"TrainingArguments": {"unknownKeys": "refused"}, "Seq2SeqTrainingArguments": {"unknownKeys": "refused", "bases": ["TrainingArguments"]}}
