"""What derivations are exported to: programs in every language, and else one file each.

To add one that is no language (:mod:`symbp.code.languages`), add a file that holds one
:class:`~symbp.exporting.targets.base.Target`, and its template.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from symbp import discover
from symbp.code.languages import languages
from symbp.exporting.targets.base import Target, program_target

__all__ = ["Target", "targets"]


@cache
def targets() -> Mapping[str, Target]:
    """All targets by name.

    >>> "python" in targets(), "c" in targets()
    (True, True)
    """
    programs = {language.name: program_target(language) for language in languages().values()}
    others = discover.registry("symbp.exporting.targets", Target)
    return dict(sorted({**programs, **others}.items()))
