"""The same run as a dict: hover the keys to see the scale and the batch."""

args = {
    "lora_r": 8,
    "lora_alpha": 32,
    "lora_dropout": 0.05,
    "per_device_train_batch_size": 4,
    "gradient_accumulation_steps": 8,
    "learning_rate": 10,
    "num_train_epochs": 3,
    "max_steps": 3000,
}
