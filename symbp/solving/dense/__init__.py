"""Networks in matrices as text, tables and documents."""
