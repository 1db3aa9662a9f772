"""Merges what extraction cannot see: `knowledge/catalog/overlay/<library>.json`, each entry with its evidence (package, version, file).

Entries, one a line:
- `{"id": "Class.name", "add": true, …}` a parameter that no declaration shows; without `add`, facts that replace the extracted ones;
- `{"class": "Name", …}` facts of a class; `"gone": "why"` explains a class that newer releases do not have;
- what became of a parameter that newer releases do not have, or will not: `"renamedTo": "new"` (a name in the same class, or a dotted path
  from the top of the file), `"instead": {"en": …, "zh-cn": …}` (one sentence: what to do now), or `"reason": …` (for us: nothing replaced it).
  `"deprecatedIn": "4.41.2"`: it still works from that release on, but says it will go.
  The class may be `*`: every class of the library that has a parameter of that name.
"""
import json
import pathlib

FATES = ("renamedTo", "instead", "reason")


def apply(library, classes, facts, folder: pathlib.Path, releases):
    """Changes classes and facts in place. Returns the ids (`Class.name`) whose disappearance is explained."""
    path = folder / f"{library}.json"
    explained = set()
    for entry in json.loads(path.read_text(encoding="utf-8")) if path.exists() else []:
        if "evidence" not in entry:
            raise SystemExit(f"overlay {library}: {json.dumps(entry)} has no evidence")
        if "class" in entry:
            facts.setdefault(entry["class"], {}).update({key: value for key, value in entry.items() if key not in ("class", "evidence")})
            continue
        owner, _, name = entry["id"].rpartition(".")
        owners = [owner] if owner != "*" else sorted(other for other in classes if name in classes[other])
        if not owners:
            raise SystemExit(f"overlay {library}: no class has {entry['id']}")
        for one in owners:
            _apply_one(library, entry, classes.setdefault(one, {}), name, releases)
            facts.setdefault(one, {})
            if any(key in entry for key in FATES):
                explained.add(f"{one}.{name}")
    return explained


def _apply_one(library, entry, parameters, name, releases):
    changes = {key: value for key, value in entry.items() if key not in ("id", "evidence", "add", "reason", "deprecatedIn")}
    if entry.get("add") and name not in parameters:
        parameters[name] = [{"since": changes.pop("since", releases[0]), **changes}]
        return
    if name not in parameters:
        raise SystemExit(f"overlay {library}: {entry['id']} is not in the catalog")
    spans = parameters[name]
    since = changes.pop("since", None)
    if since:
        spans[0]["since"] = since
    if entry.keys() & set(FATES):
        spans[-1].update(changes)
        if "deprecatedIn" in entry:
            _deprecate(spans, entry["deprecatedIn"], entry.get("renamedTo", True), releases)
        return
    for span in spans:
        span.update(changes)
        for key in [key for key, value in changes.items() if value is None and key == "until"]:
            del span[key]


def _deprecate(spans, since, what, releases):
    """Marks the forms as deprecated from a release on; a form that was already there is divided at that release."""
    if since not in releases:
        raise SystemExit(f"overlay: deprecatedIn {since} is not a release that was read")
    place = releases.index(since)
    for number, span in enumerate(list(spans)):
        first, last = releases.index(span["since"]), releases.index(span.get("until", releases[-1]))
        if last < place:
            continue
        if first < place:
            later = {**span, "since": since, "deprecated": what}
            span["until"] = releases[place - 1]
            spans.insert(number + 1, later)
        else:
            span["deprecated"] = what
