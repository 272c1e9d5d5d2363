"""How objects show themselves in Jupyter.

A derivation lies far below the room that can write it in LaTeX, and imports go down only. So an
object only says who displays it, by the name of a module, and that module is looked for when
somebody looks at the object: as the public names of symbp are when they are first used.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any, ClassVar


class Displayed:
    """An object with Jupyter's display methods.

    ``_displayed_by`` names a module whose function ``bundle`` gives the contents by MIME type.
    """

    __slots__ = ()
    _displayed_by: ClassVar[str]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:  # noqa: ARG002 - Jupyter's signature
        """What Jupyter shows, by MIME type; it picks the one that it can show best."""
        made: Mapping[str, str] = importlib.import_module(self._displayed_by).bundle(self)
        return dict(made)

    def _repr_latex_(self) -> str | None:
        return self._repr_mimebundle_().get("text/latex")

    def _repr_html_(self) -> str | None:
        return self._repr_mimebundle_().get("text/html")
