"""Contacts: visits, appointments and calls, planned and as they went."""
