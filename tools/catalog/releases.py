"""Reads releases.yaml: library → releases, oldest first. The file is the plain subset `name:` and `- version`, so that no YAML library is needed."""
import pathlib
import re

FILE = pathlib.Path(__file__).resolve().parent / "releases.yaml"


def read_releases(path=FILE):
    """Library → list of releases (or, below `repositories`, name → owner/name). Raises ValueError with the line number for anything else."""
    result, name = {}, None
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.split("#")[0].rstrip()
        if not line:
            continue
        if match := re.fullmatch(r"([\w-]+):", line):
            name = match[1]
            result[name] = {} if name == "repositories" else []
        elif name == "repositories" and (match := re.fullmatch(r"  ([\w.-]+): ([\w.-]+/[\w.-]+)", line)):
            result[name][match[1]] = match[2]
        elif name and name != "repositories" and (match := re.fullmatch(r"  - ([\w.]+)", line)):
            result[name].append(match[1])
        else:
            raise ValueError(f"{path.name}:{number}: expected `name:`, `  - version` or `  name: owner/repository`, not {raw!r}")
    for library, releases in result.items():
        if isinstance(releases, list) and sorted(releases, key=version_key) != releases:
            raise ValueError(f"{path.name}: the releases of {library} are not in ascending order")
    return result


def version_key(release):
    """Sorts 4.9.0 before 4.10.0. Post-releases sort after, pre-releases are not read."""
    return [int(part) for part in re.findall(r"\d+", release)]
