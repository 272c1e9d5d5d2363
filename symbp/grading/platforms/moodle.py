"""Moodle: "Download all submissions" of an assignment, with a folder a student or without.

Source: Moodle's documentation, "Using Assignment": ``Name_number_assignsubmission_file_/sheet.md``,
``Name_number_assignsubmission_file_sheet.md``, and ``onlinetext`` for what was typed.
"""

import re

from symbp.grading.platforms.base import Owner, Platform

_MOODLE_FILE = re.compile(r"([^/]{1,200}?)_(\d{1,20})_assignsubmission_(?:file|onlinetext)[_/]")


def _owner(path: str) -> Owner | None:
    """Whose file it is.

    >>> _owner("Ana Ruiz_4711_assignsubmission_file_/page 1.md")
    Owner(student='Ana Ruiz_4711', name='Ana Ruiz', late=False)
    """
    match = _MOODLE_FILE.match(path)
    return None if match is None else Owner(f"{match[1]}_{match[2]}", match[1])


MOODLE = Platform("moodle", "Moodle", _owner)
