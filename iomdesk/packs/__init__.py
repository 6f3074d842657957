"""Everything printed: frozen data in, PDF bytes out. It knows no store and no other room."""
