"""Merges what extraction cannot see: `knowledge/catalog/overlay/<library>.json`, each entry with its evidence (file and version)."""
import json
import pathlib


def apply(library, classes, folder: pathlib.Path, releases, meta=None):
    path = folder / f"{library}.json"
    if not path.exists():
        return
    for entry in json.loads(path.read_text(encoding="utf-8")):
        if "class" in entry:
            (meta or {}).setdefault(entry["class"], {}).update({k: v for k, v in entry.items() if k not in ("class", "evidence")})
            continue
        owner, _, name = entry["id"].rpartition(".")
        parameters = classes.setdefault(owner, {})
        changes = {k: v for k, v in entry.items() if k not in ("id", "evidence", "add")}
        if entry.get("add"):
            parameters.setdefault(name, [{"since": changes.pop("since", releases[0]), **changes}])
            continue
        if name not in parameters:
            raise SystemExit(f"overlay {library}: {entry['id']} is not in the catalog")
        since = changes.pop("since", None)
        if since:
            parameters[name][0]["since"] = since
        for span in parameters[name] if entry.get("all", True) else parameters[name][-1:]:
            span.update({k: v for k, v in changes.items() if k != "all"})
            for key in [k for k, v in changes.items() if v is None and k == "until"]:
                del span[key]
