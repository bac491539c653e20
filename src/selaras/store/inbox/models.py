"""Columns of the inbox. Local to a node: nothing here is synced."""

from django.db import models


class ImportedRow(models.Model):
    """A row that was read before, by the hash of what it said: the same row again states nothing new."""

    hash = models.BinaryField(primary_key=True)
    record = models.BinaryField(db_index=True)

    class Meta:
        db_table = "inbox_imported_row"
