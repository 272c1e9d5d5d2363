"""The numbers that a run works with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Precision:
    """Binary numbers of a length.

    Attributes:
        name: key.
        number: makes a number of a text or of another number.
        dtype: of arrays.
        wrapped: how the value of a function is written whose result would be longer.
    """

    name: str
    number: Callable[[Any], Any]
    dtype: Any
    wrapped: str = "{0}"


PRECISIONS: Mapping[str, Precision] = MappingProxyType(
    {
        "double": Precision("double", float, np.float64),
        # Python's mathematics answers in double precision: each of its values is rounded, as a value of torch is.
        "single": Precision("single", np.float32, np.float32, "number({0})"),
    }
)
