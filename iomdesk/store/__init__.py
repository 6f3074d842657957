"""How it is kept: encrypted file, key slots, unit of work, operations, projector, audit, backup, migrations."""
