"""The kit every printed document is laid out with: paper, type, flow, tables, furniture, structure."""
