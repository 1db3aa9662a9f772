"""Every formula of knowledge/formulas, worked out in torch from its own symbols and compared with what the library computes.

Writes test/truth/formulas.json: id, hash of the formula as written (tex and text), and the verdict:
  equal         the library gives the same, within `within`
  by function   a function of server/math says the same; test/unit/truth*.test.ts hold it against the library's numbers
  not compared  with the reason
A test asks for a verdict with the present hash of every formula: after a change, run this again. Ends with 1 and writes nothing when one differs.
"""
import common
import hashlib
import sys
import traceback
import torch
import torch.nn.functional as F
import yaml

from formula_checks import CHECKS
import formula_checks_training  # noqa: F401

torch.set_num_threads(1)

BY_FUNCTION = {
    "lora-params": ("peft-counts.ts", "loraCount"), "prefix-params": ("prefix.ts", "prefixParameters"), "prefix-projection": ("prefix.ts", "projectedPrefixParameters"),
    "prefix-projection-peft": ("prefix.ts", "peftProjectedPrefixParameters"), "prompt-params": ("peft-counts.ts", "promptCount"),
    "linear-schedule": ("schedule.ts", "scheduleFactor"), "warmup": ("schedule.ts", "scheduleFactor"), "dpo-loss": ("losses.ts", "dpoLoss"), "ipo-loss": ("losses.ts", "dpoLoss"), "slic-hinge": ("losses.ts", "dpoLoss"),
    "robust-dpo": ("losses.ts", "dpoLoss"), "kto-loss": ("losses.ts", "ktoLoss"), "orpo-loss": ("losses.ts", "orpoPenalty"), "cpo-loss": ("losses.ts", "cpoLoss"), "simpo-loss": ("losses.ts", "cpoLoss"),
    "reward-loss": ("losses.ts", "rewardLoss"), "grpo-advantage": ("policy-losses.ts", "grpoAdvantages"), "grpo-loss": ("policy-losses.ts", "clippedLoss"), "grpo-kl": ("policy-losses.ts", "tokenKl"),
    "grpo-aggregation": ("policy-losses.ts", "grpoLoss"), "gspo-ratio": ("policy-losses.ts", "grpoLoss"), "cispo-loss": ("policy-losses.ts", "grpoLoss"), "sapo-loss": ("policy-losses.ts", "grpoLoss"),
    "rloo-advantage": ("policy-losses.ts", "rlooAdvantages"), "ppo-loss": ("policy-losses.ts", "clippedLoss"), "gae": ("policy-losses.ts", "gae"),
}
NOT_COMPARED = {
    "zero-memory": "the paper's figure; test/unit/math/math.test.ts has its numbers, truth.test.ts explains the difference to DeepSpeed's estimate",
}


def main() -> None:
    rows, failed = [], []
    for path in sorted((common.ROOT / "knowledge" / "formulas").glob("*.yaml")):
        for formula in yaml.safe_load(path.read_text(encoding="utf-8")):
            name = formula["id"]
            row = {"id": name, "hash": hashlib.sha256(f"{formula['tex']}\n{formula['text']}".encode()).hexdigest()[:16]}
            torch.manual_seed(0)
            if name in CHECKS:
                try:
                    row |= CHECKS[name]().row()
                except Exception as error:
                    failed.append(name)
                    print(f"FAILED {name}: {type(error).__name__}: {error}\n{traceback.format_exc(limit=-2)}", file=sys.stderr)
            elif name in BY_FUNCTION:
                row |= {"verdict": "by function", "to": " ".join(BY_FUNCTION[name])}
            else:
                row |= {"verdict": "not compared", "why": NOT_COMPARED.get(name, "nobody has written the comparison yet")}
            rows.append(row)
            print(name, row.get("verdict"), row.get("to", row.get("why", "")))
    if failed:
        sys.exit(f"{len(failed)} failed: {', '.join(failed)}; nothing written")
    common.write("formulas", "Every formula of knowledge/formulas, compared by tools/truth/formulas.py.", ["torch", "transformers", "peft", "trl", "deepspeed"], formulas=rows)


if __name__ == "__main__":
    main()
