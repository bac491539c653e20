"""The registry of enterprises as a Django application."""
