"""Spells in custody and releases."""
