"""What train_ptuning.sh starts: P-tuning v2 with a prefix of its own length."""
from dataclasses import dataclass, field
from typing import Optional

from transformers import HfArgumentParser, Seq2SeqTrainer, Seq2SeqTrainingArguments


@dataclass
class ModelArguments:
    model_name_or_path: str = field(metadata={"help": "Folder or hub id of the base model."})
    pre_seq_len: Optional[int] = field(default=None, metadata={"help": "Length of the trained prefix."})
    prefix_projection: bool = field(default=False, metadata={"help": "Whether the prefix runs through a small network."})
    quantization_bit: Optional[int] = field(default=None, metadata={"help": "4 or 8: the base model's weights are quantized."})


@dataclass
class DataTrainingArguments:
    train_file: Optional[str] = field(default=None, metadata={"help": "A JSON or CSV file."})
    prompt_column: Optional[str] = field(default=None, metadata={"help": "Column that holds the prompt."})
    response_column: Optional[str] = field(default=None, metadata={"help": "Column that holds the answer."})
    max_source_length: int = field(default=1024, metadata={"help": "Longer prompts are cut."})
    max_target_length: int = field(default=128, metadata={"help": "Longer answers are cut."})


if __name__ == "__main__":
    parser = HfArgumentParser((ModelArguments, DataTrainingArguments, Seq2SeqTrainingArguments))
    model_args, data_args, training_args = parser.parse_args_into_dataclasses()
    print(model_args.pre_seq_len, data_args.train_file)
    Seq2SeqTrainer(args=training_args).train()
