"""From a document to statements: what people write, in the forms and the languages in which they write it.

A container (Markdown, LaTeX, HTML, a notebook, …) gives blocks; blocks give statements: a name, what it is worth,
and where it stands. Nothing here knows an assignment; what a name means is the business of :mod:`symbp.marking`.
"""
