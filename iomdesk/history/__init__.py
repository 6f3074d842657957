"""What a history is made of: operations, signed changes, and what many of them make together.

Pure and shared with the central server: no database, no clock, no randomness of its own. ``sync/PROTOCOL.md``
specifies the byte formats written here.
"""
