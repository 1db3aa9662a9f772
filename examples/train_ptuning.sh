#!/usr/bin/env bash
# P-tuning v2: hover the length of the prefix to see how many values are trained for this model.
torchrun --standalone --nnodes=1 --nproc_per_node=2 main.py \
    --do_train \
    --train_file data/train.json \
    --prompt_column content \
    --response_column summary \
    --model_name_or_path ./chatglm2-6b \
    --output_dir output/ptuning \
    --max_source_length 64 \
    --max_target_length 128 \
    --per_device_train_batch_size 1 \
    --gradient_accumulation_steps 16 \
    --max_steps 3000 \
    --warmup_steps 100 \
    --learning_rate 2e-2 \
    --pre_seq_len 128 \
    --quantization_bit 4
