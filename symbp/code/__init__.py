"""Programs of a derivation: languages, names, lines that stay in range, and the text."""
