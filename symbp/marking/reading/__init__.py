"""From a document to statements: lines, formulas and tables as people write them."""
