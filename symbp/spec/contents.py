"""The contents of an assignment file with its arrays read, before it is decided how it is worked out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from symbp.errors import SpecError, did_you_mean
from symbp.spec.arrays.files import keys_of
from symbp.spec.arrays.sources import ArraySource, beside, is_source, resolve, source
from symbp.spec.assignment import AS_USUAL, DocumentChoice, Size
from symbp.spec.schema import DocumentTable, SpecFile
from symbp.templating import languages

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ResolvedSpec:
    """An assignment file.

    Attributes:
        tables: its tables, checked for their shape.
        name: short name.
        x, y: inputs and targets, rows of exact numbers or an array of (samples, units); ``y`` is
            None where there are no targets or classes in their place.
        classes: class of each sample, or None.
        parameters: the table, with arrays in place of the sources.
        document: how its documents look.
    """

    tables: SpecFile
    name: str
    x: Any
    y: Any
    classes: list[int] | None
    parameters: dict[str, Any]
    document: DocumentChoice = AS_USUAL

    @property
    def sizes(self) -> list[int]:
        """The sizes of the layers."""
        network = self.tables.network
        return network.layers or [len(layer) for layer in network.units or []]


def contents(tables: SpecFile, name: str, folder: Path | None) -> ResolvedSpec:
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
    return ResolvedSpec(
        tables=tables,
        name=name,
        x=_rows(data.x, folder, sizes, 0),
        y=_rows(data.y, folder, sizes, len(sizes) - 1),
        classes=_classes(data.classes, folder),
        parameters=_parameters(tables.parameters, folder, len(sizes) - 1),
        document=document_of(tables.document, folder),
    )


def document_of(table: DocumentTable, folder: Path | None) -> DocumentChoice:
    """How the documents of an assignment look.

    Raises:
        SpecError: there is no such language, or no such folder.
    """
    templates = _templates(table.templates, folder)
    known = languages((Path(templates),) if templates else ())
    if table.language not in known:
        message = f"document.language: unknown language '{table.language}'. {did_you_mean(table.language, known)}"
        raise SpecError(message)
    return DocumentChoice(
        templates,
        Size(table.show),
        tuple(table.sections),
        tuple(table.of),
        table.iterations,
        table.language,
        table.course,
        table.author,
        table.date,
    )


def _templates(name: str, folder: Path | None) -> str:
    if not name:
        return ""
    path = beside(folder or Path(), name)
    if not path.is_dir():
        message = f"document.templates: there is no folder '{name[:200]}'"
        raise SpecError(message)
    return str(path)


def _rows(rows: object, folder: Path | None, sizes: list[int], layer: int) -> object:
    if not isinstance(rows, ArraySource):
        return rows
    place, width = "data.y" if layer else "data.x", sizes[layer]
    array = resolve(ArraySource(place, rows.file, rows.key, rows.drawn), folder, width)
    matrix = np.atleast_2d(array)
    if matrix.shape[1] != width:
        shape = " × ".join(map(str, array.shape))
        raise SpecError(f"{place}: shape {shape}; expected … × {width} (samples × units of layer {layer})")
    return matrix


def _classes(classes: Any, folder: Path | None) -> list[int] | None:
    if not isinstance(classes, ArraySource):
        return None if classes is None else list(classes)
    labels = resolve(classes, folder, 1).ravel()
    if not np.array_equal(labels, np.round(labels)):
        message = f"{classes.place}: expected whole numbers, one class a sample"
        raise SpecError(message)
    return [int(label) for label in labels]


def _parameters(table: dict[str, object], folder: Path | None, layers: int) -> dict[str, object]:
    """The table with arrays in place of files; one ``.npz`` file may hold W1, b1, W2, … of all layers."""
    parameters = dict(table)
    if "file" in parameters:
        _from_one_file(parameters, folder, layers)
    for key in ("weights", "biases"):
        entries = parameters.get(key)
        if isinstance(entries, list) and any(is_source(entry) for entry in entries):
            parameters[key] = [
                _file(f"parameters.{key}, layer {layer}", entry, folder) if is_source(entry) else entry
                for layer, entry in enumerate(entries, start=1)
            ]
    return parameters


def _file(place: str, entry: object, folder: Path | None) -> Array:
    origin = source(place, entry)
    if origin.drawn is not None:
        message = f"{place}: a recipe is for all parameters that have no values yet; give it as parameters.random"
        raise SpecError(message)
    return resolve(origin, folder, 1)


def _from_one_file(parameters: dict[str, object], folder: Path | None, layers: int) -> None:
    name = parameters.pop("file")
    if not isinstance(name, str) or not name.lower().endswith(".npz"):
        message = "parameters.file: expected the name of an .npz file with arrays W1, b1, W2, …"
        raise SpecError(message)
    for key, letter in (("weights", "W"), ("biases", "b")):
        if key in parameters:
            message = f"parameters: '{key}' are given twice, by themselves and in 'file'"
            raise SpecError(message)
        numbers = range(1, layers + 1)
        names = keys_of(beside(folder, name)) if folder is not None else []
        if letter == "W" or any(f"b{number}" in names for number in numbers):
            parameters[key] = [{"file": name, "key": f"{letter}{number}"} for number in numbers]
