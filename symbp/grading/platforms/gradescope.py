"""Gradescope: "Export Submissions" of an assignment: a folder a submission, and a file that says whose they are.

Source: an export has ``submission_4711/sheet.pdf`` beside ``submission_metadata.yml``, in which the key
``submission_4711`` has a list ``:submitters:`` with ``:name:`` and ``:sid:``.
"""

import re
from collections.abc import Mapping

from symbp.grading.platforms.base import Owner, Platform

_GRADESCOPE_FILE = re.compile(r"(submission_\d{1,20})/")
_SUBMISSION = re.compile(r"['\"]?(submission_\d{1,20})['\"]?:\s{0,9}")
_SUBMITTER = re.compile(r"[\s-]{0,20}:name:\s{0,9}(.{1,200})")
_MOST_INDEX_LINES = 2_000_000


def _owner(path: str) -> Owner | None:
    """Whose file it is.

    >>> _owner("submission_4711/sheet.pdf")
    Owner(student='submission_4711', name='submission_4711', late=False)
    """
    match = _GRADESCOPE_FILE.match(path)
    return None if match is None else Owner(match[1], match[1])


def _names(text: str) -> Mapping[str, str]:
    r"""The names of those who have handed in, by submission; those of a group with an "and" between them.

    Only two kinds of line are looked at, so no library is asked to read the rest of the file.

    >>> _names("submission_4711:\n  :submitters:\n  - :name: Ana Ruiz\n    :sid: '12'\n")
    {'submission_4711': 'Ana Ruiz'}
    """
    members: dict[str, list[str]] = {}
    submission = ""
    for line in text.splitlines()[:_MOST_INDEX_LINES]:
        if begins := _SUBMISSION.fullmatch(line):
            submission = begins[1]
        elif submission and (named := _SUBMITTER.fullmatch(line)):
            members.setdefault(submission, []).append(named[1].strip().strip("'\""))
    return {key: " and ".join(names) for key, names in members.items()}


GRADESCOPE = Platform("gradescope", "Gradescope", _owner, "submission_metadata.yml", _names)
