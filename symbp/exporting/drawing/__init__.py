"""Drawings of the network and of the computation graph."""
