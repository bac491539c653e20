"""A backup as one file: what it holds, and whether every byte of it is still as it was written."""
