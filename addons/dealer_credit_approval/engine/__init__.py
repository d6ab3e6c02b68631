"""Arithmetic of limit proposals, without the ORM."""
