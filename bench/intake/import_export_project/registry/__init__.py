"""An office's registry as a careful Django project would write it for django-import-export."""
