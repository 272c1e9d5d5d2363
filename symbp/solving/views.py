"""The pages of what the core makes; to import this module is to register them."""

from symbp.solving import assignment, derivation, document, proof, sheet, table
from symbp.solving.dense import entries
from symbp.solving.general import page

__all__ = ["assignment", "derivation", "document", "entries", "page", "proof", "sheet", "table"]
