"""The ledger: streams, their changes, signed heads, and what could not be applied."""
