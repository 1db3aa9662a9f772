"""Lists every parameter that was in one release and not in the next and that no overlay entry explains, so that no rename is missed."""


def unexplained(library, classes, facts, explained):
    """Lines `library Class.name: last in X`. A whole class that went is one line; a class's own `gone` fact explains it."""
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
            if "until" in last and f"{class_name}.{name}" not in explained and not last.get("deprecated") and not _inherited(class_name, name, classes, facts, explained):
                lines.append(f"{library} {class_name}.{name}: last in {last['until']}")
    return lines


def _inherited(class_name, name, classes, facts, explained):
    """A base class that lost it too has the entry."""
    return any(f"{base}.{name}" in explained or name in classes.get(base, {}) for base in facts.get(class_name, {}).get("bases", []))


def _section_explained(class_name, explained):
    """A nested section went with the key that held it."""
    outer, _, name = class_name.rpartition(".")
    return f"{outer}.{name}" in explained or (outer != "" and _section_explained(outer, explained))
