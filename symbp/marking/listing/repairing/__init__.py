"""A wrong listing made right by one small change: where the mistake is, and which."""
