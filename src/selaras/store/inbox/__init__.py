"""What came in from files. Local to a node: nothing here is synced."""
