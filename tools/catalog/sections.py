"""Turns fields that hold classes into sections of the catalog: `class:Name`, `list[class:Name]`; private keys of facts are taken off."""


def settle(parameters, is_section=lambda found: False):
    """Rewrites types in place. Returns the (path, class) pairs that became sections."""
    found = []
    for fact in parameters.values():
        inner = [one for one in fact.pop("_classes", []) if is_section(one)]
        listed = [one for one in fact.pop("_listed", []) if is_section(one)]
        atoms = fact["type"].split(" | ")
        if inner:
            fact["type"] = " | ".join([f"class:{inner[0][1].name}", *(atom for atom in atoms if atom not in ("dict", "any"))])
        elif listed:
            fact["type"] = " | ".join([f"list[class:{listed[0][1].name}]", *(atom for atom in atoms if not atom.startswith("list["))])
        names = [one[1].name for one in inner or listed]
        if len(names) > 1:
            fact["sections"] = names
        if inner or listed:
            fact.pop("defaultNote", None)
            found += inner or listed
    return found
