"""What an assignment cannot show, as text and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from symbp.discover import pick
from symbp.marking.lint import Lint, Suggestion
from symbp.misconceptions import misconceptions

FORMAT_VERSION = 1
_MOST_LINES = 6


def write(lint: Lint, suggestion: Suggestion | None, form: str) -> str:
    """What an assignment cannot show, in a format: text or json.

    Raises:
        UnknownNameError: there is no such format.
    """
    return pick(_WRITERS, form, "format")(lint, suggestion)


def _text(lint: Lint, suggestion: Suggestion | None) -> str:
    out = [f"{lint.assignment}: {lint.checked} beliefs tried in all lines of their kind."]
    if lint.clean:
        out.append("Each changes the gradients or updates, and each in its own way.")
    out += _confused(lint)
    if lint.hidden:
        out += ["", "Where the number stays the same, or near enough, if only this line is wrong:"]
        out += [f"  {misconceptions()[name].title}: at {_some(lines)}" for name, lines in lint.hidden.items()]
    if suggestion is not None:
        out += ["", "Nearby numbers that show more:"]
        out += [f"  {name}: {new} in place of {old}" for name, old, new in suggestion.changes]
        rest = _confused(suggestion.lint)
        out += ["With them is left:", *rest] if rest else ["With them every belief shows in its own way."]
    return "\n".join(out) + "\n"


def _confused(lint: Lint) -> list[str]:
    out = [f"  does not show: {title}" for title in lint.blind]
    return out + [f"  look alike: {' = '.join(group)}" for group in lint.alike]


def _some(lines: tuple[str, ...]) -> str:
    more = f" and {len(lines) - _MOST_LINES} more" if len(lines) > _MOST_LINES else ""
    return ", ".join(lines[:_MOST_LINES]) + more


def _json(lint: Lint, suggestion: Suggestion | None) -> str:
    content = {
        "format_version": FORMAT_VERSION,
        "assignment": lint.assignment,
        "checked": lint.checked,
        "blind": list(lint.blind),
        "alike": [list(group) for group in lint.alike],
        "hidden": {name: list(lines) for name, lines in lint.hidden.items()},
        "suggestion": None
        if suggestion is None
        else {
            "changes": [{"name": name, "old": old, "new": new} for name, old, new in suggestion.changes],
            "blind": list(suggestion.lint.blind),
            "alike": [list(group) for group in suggestion.lint.alike],
        },
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


_WRITERS: Mapping[str, Callable[[Lint, Suggestion | None], str]] = {"text": _text, "json": _json}
