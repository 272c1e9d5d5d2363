"""The functions of formulas at each entry of an array."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

Entrywise = Callable[[npt.ArrayLike], npt.NDArray[np.float64]]

# NumPy has no error function; Python's own mathematics has it for a number.
erf: Entrywise = np.vectorize(math.erf, otypes=[float])
erfc: Entrywise = np.vectorize(math.erfc, otypes=[float])
"""1 - erf(x), without the loss of figures where that is near 0."""

ENTRYWISE: Mapping[str, Entrywise] = MappingProxyType(
    {
        "exp": np.exp,
        "log": np.log,
        "sqrt": np.sqrt,
        "erf": erf,
        "tanh": np.tanh,
        "cosh": np.cosh,
        "sinh": np.sinh,
        "sin": np.sin,
        "cos": np.cos,
        "abs": np.abs,
        "sign": np.sign,
    }
)
"""The functions of one argument by the names that formulas have for them."""
