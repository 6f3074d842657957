"""Offences as recorded; severity and predictors come to live here."""
