"""Forms in which a marked sheet is given back, one file each.

To add one, add a file that holds one :class:`~symbp.marking.reports.base.Report`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from symbp import discover
from symbp.marking import Marking
from symbp.marking.reports.base import Report

__all__ = ["Report", "reports", "write"]


@cache
def reports() -> Mapping[str, Report]:
    """All forms by name.

    >>> list(reports())
    ['html', 'json', 'md', 'text']
    """
    return discover.registry("symbp.marking.reports", Report)


def write(marking: Marking, form: str, *, hide: bool = False) -> str:
    """A marked sheet in a form.

    Args:
        marking: the sheet.
        form: text, md, html or json.
        hide: whether the right values are left out.

    Raises:
        UnknownNameError: there is no such form.

    >>> from symbp.marking import check_text
    >>> print(write(check_text("nndl3", "in_h1 = 0.25"), "text").splitlines()[0])
    nndl3: 1 of 1 lines right, score 1.00.
    """
    return discover.pick(reports(), form, "format").write(marking, hide)
