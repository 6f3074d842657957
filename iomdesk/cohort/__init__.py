"""Membership of the scheme as dated events, and dated ratings."""
