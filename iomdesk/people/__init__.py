"""Identity, identifiers, markers, officers of a person, and two records linked as one."""
