"""What train_lora.sh starts: its flags are declared here. Go to definition on `--lora_rank`, find references from here."""
from dataclasses import dataclass, field

from transformers import HfArgumentParser, Trainer, TrainingArguments


@dataclass
class ModelArguments:
    model_name_or_path: str = field(default="./chatglm2-6b", metadata={"help": "Folder or hub id of the base model."})


@dataclass
class LoraArguments:
    lora_rank: int = field(default=8, metadata={"help": "Width of the low-rank update."})
    lora_alpha: int = field(default=32, metadata={"help": "The update is scaled by lora_alpha / lora_rank."})
    lora_dropout: float = field(default=0.05, metadata={"help": "Dropout in front of the low-rank update."})


def main() -> None:
    parser = HfArgumentParser((ModelArguments, LoraArguments, TrainingArguments))
    model_args, lora_args, training_args = parser.parse_args_into_dataclasses()
    print(model_args.model_name_or_path, lora_args.lora_rank, lora_args.lora_alpha)
    Trainer(args=training_args).train()


if __name__ == "__main__":
    main()
