"""identity: a = z."""

from symbp.activations.base import Activation

IDENTITY = Activation(
    name="identity",
    title="the identity",
    expression=lambda z, total, options: z,
    values=lambda z, options: z,
    pullback=lambda z, a, upstream, options: upstream,
    source="linear units; torch.nn.Identity",
)
