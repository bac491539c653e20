"""A Django project with one syncable model of 25 columns; runs in Morango's own environment."""
