"""The pages of what the core makes; to import this module is to register them."""

from symbp.render import assignment, derivation, proof, solution, table
from symbp.render.dense import entries
from symbp.render.general import page

__all__ = ["assignment", "derivation", "entries", "page", "proof", "solution", "table"]
