"""The Pathways Matrix."""
