"""The assignments that come with symbp, each a file; those of other packages have entry points.

The value of an entry point is a package, in which the file ``NAME.toml`` lies, or the path of the file::

    [project.entry-points."symbp.assignments"]
    half-adder = "my_package.assignments"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from symbp.errors import PluginError
from symbp.registry import Registry, Source

__all__ = ["assignments", "title_of"]


class _Files(Registry[Path]):
    """Files by the name of the assignment in them."""

    def name_of(self, thing: Any) -> str:
        """The file's name without its ending."""
        return Path(thing).stem

    def own(self) -> Mapping[str, Source[Path]]:
        """The TOML files of this folder, by name."""
        folder = Path(__file__).parent
        return {path.stem: Source("symbp", lambda path=path: path) for path in sorted(folder.glob("*.toml"))}  # type: ignore[misc]

    def found(self, name: str, held: object, whose: str) -> Path:
        """The path of the file ``NAME.toml`` in the package that an entry point holds, or the path that it holds.

        Raises:
            PluginError: no such file is there, or the entry point holds something else.
        """
        path = Path(str(held.__file__)).parent / f"{name}.toml" if isinstance(held, ModuleType) else held
        if isinstance(path, Path) and not path.is_file():
            raise PluginError(f"{whose}: there is no file '{path.name}' in its folder")
        return super().found(name, path, whose)


assignments = _Files("symbp.assignments", "assignment", Path, __name__)
"""The files of all assignments by name."""


def title_of(name: str) -> str:
    """The title in the file of an assignment, and its name where it has none; nothing else of it is looked at.

    Raises:
        PluginError: the file of another package is no TOML.

    >>> title_of("batch-norm")
    'Batch normalization over four samples'
    """
    try:
        title = tomllib.loads(assignments[name].read_text("utf-8")).get("title")
    except (OSError, ValueError) as error:
        raise PluginError(f"{assignments[name]}: {str(error)[:200]}") from None
    return " ".join(title.split()) if isinstance(title, str) and title.strip() else name
