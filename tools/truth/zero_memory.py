"""DeepSpeed's own estimates of model-state memory under ZeRO 2 and 3, in bytes (deepspeed/runtime/zero/stage_1_and_2.py and stage3.py)."""
import common
from deepspeed.runtime.zero.stage3 import estimate_zero3_model_states_mem_needs as zero3
from deepspeed.runtime.zero.stage_1_and_2 import estimate_zero2_model_states_mem_needs as zero2

cases = []
for params, largest in ((124_439_808, 38_597_376), (6_738_415_616, 131_072_000), (70_553_706_496, 262_144_000)):
    for gpus, nodes in ((1, 1), (4, 1), (8, 1), (8, 4)):
        for offload in (False, True):
            cpu, gpu = zero2(params, num_gpus_per_node=gpus, num_nodes=nodes, cpu_offload=offload)
            cases.append({"stage": 2, "params": params, "gpus": gpus, "nodes": nodes, "offload": offload, "cpu": cpu, "gpu": gpu})
        for offload, offload_params in ((False, False), (True, False), (True, True)):
            for zero_init in (True, False):
                cpu, gpu, layer = zero3(params, largest, num_gpus_per_node=gpus, num_nodes=nodes, cpu_offload=offload, cpu_offload_params=offload_params, zero_init=zero_init)
                cases.append({"stage": 3, "params": params, "largest": largest, "gpus": gpus, "nodes": nodes, "offload": offload, "offloadParams": offload_params, "zeroInit": zero_init, "cpu": cpu, "gpu": gpu, "layer": layer})

common.write("zero-memory", __doc__, ["deepspeed"], cases=cases)
