"""Numbers behind the pictures of the book (server/drawing/pictures), from torch, transformers and PEFT."""
import common
import torch
import torch.nn.functional as F
from transformers.generation.logits_process import MinPLogitsWarper, TopPLogitsWarper
from transformers.loss.loss_for_object_detection import box_iou, generalized_box_iou, sigmoid_focal_loss
from transformers.trainer_pt_utils import LabelSmoother

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)


def numbers(tensor) -> list:
    return [float(x) for x in tensor.reshape(-1)] if tensor.dim() < 2 else [numbers(row) for row in tensor]


def nf4() -> list[float]:
    text = common.source("peft", "0.19.1", "peft/utils/loftq_utils.py")
    names = {"torch": torch}
    import textwrap
    exec(textwrap.dedent(text[text.index("    def create_normal_map("):text.index("    def quantize_tensor(")]), names)
    return numbers(names["create_normal_map"](num_bits=4))


z = torch.linspace(-4, 4, 33)
boxes = torch.rand(6, 4)
boxes[:, 2:] += boxes[:, :2] + 0.1
overlap, _ = box_iou(boxes, boxes)
p = torch.tensor([0.05, 0.3, 0.9])
image, kernel = torch.arange(25.0).reshape(5, 5) % 7, torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
halves = torch.tensor([0.5, 1.5, 2.5, 3.5, -0.5, -1.5, 0.49, 2.51])
logits = torch.tensor([2.4, 1.8, 1.2, 0.5, -0.1, -0.8, -1.6, -2.4])
logp = torch.full((1, 10), 0.2 / 9)
logp[0, 3] = 0.8

common.write("pictures", __doc__, ["torch", "transformers"], cases={
    "nf4": nf4(), "activations": {"z": numbers(z), "gelu": numbers(F.gelu(z)), "silu": numbers(F.silu(z)), "relu": numbers(F.relu(z))},
    "boxes": {"boxes": numbers(boxes), "iou": numbers(overlap), "giou": numbers(generalized_box_iou(boxes, boxes))},
    "focal": [{"p": float(q), "gamma": gamma, "loss": float(sigmoid_focal_loss(torch.logit(q).reshape(1, 1), torch.ones(1, 1), 1, alpha=-1, gamma=gamma))} for q in p for gamma in (0.0, 2.0)],
    "convolution": {"image": numbers(image), "kernel": numbers(kernel), "output": numbers(F.conv2d(image[None, None], kernel[None, None])[0, 0])},
    "rounding": {"values": numbers(halves), "rounded": numbers(halves.round())},
    "kept": [{"p": q, "count": int(TopPLogitsWarper(q)(None, logits[None]).isfinite().sum())} for q in (0.3, 0.5, 0.9, 0.99)] + [{"minP": q, "count": int(MinPLogitsWarper(q)(None, logits[None]).isfinite().sum())} for q in (0.02, 0.1, 0.5)],
    "logits": numbers(logits), "softmax": [{"temperature": t, "chances": numbers((logits / t).softmax(-1))} for t in (0.5, 1.0, 2.0)],
    "smoothing": [{"p": 0.8, "epsilon": e, "size": 10, "loss": float(LabelSmoother(e)({"logits": logp.log()}, torch.tensor([3])))} for e in (0.0, 0.1, 0.3)],
})
