"""Canvas: "Download Submissions" of an assignment.

Source: Canvas' documentation for instructors, "How do I download all student submissions for an assignment?":
``ruizana_4711_90210_sheet.md``, ``ruizana_LATE_4711_90210_sheet.md``, and ``ruizana_4711_text.html`` for text
that was typed.
"""

import re

from symbp.grading.platforms.base import Owner, Platform

_CANVAS_FILE = re.compile(r"([^/_]{1,200})(_LATE)?_(\d{1,20})_(?:\d{1,20}_[^/]{1,200}|text\.html)")


def _owner(path: str) -> Owner | None:
    """Whose file it is.

    >>> _owner("ruizana_LATE_4711_90210_sheet.md")
    Owner(student='ruizana_4711', name='ruizana', late=True)
    """
    match = _CANVAS_FILE.fullmatch(path)
    return None if match is None else Owner(f"{match[1]}_{match[3]}", match[1], match[2] is not None)


CANVAS = Platform("canvas", "Canvas", _owner)
