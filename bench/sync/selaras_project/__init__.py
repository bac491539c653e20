"""Selaras itself as one of the compared programs."""
