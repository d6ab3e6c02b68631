"""Arithmetic of credit, without the ORM: what is allowed, whether an amount fits, what of an order is still open."""
