"""Fetches every release of releases.yaml, several at a time. usage: python3 tools/catalog/fetch_all.py [library ...]"""
import concurrent.futures
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from download import unpacked  # noqa: E402
from releases import read_releases  # noqa: E402

CACHE = pathlib.Path(__file__).resolve().parents[2] / ".cache/catalog"


def fetch(libraries):
    releases = read_releases()
    wanted = [(name, release) for name in libraries or releases if isinstance(releases[name], list) for release in releases[name]]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for (name, release), folder in zip(wanted, pool.map(lambda pair: unpacked(CACHE, *pair), wanted)):
            if not any(folder.rglob("*.py")):
                raise SystemExit(f"{name} {release}: nothing readable in its archive")
    return len(wanted)


if __name__ == "__main__":
    print(f"{fetch(sys.argv[1:])} releases are there")
