"""Making a named copy of a document: asked for, passed through the agreement, drawn, registered, handed out."""
