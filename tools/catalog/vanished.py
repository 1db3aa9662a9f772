"""Lists every parameter that was in one release and not in the next and that no overlay entry explains, so that no rename is missed."""


def unexplained(library, classes, facts, explained, releases, foreign):
    """`foreign` gives the names a class of another library (`transformers/TrainingArguments`) has now. Lines `library Class.name: last in X`. A whole class that went is one line; a class's own `gone` fact explains it."""
    lines = []
    for class_name in sorted(classes):
        entry = facts.get(class_name, {})
        if entry.get("unknownKeys") == "kept":
            continue  # a key that is kept breaks nothing when nobody reads it any more
        if "until" in entry:
            if "gone" not in entry and not _section_explained(class_name, explained):
                lines.append(f"{library} {class_name}: the class was last in {entry['until']}")
            continue
        for name in sorted(classes[class_name]):
            last = classes[class_name][name][-1]
            if "until" in last and f"{class_name}.{name}" not in explained and not last.get("deprecated") and not _inherited(class_name, name, classes, facts, explained, foreign):
                if _moved(class_name, name, classes, releases[releases.index(last["until"]) + 1]):
                    continue
                lines.append(f"{library} {class_name}.{name}: last in {last['until']}")
    return lines


def _inherited(class_name, name, classes, facts, explained, foreign):
    """A base class that lost it too has the entry; one that still has it makes it no loss."""
    bases = facts.get(class_name, {}).get("bases", [])
    return any(f"{base}.{name}" in explained or name in classes.get(base, {}) or name in foreign(base) for base in bases)


def _moved(class_name, name, classes, since):
    """Another class of the library has had it since the release after: the key stands in the same file."""
    return any(name in parameters and parameters[name][0]["since"] == since for other, parameters in classes.items() if other != class_name)


def _section_explained(class_name, explained):
    """A nested section went with the key that held it."""
    outer, _, name = class_name.rpartition(".")
    return f"{outer}.{name}" in explained or (outer != "" and _section_explained(outer, explained))
