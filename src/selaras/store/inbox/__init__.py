"""What came in from files and waits or was done: imports, their rows, questions."""
