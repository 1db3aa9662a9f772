"""What the scripts of this folder share: one thread, a fixed seed, and how a verdict is written."""
import importlib.metadata
import json
import os
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
warnings.filterwarnings("ignore")

ROOT = Path(__file__).resolve().parents[2]


def write(subject: str, about: str, libraries: list[str], **parts: object) -> None:
    """Writes test/truth/<subject>.json: what it is, the releases that spoke, and their answers, one case a line."""
    head = {"about": about, "releases": {name: importlib.metadata.version(name) for name in libraries}}
    lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items()]
    for key, value in parts.items():
        if isinstance(value, list):
            rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in value)
            lines.append(f"{json.dumps(key)}: [\n{rows}\n]")
        elif isinstance(value, dict):
            rows = ",\n".join(f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(row, ensure_ascii=False)}" for name, row in value.items())
            lines.append(f"{json.dumps(key)}: {{\n{rows}\n}}")
        else:
            lines.append(f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    path = ROOT / "test" / "truth" / f"{subject}.json"
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{path.relative_to(ROOT)}: {sum(len(value) for value in parts.values() if isinstance(value, (list, dict)))} cases")


def source(package: str, version: str, path: str) -> str:
    """A file of a release that is not the one installed, from its wheel (pip download, kept in .cache/truth)."""
    folder = ROOT / ".cache" / "truth"
    pattern = f"{package}-{version}-*.whl"
    if not list(folder.glob(pattern)):
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "-d", str(folder), f"{package}=={version}"], check=True)
    with zipfile.ZipFile(next(folder.glob(pattern))) as wheel:
        return wheel.read(path).decode("utf-8")
