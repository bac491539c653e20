"""Doors for other programs: the two addresses that children call."""
