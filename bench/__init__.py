"""Benchmarks: measured work, never imported by the product."""
