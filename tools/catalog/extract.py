"""Writes knowledge/catalog/<library>.json from the releases named in releases.yaml.

usage: python3 tools/catalog/extract.py [--check] [library ...]

Releases are fetched into .cache/catalog and read by AST: nothing is installed, imported or executed. Scripts that no registry holds are
read from git mirrors named by CATALOG_MIRRORS, a folder of `owner+name` git directories; without it their files stay as they are.
"""
import concurrent.futures
import importlib
import json
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import fetch_all  # noqa: E402
import history  # noqa: E402
import library_chatglm  # noqa: E402
import library_deepspeed  # noqa: E402
import library_llava  # noqa: E402
import library_models  # noqa: E402
import overlay  # noqa: E402
import vanished  # noqa: E402
import writing  # noqa: E402
from releases import read_releases  # noqa: E402
from source import Package  # noqa: E402

OUT = HERE.parent.parent / "knowledge/catalog"
# Catalog library → (package whose releases it follows, module that reads it).
LIBRARIES = {
    "peft": ("peft", "library_peft"),
    "transformers": ("transformers", "library_transformers"),
    "models": ("transformers", "library_model_configs"),
    "deepspeed": ("deepspeed", "library_deepspeed"),
    "trl": ("trl", "library_trl"),
    "accelerate": ("accelerate", "library_accelerate"),
    "torch": ("torch", "library_torch"),
    "llamafactory": ("llamafactory", "library_llamafactory"),
    "axolotl": ("axolotl", "library_axolotl"),
    "ms-swift": ("ms-swift", "library_swift"),
    "ultralytics": ("ultralytics", "library_ultralytics"),
    "langchain-text-splitters": ("langchain-text-splitters", "library_langchain"),
    "langchain-core": ("langchain-core", "library_langchain"),
    "langchain-openai": ("langchain-openai", "library_langchain"),
    "langchain-community": ("langchain-community", "library_langchain"),
}


def package(name, release):
    return Package(fetch_all.CACHE / "src" / f"{name}-{release}")


def read_release(library, release):
    """One release as its reader sees it. Raises with library and release in the message."""
    name, module = LIBRARIES[library]
    reader = importlib.import_module(module)
    try:
        arguments = (package(name, release), name) if module == "library_langchain" else (package(name, release),)
        return reader.read(*arguments)
    except Exception as error:
        raise SystemExit(f"{library} {release}: {type(error).__name__}: {error}") from error


def foreign_names(base):
    """The names a class of another library has in its newest release, its own bases included; the library's file was written before."""
    if "/" not in base:
        return set()
    library, _, class_name = base.partition("/")
    classes = json.loads((OUT / f"{library}.json").read_text(encoding="utf-8"))["classes"]
    names, waiting = set(), [class_name]
    for one in waiting:
        names |= {name for name, spans in classes[one]["parameters"].items() if "until" not in spans[-1]}
        waiting += [other for other in classes[one].get("bases", []) if "/" not in other]
    return names


def extract(library, releases, answers):
    name = LIBRARIES[library][0]
    versions = releases[name]
    classes, facts = history.fold(versions, dict(zip(versions, answers)))
    if library == "deepspeed":
        library_deepspeed.mark_auto(classes, package("transformers", releases["transformers"][-1]))
    renames = overlay.apply(library, classes, facts, OUT / "overlay", versions)
    missing = vanished.unexplained(library, classes, facts, renames, versions, foreign_names)
    history.drop_inherited(classes, facts)
    writing.write(OUT / f"{library}.json", library, versions, classes, facts)
    return missing


def main():
    releases = read_releases()
    wanted = [word for word in sys.argv[1:] if not word.startswith("--")] or [*LIBRARIES, "chatglm", "llava", "families"]
    libraries = [library for library in wanted if library in LIBRARIES]
    fetch_all.fetch(sorted({LIBRARIES[library][0] for library in libraries} | {"transformers", "peft"}))
    missing = []
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as pool:
        jobs = {library: [pool.submit(read_release, library, release) for release in releases[LIBRARIES[library][0]]] for library in libraries}
        for library in libraries:
            missing += extract(library, releases, [job.result() for job in jobs[library]])
    if "chatglm" in wanted and library_chatglm.mirrored():
        classes, facts, names = library_chatglm.read(releases["repositories"])
        overlay.apply("chatglm", classes, facts, OUT / "overlay", names)
        writing.write(OUT / "chatglm.json", "chatglm", names, classes, facts)
    if "llava" in wanted and library_chatglm.mirrored():
        repository = releases["repositories"]["LLaVA"]
        versions = library_llava.releases(repository)
        classes, facts = history.fold(versions, {version: library_llava.read(repository, version) for version in versions})
        overlay.apply("llava", classes, facts, OUT / "overlay", versions)
        writing.write(OUT / "llava.json", "llava", versions, classes, facts)
    if "families" in wanted and library_chatglm.mirrored():
        newest = {name: releases[name][-1:] for name in ("transformers", "peft")}
        library_models.write(package("transformers", newest["transformers"][0]), package("peft", newest["peft"][0]), newest, OUT / "families.json")
    for line in missing:
        print(line)
    if missing:
        print(f"{len(missing)} parameters vanished and no overlay entry says why", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
