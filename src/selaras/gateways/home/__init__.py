"""The node's folder: its name and level, its keys, and the witness beside its database."""
