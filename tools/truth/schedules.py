"""The learning rate of every update step, as the schedulers of transformers and DeepSpeed set it.

Entry i of `rates` is the rate that update number i (counted from 0) runs with: read from the optimizer before the step, then
optimizer.step(), then scheduler.step(), the order of transformers' Trainer and of DeepSpeed's engine (_take_model_step).
"""
import common
import logging
import tempfile
import torch
from transformers import get_scheduler

logging.disable(logging.WARNING)
STEPS = 40


def run(make, lr: float, steps: int) -> list[float]:
    weight = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([weight], lr=lr)
    scheduler = make(optimizer)
    rates = []
    for _ in range(steps):
        rates.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        scheduler.step()
    return rates


def of_transformers() -> list[dict]:
    cases = []
    named = [
        ("linear", {}), ("cosine", {}), ("cosine", {"num_cycles": 1.25}), ("constant", {}), ("constant_with_warmup", {}),
        ("cosine_with_restarts", {}), ("cosine_with_restarts", {"num_cycles": 3}), ("polynomial", {}), ("polynomial", {"power": 2.0, "lr_end": 1e-5}),
        ("inverse_sqrt", {}), ("inverse_sqrt", {"timescale": 25}), ("cosine_with_min_lr", {"min_lr": 1e-4}), ("cosine_with_min_lr", {"min_lr_rate": 0.1}),
        ("cosine_warmup_with_min_lr", {"min_lr_rate": 0.1}), ("cosine_warmup_with_min_lr", {"min_lr": 1e-4, "warmup_lr_rate": 0.05}),
        ("warmup_stable_decay", {"num_decay_steps": 10}), ("warmup_stable_decay", {"num_decay_steps": 8, "min_lr_ratio": 0.1}),
        ("warmup_stable_decay", {"num_decay_steps": 8, "min_lr_ratio": 0.1, "warmup_type": "cosine", "decay_type": "1-sqrt"}),
        ("warmup_stable_decay", {"num_decay_steps": 8, "num_stable_steps": 6, "warmup_type": "1-sqrt", "decay_type": "linear"}),
    ]
    for name, extra in named:
        for lr, warmup, total in ((1e-3, 5, 30), (2e-5, 0, 30), (1.0, 1, 12)):
            # min_lr and lr_end are rates, they must lie below the peak
            if lr < 1e-4 and ("min_lr" in extra or "lr_end" in extra):
                extra_here = {key: (lr / 10 if key in ("min_lr", "lr_end") else value) for key, value in extra.items()}
            else:
                extra_here = extra
            if name == "warmup_stable_decay" and warmup + extra_here["num_decay_steps"] > total:
                continue
            make = lambda optimizer: get_scheduler(name, optimizer, warmup, total, extra_here)
            cases.append({"library": "transformers", "schedule": name, "peak": lr, "warmup": warmup, "total": total, "options": extra_here, "rates": run(make, lr, STEPS)})
    return cases


def of_deepspeed() -> list[dict]:
    from deepspeed.runtime import lr_schedules
    cases = []
    for name, lr, options in [
        ("WarmupLR", 0.5, {"warmup_min_lr": 0.0, "warmup_max_lr": 1e-3, "warmup_num_steps": 10}),
        ("WarmupLR", 0.5, {"warmup_min_lr": 1e-5, "warmup_max_lr": 1e-3, "warmup_num_steps": 10, "warmup_type": "linear"}),
        ("WarmupLR", 0.5, {"warmup_num_steps": 1}),
        ("WarmupDecayLR", 0.5, {"total_num_steps": 30, "warmup_max_lr": 1e-3, "warmup_num_steps": 10}),
        ("WarmupDecayLR", 0.5, {"total_num_steps": 30, "warmup_min_lr": 1e-4, "warmup_max_lr": 1e-3, "warmup_num_steps": 10, "warmup_type": "linear"}),
        ("WarmupDecayLR", 0.5, {"total_num_steps": 30, "warmup_max_lr": 2e-3, "warmup_num_steps": 1}),
        ("WarmupCosineLR", 1e-3, {"total_num_steps": 30, "warmup_num_steps": 10}),
        ("WarmupCosineLR", 1e-3, {"total_num_steps": 30, "warmup_num_steps": 10, "warmup_min_ratio": 0.1, "cos_min_ratio": 0.05, "warmup_type": "linear"}),
        ("LRRangeTest", 0.5, {"lr_range_test_min_lr": 1e-4, "lr_range_test_step_size": 8, "lr_range_test_step_rate": 2.0}),
        ("LRRangeTest", 0.5, {"lr_range_test_min_lr": 1e-4, "lr_range_test_step_size": 8, "lr_range_test_step_rate": 2.0, "lr_range_test_staircase": True}),
        ("OneCycle", 0.5, {"cycle_min_lr": 1e-4, "cycle_max_lr": 1e-3, "cycle_first_step_size": 10}),
        ("OneCycle", 0.5, {"cycle_min_lr": 1e-4, "cycle_max_lr": 1e-3, "cycle_first_step_size": 8, "cycle_second_step_size": 12, "decay_step_size": 5, "decay_lr_rate": 0.5}),
        ("OneCycle", 0.5, {"cycle_min_lr": 1e-4, "cycle_max_lr": 1e-3, "cycle_first_step_size": 8, "cycle_second_step_size": 12, "cycle_first_stair_count": 4, "cycle_second_stair_count": 3}),
    ]:
        make = lambda optimizer: getattr(lr_schedules, name)(optimizer, **options)
        cases.append({"library": "deepspeed", "schedule": name, "peak": lr, "options": options, "rates": run(make, lr, STEPS)})
    return cases


def warmups() -> list[dict]:
    """How many steps a share of the run is."""
    from transformers import TrainingArguments
    with tempfile.TemporaryDirectory() as out:
        return [{"total": total, "ratio": ratio, "steps": TrainingArguments(out, warmup_steps=ratio, use_cpu=True, report_to=[]).get_warmup_steps(total)} for total in (7, 100, 1001, 12345) for ratio in (0.0, 0.03, 0.1, 0.5)]


common.write("schedules", __doc__.split("\n\n")[1].replace("\n", " "), ["transformers", "deepspeed", "torch"], cases=of_transformers() + of_deepspeed(), warmups=warmups())
