"""Numbers drawn from a seed: the same on every machine, by the two streams that Python and NumPy promise to keep."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from symbp.errors import SpecError, did_you_mean
from symbp.limits import MOST_SKIPPED
from symbp.registry import pick
from symbp.spec.numbers import read_number

Array = npt.NDArray[np.float64]

_KEYS: Mapping[str, object] = {
    "seed": 1,
    "distribution": "uniform",
    "low": -1,
    "high": 1,
    "decimals": 2,
    "scale": 1,
    "skip": 0,
    "samples": 1,
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """How numbers are drawn.

    Attributes:
        name: the distribution: ``uniform``, decimals between ``low`` and ``high`` by Python's
            ``random.Random(seed)``, or ``normal``, by NumPy's ``RandomState(seed).standard_normal``
            times ``scale``, which is what ``np.random.seed`` and ``np.random.randn`` give.
        skip: how many numbers of the stream are passed over, so that several arrays can be drawn
            from it one after the other.
        samples: how many rows of data are drawn.
    """

    name: str
    seed: int
    low: Fraction
    high: Fraction
    decimals: int
    scale: float
    skip: int
    samples: int

    def text(self, value: float) -> str:
        """A number that was drawn, as a decimal: with so many places where these are all it has."""
        whole = self.name == "uniform" and (self.low * 10**self.decimals).denominator == 1
        return f"{value:.{self.decimals}f}" if whole else repr(float(value))

    def draw(self, count: int) -> Array:
        """So many numbers of the stream, as binary floating point."""
        return pick(_DRAWN, self.name, "distribution").draw(self, count)


@dataclass(frozen=True, slots=True)
class _Distribution:
    name: str
    draw: Any


def _uniform(drawn: Recipe, count: int) -> Array:
    source = random.Random(drawn.seed)  # noqa: S311 - exercise numbers, not secrets
    unit = Fraction(1, 10**drawn.decimals)
    steps = int((drawn.high - drawn.low) / unit)
    for _ in range(drawn.skip):
        source.random()
    places = [int(source.random() * (steps + 1)) for _ in range(count)]
    start = drawn.low / unit
    if start.denominator == 1:
        # The quotient of two whole numbers is rounded once: it is the float of the decimal.
        return (np.array(places, dtype=np.float64) + float(start)) / 10.0**drawn.decimals
    return np.array([float(drawn.low + unit * place) for place in places])


def _normal(drawn: Recipe, count: int) -> Array:
    stream = np.random.RandomState(drawn.seed % 2**32)
    return np.asarray(stream.standard_normal(drawn.skip + count)[drawn.skip :] * drawn.scale)


_DRAWN = {each.name: each for each in (_Distribution("uniform", _uniform), _Distribution("normal", _normal))}


def recipe(place: str, table: Mapping[str, object]) -> Recipe:
    """The recipe in a table such as ``{seed = 1, low = -1, high = 1, decimals = 2}``.

    Raises:
        SpecError: an unknown key, or a value out of range.

    >>> recipe("parameters.random", {"seed": 7, "decimals": 1}).draw(3)
    array([-0.4, -0.7,  0.3])
    """
    for key in table:
        if key not in _KEYS:
            message = f"{place}: unknown key '{key}'. {did_you_mean(key, _KEYS)}"
            raise SpecError(message)
    chosen = {**_KEYS, **table}
    name = str(chosen.pop("distribution"))
    if name not in _DRAWN:
        message = f"{place}.distribution: unknown distribution '{name[:40]}'. {did_you_mean(name, _DRAWN)}"
        raise SpecError(message)
    value = {key: _number(f"{place}.{key}", entry) for key, entry in chosen.items()}
    if not 0 <= value["decimals"] <= 12 or value["low"] >= value["high"]:
        message = f"{place}: expected low below high and decimals from 0 to 12"
        raise SpecError(message)
    for key, least, most in (("skip", 0, MOST_SKIPPED), ("samples", 1, 1_000_000)):
        if not least <= value[key] <= most:
            message = f"{place}.{key}: expected a number from {least} to {most}"
            raise SpecError(message)
    for key in ("seed", "decimals", "skip", "samples"):
        if value[key].denominator != 1:
            message = f"{place}.{key}: expected a whole number"
            raise SpecError(message)
    whole = {key: int(value[key]) for key in ("seed", "decimals", "skip", "samples")}
    return Recipe(name=name, low=value["low"], high=value["high"], scale=float(value["scale"]), **whole)


def _number(place: str, entry: object) -> Fraction:
    try:
        return read_number(entry).value
    except SpecError as error:
        message = f"{place}: {error}"
        raise SpecError(message) from None
