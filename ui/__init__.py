"""Everything a person touches: the command line today, the window to come."""
