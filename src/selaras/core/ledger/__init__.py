"""The ledger as values: changes, streams, clock, authority and the fold. Nothing here stores or sends."""
