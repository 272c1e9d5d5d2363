"""Slips of the pen, one file each: the calculation is right, the number that was written is not.

To add one, add a file that holds one :class:`~symbp.marking.slips.base.Slip`, named after it; the contract tests
cover it from then on. A package of one's own has an entry point (:mod:`symbp.registry`).
"""

from __future__ import annotations

from symbp.marking.slips.base import Slip, Written
from symbp.registry import Registry

__all__ = ["Slip", "Written", "slips"]

slips = Registry("symbp.slips", "slip of the pen", Slip, __name__, order=lambda record: (record.rank, record.name))
"""All slips of the pen by name, the likeliest first."""
