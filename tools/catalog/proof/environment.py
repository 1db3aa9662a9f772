"""Throw-away environments with the real packages, one per set of releases that go together."""
import pathlib
import subprocess
import sys
import venv

# The newest release of each library, and two older ones; releases of one set are installed together.
SETS = {
    "newest": {"transformers": "5.23.0", "peft": "0.21.2", "trl": "1.16.0", "accelerate": "1.15.0", "deepspeed": "0.19.8"},
    "middle": {"transformers": "4.51.3", "peft": "0.15.2", "trl": "0.17.0", "accelerate": "1.6.0", "deepspeed": "0.16.9"},
    "old": {"transformers": "4.41.2", "peft": "0.11.1", "trl": "0.9.6", "accelerate": "0.31.0", "deepspeed": "0.14.5"},
}
# What the packages import when they start, beside their own requirements; old releases want old numpy.
EXTRAS = {
    "newest": ["datasets", "rich", "einops", "hjson", "ninja", "py-cpuinfo", "msgpack", "tqdm", "psutil", "pydantic"],
    "middle": ["datasets<4", "rich", "einops", "hjson", "ninja", "py-cpuinfo", "msgpack", "tqdm", "psutil", "pydantic", "numpy<2.3"],
    "old": ["datasets<2.21", "pyarrow<17", "rich", "tyro", "einops", "hjson", "ninja", "py-cpuinfo", "msgpack", "tqdm", "psutil", "pydantic<2.10", "numpy<2"],
}


def build(name, folder: pathlib.Path, torch):
    """The python of an environment with a set's packages. `torch` is a site-packages folder that has torch already, or None."""
    home = folder / name
    python = home / "bin/python"
    if (home / ".complete").exists():
        return python
    venv.create(home, with_pip=True, clear=True)
    if torch:
        site = next((home / "lib").glob("python*/site-packages"))
        (site / "torch-elsewhere.pth").write_text(f"{torch}\n", encoding="utf-8")
    else:
        install(python, "torch")
    install(python, "setuptools<81", "wheel", *EXTRAS[name])
    packages = [f"{package}=={release}" for package, release in SETS[name].items() if package != "deepspeed"]
    install(python, *packages)
    # deepspeed compiles nothing when it is only to be imported.
    install(python, f"deepspeed=={SETS[name]['deepspeed']}", "--no-build-isolation", "--no-deps", environment={"DS_BUILD_OPS": "0"})
    (home / ".complete").touch()
    return python


def install(python, *what, environment=None):
    import os
    subprocess.run([str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *what], check=True, env={**os.environ, **(environment or {})}, stdout=sys.stderr)
