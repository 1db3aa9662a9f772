"""Compares what the catalog says of a release with what the release says of itself."""
import json


class Facts:
    """The catalog files of a folder, seen at one set of releases."""

    def __init__(self, folder, releases):
        self.folder, self.releases, self.files = folder, releases, {}

    def library(self, name):
        if name not in self.files:
            self.files[name] = json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
        return self.files[name]

    def release(self, library):
        return self.releases.get({"models": "transformers"}.get(library, library))

    def at(self, library, class_name):
        """name → span of everything a class has in the release, its bases of this and other libraries included."""
        found, waiting = {}, [(library, class_name)]
        for one, name in waiting:
            entry = self.library(one)["classes"].get(name)
            if entry is None:
                continue
            for parameter, spans in entry["parameters"].items():
                span = next((span for span in spans if self._covers(one, span)), None)
                if span and parameter not in found:
                    found[parameter] = span
            for base in entry.get("bases", []):
                if not self._since(one, entry.get("basesSince", {}).get(base)):
                    continue
                place = tuple(base.split("/")) if "/" in base else (one, base)
                if place not in waiting:
                    waiting.append(place)
        return found

    def _since(self, library, since):
        releases = self.library(library)["releases"]
        return since is None or releases.index(since) <= releases.index(self.release(library))

    def inherited(self, library, class_name):
        """The names that only the bases of a class declare."""
        own = self.library(library)["classes"][class_name]["parameters"]
        return {name for name in self.at(library, class_name) if not any(self._covers(library, span) for span in own.get(name, []))}

    def _covers(self, library, span):
        releases = self.library(library)["releases"]
        now = releases.index(self.release(library))
        return releases.index(span["since"]) <= now <= releases.index(span.get("until", releases[-1]))

    def strictness(self, library, class_name):
        """What becomes of unknown keys in the release."""
        value = self.library(library)["classes"][class_name].get("unknownKeys")
        if not isinstance(value, list):
            return value
        releases = self.library(library)["releases"]
        now = releases.index(self.release(library))
        return [span["value"] for span in value if releases.index(span["since"]) <= now][-1]

    def has(self, library, class_name):
        """Whether the class itself, not only its bases, stands in the release."""
        entry = self.library(library)["classes"][class_name]
        releases = self.library(library)["releases"]
        now = releases.index(self.release(library))
        return releases.index(entry.get("since", releases[0])) <= now <= releases.index(entry.get("until", releases[-1]))


def differences(facts, library, class_name, answer):
    """(kind, name, ours, theirs) of every difference, and the counts of what was compared."""
    ours, theirs = facts.at(library, class_name), answer["fields"]
    counts = {"fields": 0, "defaults": 0, "choices": 0}
    found = []
    for name in sorted(set(ours) | set(theirs)):
        if name not in theirs:
            # What `**kwargs` hands to a base class is that class's.
            if answer.get("handedOn") and name in facts.inherited(library, class_name):
                continue
            found.append(("only ours", name, ours[name].get("type"), None))
        elif name not in ours:
            found.append(("only theirs", name, None, theirs[name]["default"]))
        else:
            counts["fields"] += 1
            found += _values(name, ours[name], theirs[name], counts, answer["kind"])
    return found, counts


def _values(name, span, real, counts, kind):
    default = real["default"]
    if kind != "recorded" and "default" in span and "deprecated" not in span or "default" in span and default == span["default"]:
        counts["defaults"] += 1
        if not same(span["default"], default):
            yield "default", name, span["default"], default
    elif kind != "recorded" and span.get("required") and default != {"unset": True}:
        yield "required", name, "required", default
    if real["choices"] and "choices" in span:
        counts["choices"] += 1
        if sorted(map(str, real["choices"])) != sorted(map(str, span["choices"])):
            yield "choices", name, span["choices"], real["choices"]


def same(ours, theirs):
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is theirs
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
        return float(ours) == float(theirs)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(same(a, b) for a, b in zip(ours, theirs))
    return ours == theirs
