"""The same records carried from one office to another by Selaras and by its peers."""
