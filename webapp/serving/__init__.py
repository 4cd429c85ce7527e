"""Serving that can be trusted: SPARQL protocol, graph store, roles, limits and watching."""
