"""The general derivation as documents: index form line by line, matrix form with shapes."""
