"""Papers: typst templates of this folder, filled with values."""
