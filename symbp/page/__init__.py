"""Documents: what an object says, as a page, and one writer a format for every page.

A room that has something to say builds a :class:`~symbp.page.model.Page` beside the object that it is
about. The page holds formulas as layouts and sentences as names of blocks of a template
(:mod:`symbp.page.words`); a format (:mod:`symbp.page.formats`) writes any page.
"""
