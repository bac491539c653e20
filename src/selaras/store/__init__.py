"""Where changes and what follows from them are kept. Django apps without screens; SQL in the open."""
