#!/usr/bin/env bash
# Fine-tunes ChatGLM2-6B with LoRA on eight GPUs.
# Each comment below follows a backslash: hover the flags that are lost, then let the light bulb mend the command.

deepspeed --num_gpus 8 finetune.py \
    --model_name_or_path ./chatglm2-6b \
    --deepspeed deepspeed.json \
    --per_device_train_batch_size 4 \
    --gradient_accumulation_steps 8 \
    --save_steps 1000 \   # how often a checkpoint is written
    --learning_rate 1e-4 \
    --lora_rank 8 \ # the rank
    --lora_alpha 32 \
    --fp16 \
    --output_dir output/chatglm2-lora
