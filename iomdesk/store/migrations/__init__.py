"""Alembic migrations. They import nothing of ours."""
