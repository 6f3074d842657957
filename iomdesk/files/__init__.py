"""Files about people: letters, photographs, old minutes."""
