"""NumPy: each line a number for one sample, or an array over all samples."""

from symbp.exporting.code.language import Language
from symbp.exporting.targets.base import program_target
from symbp.exporting.targets.python import PYTHON_WORDS

LANGUAGE = Language(
    name="NumPy",
    comment="#",
    functions={
        "exp": "np.exp({0})",
        "log": "np.log({0})",
        "sqrt": "np.sqrt({0})",
        "tanh": "np.tanh({0})",
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

NUMPY = program_target("numpy", "NumPy, over samples", LANGUAGE, "numpy.py.txt", "{}_numpy.py")
