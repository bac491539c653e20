"""Offices in memory for tests: real flows and store, with clock, chance, line and disk in the test's hands."""
