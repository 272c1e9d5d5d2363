"""JAX: compiled, and a loss whose derivative is these lines."""

from dataclasses import replace

from symbp.code.languages.base import Language
from symbp.code.languages.python import PYTHON_WORDS, RUNNING

JAX = Language(
    name="jax",
    title="JAX",
    spoken="JAX",
    template="export/jax.py.txt",
    file="{}_jax.py",
    running=replace(RUNNING, needs="jax", install="pip install jax"),
    comment="#",
    functions={
        "exp": "jnp.exp({0})",
        "log": "jnp.log({0})",
        "sqrt": "jnp.sqrt({0})",
        "erf": "jax.lax.erf({0})",
        "pi": "jnp.pi",
        "tanh": "jnp.tanh({0})",
        "sin": "jnp.sin({0})",
        "cos": "jnp.cos({0})",
        "abs": "jnp.abs({0})",
        "sign": "jnp.sign({0})",
        "max": "jnp.maximum({1}, 0)",
        "largest": "jnp.maximum({0}, {1})",
        "softplus": "jnp.logaddexp(0.0, {0})",
    },
    power="{0}**{1}",
    choice="jnp.where({1}, {0}, {2})",
    whole=True,
    reserved=PYTHON_WORDS,
)
