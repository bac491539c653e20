"""Figures: facts of each unit in a table for the session, whole numbers by cell, and the releases that were frozen."""
