"""Fetches what the extractor reads of a release: its Python and YAML files, nothing installed, nothing executed.

The registry is the one pip is configured for. A small archive is downloaded whole and its hash checked; of a wheel too big for that
(torch) only the files named in PARTS are read, by ranges.
"""
import functools
import hashlib
import html.parser
import io
import pathlib
import re
import subprocess
import sys
import tarfile
import urllib.parse
import urllib.request
import zipfile

# Of these only the named files are read; their archives are hundreds of megabytes.
PARTS = {"torch": ("torch/distributed/run.py", "torch/distributed/argparse_util.py", "torch/distributed/launch.py")}
KEPT = (".py", ".yaml", ".yml", ".toml")


def unpacked(cache: pathlib.Path, name, release):
    """The folder with the release's files, fetched once. Raises SystemExit with a clear line when the registry has no such release."""
    folder = cache / "src" / f"{name}-{release}"
    done = folder / ".complete"
    if not done.exists():
        url, digest = pick(name, release)
        data = _Ranged(url) if name in PARTS else io.BytesIO(_checked(url, digest))
        for path, content in members(data, url, PARTS.get(name)):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        done.touch()
    return folder


def members(data, url, wanted):
    """(path, bytes) of the kept files; the top folder of a source archive and a `src` folder in it are taken off."""
    if url.endswith(".whl") or url.endswith(".zip"):
        archive = zipfile.ZipFile(data)
        for path in wanted or archive.namelist():
            if path in archive.namelist() and path.endswith(KEPT):
                yield path, archive.read(path)
        return
    with tarfile.open(fileobj=data) as archive:
        for member in archive:
            if member.isfile() and member.name.endswith(KEPT):
                path = member.name.split("/", 1)[-1]
                if ".." not in path.split("/") and not path.startswith(("tests/", "build/")):
                    yield path.removeprefix("src/"), archive.extractfile(member).read()


def pick(name, release):
    """(url, sha256) of a release's wheel, or of its source archive where there is no wheel."""
    files = [(file, href) for file, href in listing(name) if _release_of(file, name) == release]
    for fits in (lambda f: f.endswith(".whl"), lambda f: f.endswith((".tar.gz", ".zip"))):
        for file, href in files:
            if fits(file):
                url, _, fragment = href.partition("#")
                return url, fragment.removeprefix("sha256=")
    raise SystemExit(f"the registry has no {name} {release}")


@functools.lru_cache(maxsize=None)
def listing(name):
    """(file name, address) of everything the registry holds of a package."""
    base = f"{registry()}/{name}/"
    parser = _Links(base)
    with urllib.request.urlopen(base, timeout=120) as answer:
        parser.feed(answer.read().decode())
    return parser.links


@functools.lru_cache(maxsize=None)
def registry():
    configured = subprocess.run([sys.executable, "-m", "pip", "config", "get", "global.index-url"], capture_output=True, text=True, check=False).stdout.strip()
    if not configured:
        from pip._internal.models.index import PyPI  # the default pip itself uses
        configured = PyPI.simple_url
    return configured.rstrip("/")


class _Links(html.parser.HTMLParser):
    def __init__(self, base):
        super().__init__()
        self.base, self.links, self.href = base, [], None

    def handle_starttag(self, tag, attributes):
        self.href = dict(attributes).get("href") if tag == "a" else None

    def handle_data(self, data):
        if self.href and data.strip():
            self.links.append((data.strip(), urllib.parse.urljoin(self.base, self.href)))


def _release_of(file, name):
    stem = name.replace("-", "[-_]")
    match = re.match(rf"{stem}-([\w.]+?)(?:-|\.tar\.gz$|\.zip$)", file, re.IGNORECASE)
    return match[1] if match else None


def _checked(url, digest):
    with urllib.request.urlopen(url, timeout=300) as answer:
        data = answer.read()
    if digest and hashlib.sha256(data).hexdigest() != digest:
        raise SystemExit(f"{url.rsplit('/', 1)[-1]}: the download's hash is not the registry's")
    return data


class _Ranged(io.RawIOBase):
    """A remote file that zipfile can seek in: blocks are fetched when they are read."""
    BLOCK = 1 << 18

    def __init__(self, url):
        self.url, self.place, self.blocks = url, 0, {}
        with urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=120) as answer:
            self.size = int(answer.headers["Content-Length"])

    def seekable(self):
        return True

    def readable(self):
        return True

    def tell(self):
        return self.place

    def seek(self, offset, whence=io.SEEK_SET):
        self.place = offset + (self.place if whence == io.SEEK_CUR else self.size if whence == io.SEEK_END else 0)
        return self.place

    def read(self, count=-1):
        end = self.size if count is None or count < 0 else min(self.size, self.place + count)
        parts = []
        while self.place < end:
            number = self.place // self.BLOCK
            block = self._block(number)
            start = self.place - number * self.BLOCK
            part = block[start:start + end - self.place]
            parts.append(part)
            self.place += len(part)
        return b"".join(parts)

    def _block(self, number):
        if number not in self.blocks:
            first = number * self.BLOCK
            request = urllib.request.Request(self.url, headers={"Range": f"bytes={first}-{min(self.size, first + self.BLOCK) - 1}"})
            with urllib.request.urlopen(request, timeout=120) as answer:
                self.blocks[number] = answer.read()
        return self.blocks[number]
