"""Folds what several releases say of a parameter into spans: `since` the first release of a form, `until` its last."""
import json

SPAN_KEYS = ("type", "default", "defaultNote", "choices", "min", "max", "exclusiveMin", "exclusiveMax", "aliases", "deprecated", "required", "auto", "file", "renamedTo")


def fold(releases, per_release):
    """`per_release[release][class][parameter]` → class → parameter → list of spans. Releases are in ascending order."""
    classes = {}
    for release in releases:
        for class_name, parameters in per_release[release].items():
            for name, fact in parameters.items():
                form = {key: fact[key] for key in SPAN_KEYS if key in fact}
                spans = classes.setdefault(class_name, {}).setdefault(name, [])
                if spans and "until" not in spans[-1] and same(spans[-1], form):
                    continue
                spans.append({"since": release, **form})
        _close(classes, releases, per_release, release)
    return classes


def _close(classes, releases, per_release, release):
    """A span that this release no longer continues ended with the release before."""
    index = releases.index(release)
    if index == 0:
        return
    before = releases[index - 1]
    for class_name, parameters in classes.items():
        now = per_release[release].get(class_name, {})
        for name, spans in parameters.items():
            open_spans = [span for span in spans if "until" not in span]
            if name not in now:
                for span in open_spans:
                    span["until"] = before
            else:
                for span in open_spans[:-1]:
                    span["until"] = before


def same(span, form):
    return json.dumps({k: v for k, v in span.items() if k not in ("since", "file")}, sort_keys=True) == json.dumps({k: v for k, v in form.items() if k != "file"}, sort_keys=True)
