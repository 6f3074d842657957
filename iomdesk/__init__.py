"""iomdesk: the desk of an Integrated Offender Management team, offline first and encrypted."""

__version__ = "0.1.0"
