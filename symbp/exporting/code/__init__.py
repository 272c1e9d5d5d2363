"""From lines to the text of a program: names, numbers and formulas in the spelling of a language."""
