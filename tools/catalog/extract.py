"""Writes knowledge/catalog/<library>.json from the releases named in releases.json.

usage: python3 tools/catalog/extract.py [library ...]

Releases are downloaded with pip (no dependencies, nothing installed or imported) into .cache/wheels; repositories of the ChatGLM family
are read from git mirrors named by CATALOG_MIRRORS, a folder of `owner+name` git directories.
"""
import json
import pathlib
import subprocess
import sys
import tarfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import history  # noqa: E402
import library_chatglm  # noqa: E402
import library_deepspeed  # noqa: E402
import library_models  # noqa: E402
import library_peft  # noqa: E402
import library_transformers  # noqa: E402
import overlay  # noqa: E402
from source import Package  # noqa: E402

ROOT = HERE.parent.parent
CACHE = ROOT / ".cache/wheels"
OUT = ROOT / "knowledge/catalog"
LIBRARIES = {"peft": library_peft, "transformers": library_transformers, "deepspeed": library_deepspeed}


def unpacked(name, release) -> Package:
    """The release's files, downloaded and unpacked once."""
    folder = CACHE / "src" / f"{name}-{release}"
    if not folder.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-build-isolation", "-d", str(CACHE), f"{name}=={release}"], check=True)
        archive = next(p for p in CACHE.iterdir() if p.name.lower().startswith(f"{name}-{release}") and p.suffix in (".whl", ".gz"))
        if archive.suffix == ".whl":
            zipfile.ZipFile(archive).extractall(folder)
        else:
            tarfile.open(archive).extractall(folder.parent)
    return Package(folder)


def extract(name, releases):
    module = LIBRARIES[name]
    per_release = {release: module.read(unpacked(name, release)) for release in releases}
    classes = history.fold(releases, per_release)
    if name == "deepspeed":
        newest = json.loads((HERE / "releases.json").read_text())["transformers"][-1]
        library_deepspeed.mark_auto(classes, unpacked("transformers", newest))
    meta = module.meta(releases, per_release) if name == "deepspeed" else module.meta()
    overlay.apply(name, classes, OUT / "overlay", releases, meta)
    write(name, releases, classes, meta)


def write(name, releases, classes, meta):
    """One span of a parameter a line: diffs then read like a changelog."""
    lines = ["{", f' "library": {json.dumps(name)},', f' "releases": {json.dumps(list(releases))},', ' "classes": {']
    names = sorted(classes)
    for number, class_name in enumerate(names):
        parameters = classes[class_name]
        info = dict(meta.get(class_name, {}))
        files = [span.get("file") for spans in parameters.values() for span in spans[-1:] if span.get("file")]
        if files:
            info.setdefault("file", max(sorted(set(files)), key=files.count))
        lines.append(f"  {json.dumps(class_name)}: {{")
        for key in sorted(info):
            lines.append(f"   {json.dumps(key)}: {json.dumps(info[key])},")
        lines.append('   "parameters": {')
        items = []
        for parameter in sorted(parameters):
            spans = [{k: span[k] for k in sorted(span, key=lambda k: (k != "since", k != "until", k)) if not (k == "file" and span[k] == info.get("file"))} for span in parameters[parameter]]
            body = ",\n     ".join(json.dumps(span, ensure_ascii=False) for span in spans)
            items.append(f"    {json.dumps(parameter)}: [{body}]")
        lines.append(",\n".join(items))
        lines.append("   }")
        lines.append("  }" + ("," if number < len(names) - 1 else ""))
    lines += [" }", "}"]
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / f"{name}.json").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}: {len(names)} classes, {sum(len(p) for p in classes.values())} parameters, {len(releases)} releases")


def main():
    releases = json.loads((HERE / "releases.json").read_text())
    wanted = sys.argv[1:] or [*LIBRARIES, "chatglm", "models"]
    for name in wanted:
        if name in LIBRARIES:
            extract(name, releases[name])
        elif name == "chatglm":
            classes, meta, names = library_chatglm.read(releases["chatglm"])
            overlay.apply(name, classes, OUT / "overlay", names)
            write(name, names, classes, meta)
        elif name == "models":
            library_models.write(unpacked("transformers", releases["transformers"][-1]), unpacked("peft", releases["peft"][-1]), releases, OUT / "models.json")


if __name__ == "__main__":
    main()
