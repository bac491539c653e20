"""A publisher and a subscriber of one plain table; runs in PostgreSQL's own environment."""
