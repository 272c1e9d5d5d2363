"""A derivation as a JSON record, and back."""
