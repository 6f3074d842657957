"""Reconciliation with the central server. Today: the byte formats it will carry, specified in PROTOCOL.md."""
