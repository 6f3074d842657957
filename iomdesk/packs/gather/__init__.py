"""From what the desk knows to what one named copy may hold, in the words of the page."""
