"""Folds what several releases say into spans: `since` the first release of a form, `until` its last (absent: still so)."""
import json

SPAN_KEYS = ("type", "default", "defaultNote", "choices", "open", "min", "max", "exclusiveMin", "exclusiveMax", "aliases", "deprecated", "required", "auto", "unset", "flags", "nargs", "sections", "plugin", "file")
CLASS_KEYS = ("parameters", "bases", "unknownKeys")


def fold(releases, per_release):
    """`per_release[release][class]` as the readers give it → (class → parameter → spans, class → facts). Releases ascend."""
    classes, facts = {}, {}
    for release in releases:
        for name, entry in per_release[release].items():
            parameters = classes.setdefault(name, {})
            for parameter, fact in entry["parameters"].items():
                _extend(parameters.setdefault(parameter, []), release, {key: fact[key] for key in SPAN_KEYS if key in fact})
            _class_facts(facts.setdefault(name, {}), release, entry)
        _close(classes, releases, per_release, release)
    _close_classes(facts, releases, per_release)
    return classes, facts


def _extend(spans, release, form):
    if spans and "until" not in spans[-1] and same(spans[-1], form):
        # The newest file is the one a reader can be sent to.
        spans[-1].update({"file": form["file"]} if "file" in form else {})
    else:
        spans.append({"since": release, **form})


def _close(classes, releases, per_release, release):
    """A span that this release no longer continues ended with the release before."""
    index = releases.index(release)
    if index == 0:
        return
    before = releases[index - 1]
    for class_name, parameters in classes.items():
        now = per_release[release].get(class_name, {"parameters": {}})["parameters"]
        for name, spans in parameters.items():
            still_open = [span for span in spans if "until" not in span]
            for span in still_open if name not in now else still_open[:-1]:
                span["until"] = before


def _class_facts(facts, release, entry):
    """Facts of the class: the newest release's; only `unknownKeys` as spans."""
    facts.setdefault("_since", release)
    for key, value in entry.items():
        if key not in CLASS_KEYS:
            facts[key] = value
    if "unknownKeys" in entry:
        spans = facts.setdefault("unknownKeys", [])
        if not spans or spans[-1]["value"] != entry["unknownKeys"]:
            spans.append({"since": release, "value": entry["unknownKeys"]})
    bases = entry.get("bases", [])
    # A base that came later says nothing of the releases before.
    since = facts.setdefault("basesSince", {})
    facts["basesSince"] = {base: since.get(base, release) for base in bases}
    facts["bases"] = bases


def _close_classes(facts, releases, per_release):
    """Where a class came late or went, its facts say from when until when."""
    for name, entry in facts.items():
        held = [release for release in releases if name in per_release[release]]
        since = entry.pop("_since")
        if since != releases[0]:
            entry["since"] = since
        if held[-1] != releases[-1]:
            entry["until"] = held[-1]
        entry["basesSince"] = {base: release for base, release in entry["basesSince"].items() if release != since}
        for key in ("bases", "basesSince"):
            if not entry[key]:
                del entry[key]
        if len(entry.get("unknownKeys", [])) == 1:
            entry["unknownKeys"] = entry["unknownKeys"][0]["value"]


def drop_inherited(classes, facts):
    """Takes away parameters whose whole history the nearest base class of the same library that has them tells as well, word for word."""
    def inherited(class_name, name, spans):
        base = next((base for base in facts[class_name].get("bases", []) if name in classes.get(base, {})), None)
        return base is not None and base not in facts[class_name].get("basesSince", {}) and json.dumps(classes[base][name], sort_keys=True) == json.dumps(spans, sort_keys=True)

    kept = {
        class_name: {name: spans for name, spans in parameters.items() if not inherited(class_name, name, spans)}
        for class_name, parameters in classes.items()
    }
    classes.update(kept)


def same(span, form):
    plain = [json.dumps({k: v for k, v in one.items() if k not in ("since", "file")}, sort_keys=True) for one in (span, form)]
    return plain[0] == plain[1]
