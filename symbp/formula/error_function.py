"""The error function at each entry of an array: NumPy has none, Python's own mathematics has it for a number."""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Entrywise = Callable[[npt.ArrayLike], npt.NDArray[np.float64]]

erf: Entrywise = np.vectorize(math.erf, otypes=[float])
erfc: Entrywise = np.vectorize(math.erfc, otypes=[float])
"""1 - erf(x), without the loss of figures where that is near 0."""
