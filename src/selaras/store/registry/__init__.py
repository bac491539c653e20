"""The registry: one table a kind, a cache of the ledger. projection.py is its only writer."""
