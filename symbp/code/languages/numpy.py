"""NumPy: each line a number for one sample, or an array over all samples."""

from symbp.code.languages.base import Language
from symbp.code.languages.python import PYTHON_WORDS, RUNNING

NUMPY = Language(
    name="numpy",
    title="NumPy, over samples",
    spoken="NumPy",
    template="export/numpy.py.txt",
    file="{}_numpy.py",
    running=RUNNING,
    comment="#",
    functions={
        "exp": "np.exp({0})",
        "log": "np.log({0})",
        "sqrt": "np.sqrt({0})",
        "erf": "erf({0})",
        "pi": "np.pi",
        "tanh": "np.tanh({0})",
        "cosh": "np.cosh({0})",
        "sinh": "np.sinh({0})",
        "sin": "np.sin({0})",
        "cos": "np.cos({0})",
        "abs": "np.abs({0})",
        "sign": "np.sign({0})",
        "max": "np.maximum({1}, 0)",
        "largest": "np.maximum({0}, {1})",
        "softplus": "softplus({0})",
    },
    power="{0}**{1}",
    choice="np.where({1}, {0}, {2})",
    whole=True,
    reserved=PYTHON_WORDS,
)
