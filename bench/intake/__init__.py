"""What an import of a field file costs, beside django-import-export: `python bench/intake/run.py`."""
