"""HTTP to a parent."""
