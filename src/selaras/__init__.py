"""Selaras: a registry of cooperatives and small enterprises, the same at every level."""
