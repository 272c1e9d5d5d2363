"""PyTorch: a backward pass written by hand, and the same as an ``autograd.Function``."""

from dataclasses import replace

from symbp.code.languages.base import Language
from symbp.code.languages.python import PYTHON_WORDS, RUNNING

TORCH = Language(
    name="torch",
    title="PyTorch",
    spoken="PyTorch",
    template="export/torch.py.txt",
    file="{}_torch.py",
    running=replace(RUNNING, needs="torch", install="pip install torch"),
    comment="#",
    functions={
        "exp": "torch.exp({0})",
        "log": "torch.log({0})",
        "sqrt": "({0})**0.5",
        "erf": "torch.erf({0})",
        "pi": "torch.pi",
        "tanh": "torch.tanh({0})",
        "sin": "torch.sin({0})",
        "cos": "torch.cos({0})",
        "abs": "torch.abs({0})",
        "sign": "torch.sign({0})",
        "max": "torch.clamp({1}, min=0)",
        "largest": "torch.maximum({0}, {1})",
        "softplus": "softplus({0})",
    },
    power="{0}**{1}",
    choice="torch.where({1}, {0}, {2})",
    # Numbers alone would be chosen in torch's default precision, not in that of the data.
    constant="inputs.new_tensor({0})",
    whole=True,
    reserved=PYTHON_WORDS,
)
