"""Merges what extraction cannot see: `knowledge/catalog/overlay/<library>.json`, each entry with its evidence (package, version, file).

Entries, one a line:
- `{"id": "Class.name", "add": true, …}` a parameter that no declaration shows; without `add`, facts that replace the extracted ones;
- `{"class": "Name", …}` facts of a class; `"gone": "why"` explains a class that newer releases do not have;
- what became of a parameter that newer releases do not have, or will not: `"renamedTo": "new"` (a name in the same class, or a dotted path
  from the top of the file), `"instead": {"en": …, "zh-cn": …}` (one sentence: what to do now), or `"reason": …` (for us: nothing replaced it).
  `"renamedValues": {"true": "adafactor"}`: the old value, as JSON, said in the new key's words.
  `"refused": true`: newer releases refuse it by name, although they ignore what they do not know.
  `"deprecatedIn": "4.41.2"`: it still works from that release on, but says it will go.
  The class and the name may be patterns (`*Trainer.tokenizer`), `"names"` a list instead of the name, and `"lastIn": "0.12.2"` restricts them
  to parameters that were last in that release.
"""
import fnmatch
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
        places = _places(library, entry, classes)
        for owner, name in [*places, *(heir for place in places for heir in _heirs(place, classes, facts) if heir not in places)]:
            _apply_one(library, entry, classes.setdefault(owner, {}), name, releases)
            facts.setdefault(owner, {})
            if any(key in entry for key in FATES):
                explained.add(f"{owner}.{name}")
    return explained


def _heirs(place, classes, facts):
    """The classes that inherit a parameter as it is: what holds for it holds for theirs."""
    owner, name = place
    told = json.dumps(classes.get(owner, {}).get(name), sort_keys=True)
    return [(other, name) for other in sorted(classes) if owner in facts.get(other, {}).get("bases", []) and name in classes[other] and json.dumps(classes[other][name], sort_keys=True) == told]


def _places(library, entry, classes):
    """(class, name) of everything an entry speaks of."""
    pattern, _, last = entry["id"].rpartition(".")
    names = entry.get("names", [last])
    if not any(sign in entry["id"] for sign in "*?") and "names" not in entry and "lastIn" not in entry:
        return [(pattern, last)]
    found = [(owner, name) for owner in sorted(classes) if fnmatch.fnmatchcase(owner, pattern) for name in sorted(classes[owner])
             if any(fnmatch.fnmatchcase(name, one) for one in names) and entry.get("lastIn") in (None, classes[owner][name][-1].get("until"))]
    if not found:
        raise SystemExit(f"overlay {library}: nothing is called {entry['id']}")
    return found


def _apply_one(library, entry, parameters, name, releases):
    changes = {key: value for key, value in entry.items() if key not in ("id", "names", "lastIn", "evidence", "add", "reason", "deprecatedIn")}
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
        _update(spans[-1], changes)
        if "deprecatedIn" in entry:
            _deprecate(spans, entry["deprecatedIn"], entry.get("renamedTo", True), releases)
        return
    for span in spans:
        _update(span, changes)


def _update(span, changes):
    """`"until": null` and `"required": null` take the fact away; a null default is a default."""
    span.update(changes)
    for key in ("until", "required"):
        if key in changes and changes[key] is None:
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
