"""The case conference: series, agenda, meeting, minutes."""
