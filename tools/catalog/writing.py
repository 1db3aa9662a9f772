"""The form of knowledge/catalog/*.json: one span of a parameter a line, sorted, so that a diff reads like a changelog."""
import json


def write(path, library, releases, classes, facts):
    lines = ["{", f' "library": {json.dumps(library)},', f' "releases": {json.dumps(list(releases))},', ' "classes": {']
    lines.append(",\n".join(_class(name, classes[name], dict(facts.get(name, {}))) for name in sorted(classes)))
    lines += [" }", "}"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{library}: {len(classes)} classes, {sum(len(p) for p in classes.values())} parameters, {len(releases)} releases, {path.stat().st_size // 1000} kB")


def _class(name, parameters, facts):
    files = [spans[-1]["file"] for spans in parameters.values() if "file" in spans[-1]]
    if files:
        facts.setdefault("file", max(sorted(set(files)), key=files.count))
    head = "".join(f"   {json.dumps(key)}: {json.dumps(facts[key], ensure_ascii=False)},\n" for key in sorted(facts))
    body = ",\n".join(f"    {json.dumps(key)}: [{_spans(parameters[key], facts.get('file'))}]" for key in sorted(parameters))
    return f'  {json.dumps(name)}: {{\n{head}   "parameters": {{\n{body}\n   }}\n  }}'


def _spans(spans, file):
    order = lambda key: (key != "since", key != "until", key)  # noqa: E731
    return ",\n     ".join(json.dumps({key: span[key] for key in sorted(span, key=order) if not (key == "file" and span[key] == file)}, ensure_ascii=False) for span in spans)
