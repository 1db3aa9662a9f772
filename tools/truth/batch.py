"""What DeepSpeed makes of batch sizes: the total it derives, or whether it accepts three numbers together, for worlds of several sizes (runtime/config.py)."""
import common
import itertools
from types import SimpleNamespace as Bag
from deepspeed.runtime import config as module
from deepspeed.runtime.config import DeepSpeedConfig

module.dist.get_rank = lambda: 0  # without a rank it takes one process for granted


def read(world: int, **keys) -> DeepSpeedConfig:
    return DeepSpeedConfig(keys, mpu=Bag(get_data_parallel_world_size=lambda: world))


def accepts(world: int, **keys) -> bool:
    try:
        read(world, **keys)
        return True
    except AssertionError:
        return False


derived = [{"micro": micro, "accumulation": steps, "world": world, "total": read(world, train_micro_batch_size_per_gpu=micro, gradient_accumulation_steps=steps).train_batch_size}
           for micro, steps, world in itertools.product((1, 3, 4), (1, 8), (1, 2, 6, 8))]
worlds = [{"total": total, "micro": micro, "accumulation": steps, "accepted": [world for world in range(1, 65) if accepts(world, train_batch_size=total, train_micro_batch_size_per_gpu=micro, gradient_accumulation_steps=steps)]}
          for total, micro, steps in ((256, 4, 8), (100, 4, 8), (32, 4, 8), (48, 4, 2), (64, 1, 1), (16, 4, 8))]

common.write("batch", __doc__, ["deepspeed"], derived=derived, worlds=worlds)
