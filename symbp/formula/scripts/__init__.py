"""Ways to write a layout: LaTeX, Typst, MathML, a line of Unicode; each module has ``write``."""
