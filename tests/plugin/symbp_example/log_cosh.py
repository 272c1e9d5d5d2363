"""Log-cosh: the sum of ln cosh(o - y); near the target like half the square, far from it like the distance."""

import numpy as np
import sympy as sp

from symbp.losses import Loss

LOG_COSH = Loss(
    name="example-log-cosh",
    title="log-cosh",
    term=lambda o, y, p, options: sp.log(sp.cosh(o - y)),
    values=lambda o, y, options: (np.logaddexp(o - y, y - o) - np.log(2)).sum(axis=0),
    gradient=lambda o, y, options: np.tanh(o - y),
    least_at_target=True,
    source="keras.losses.LogCosh",
)
