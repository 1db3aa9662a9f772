#!/usr/bin/env bash
# Variables and an array, two machines, and a DeepSpeed file whose "auto" values this line decides: open ds_auto.json.
LR=${LR:-1e-4}
BATCH=2
STEPS=$((8 * 2))
ARGS=(
  --model_name_or_path ./chatglm2-6b
  --learning_rate "$LR"
  --per_device_train_batch_size $BATCH
  --gradient_accumulation_steps $STEPS
  --lora_rank 16
)

deepspeed --hostfile hostfile finetune.py \
    --deepspeed ds_auto.json \
    "${ARGS[@]}" \
    --bf16 \
    --num_train_epochs 1 \
    --output_dir output/auto
