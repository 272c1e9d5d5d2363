"""What this package brings to symbp; its entry points say where each thing is."""
