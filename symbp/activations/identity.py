"""identity: a = z."""

from symbp.activations.base import Activation
from symbp.registry import words

IDENTITY = Activation(
    name="identity",
    title=words("the identity"),
    expression=lambda z, total, options: z,
    forward=lambda z, options: z,
    vjp=lambda z, a, upstream, options: upstream,
    source="linear units; torch.nn.Identity",
)
