"""Verbs that write: one a file, one public function a transaction. Reads go from the screens to the store's queries."""
