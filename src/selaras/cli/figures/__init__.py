"""selaras figures: one file a verb."""
