"""Copies of documents: made for whom, returned or shredded."""
