"""What an assignment file says, with the arrays that it names read: before it is decided how it is worked out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from symbp.errors import SpecError
from symbp.spec.arrays.files import keys_of
from symbp.spec.arrays.sources import Source, beside, is_source, resolve, source
from symbp.spec.schema import SpecFile

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Contents:
    """An assignment file.

    Attributes:
        tables: its tables, checked for their shape.
        name: short name.
        x, y: inputs and targets, rows of exact numbers or an array of (samples, units); ``y`` is
            None where there are no targets or classes in their place.
        classes: class of each sample, or None.
        parameters: the table, with arrays in place of the sources.
        templates: folder of the templates that its documents are written with; empty for those of symbp.
    """

    tables: SpecFile
    name: str
    x: Any
    y: Any
    classes: list[int] | None
    parameters: dict[str, Any]
    templates: str = ""

    @property
    def sizes(self) -> list[int]:
        """The sizes of the layers."""
        network = self.tables.network
        return network.layers or [len(layer) for layer in network.units or []]


def contents(tables: SpecFile, name: str, folder: Path | None) -> Contents:
    """Read what the tables refer to.

    Args:
        tables: the file.
        name: short name.
        folder: what file names are relative to; None for a text.

    Raises:
        SpecError: an array cannot be used.
    """
    network, data = tables.network, tables.data
    sizes = network.layers or [len(layer) for layer in network.units or []] or [1]
    return Contents(
        tables=tables,
        name=name,
        x=_rows(data.x, folder, sizes, 0),
        y=_rows(data.y, folder, sizes, len(sizes) - 1),
        classes=_classes(data.classes, folder),
        parameters=_parameters(tables.parameters, folder, len(sizes) - 1),
        templates=_templates(tables.document.templates, folder),
    )


def _templates(written: str, folder: Path | None) -> str:
    if not written:
        return ""
    path = beside(folder or Path(), written)
    if not path.is_dir():
        message = f"document.templates: there is no folder '{written[:200]}'"
        raise SpecError(message)
    return str(path)


def _rows(written: Any, folder: Path | None, sizes: list[int], layer: int) -> Any:
    if not isinstance(written, Source):
        return written
    place, width = "data.y" if layer else "data.x", sizes[layer]
    array = resolve(Source(place, written.file, written.key, written.drawn), folder, width)
    matrix = np.atleast_2d(array)
    if matrix.shape[1] != width:
        shape = " × ".join(map(str, array.shape))
        raise SpecError(f"{place}: shape {shape}; expected … × {width} (samples × units of layer {layer})")
    return matrix


def _classes(written: Any, folder: Path | None) -> list[int] | None:
    if not isinstance(written, Source):
        return None if written is None else list(written)
    labels = resolve(written, folder, 1).ravel()
    if not np.array_equal(labels, np.round(labels)):
        message = f"{written.place}: expected whole numbers, one class a sample"
        raise SpecError(message)
    return [int(label) for label in labels]


def _parameters(table: dict[str, Any], folder: Path | None, layers: int) -> dict[str, Any]:
    """The table with arrays in place of files; one ``.npz`` file may hold W1, b1, W2, … of all layers."""
    found = dict(table)
    if "file" in found:
        _from_one_file(found, folder, layers)
    for key in ("weights", "biases"):
        written = found.get(key)
        if isinstance(written, list) and any(is_source(entry) for entry in written):
            found[key] = [
                _file(f"parameters.{key}, layer {layer}", entry, folder) if is_source(entry) else entry
                for layer, entry in enumerate(written, start=1)
            ]
    return found


def _file(place: str, written: Any, folder: Path | None) -> Array:
    found = source(place, written)
    if found.drawn is not None:
        message = f"{place}: a recipe is for all parameters that have no values yet; give it as parameters.random"
        raise SpecError(message)
    return resolve(found, folder, 1)


def _from_one_file(found: dict[str, Any], folder: Path | None, layers: int) -> None:
    name = found.pop("file")
    if not isinstance(name, str) or not name.lower().endswith(".npz"):
        message = "parameters.file: expected the name of an .npz file with arrays W1, b1, W2, …"
        raise SpecError(message)
    for key, letter in (("weights", "W"), ("biases", "b")):
        if key in found:
            message = f"parameters: '{key}' are given twice, by themselves and in 'file'"
            raise SpecError(message)
        numbers = range(1, layers + 1)
        names = keys_of(beside(folder, name)) if folder is not None else []
        if letter == "W" or any(f"b{number}" in names for number in numbers):
            found[key] = [{"file": name, "key": f"{letter}{number}"} for number in numbers]
