"""Columns of the inbox. Local to a node: nothing here is synced."""

from django.db import models


class Import(models.Model):
    """One import of a file. as_of: days since 1970-01-01. finished_ms: null while it runs and after a crash in it.

    undone_ms: when the whole of it was taken back.
    """

    id = models.IntegerField(primary_key=True)
    file = models.TextField()
    kind = models.TextField()
    author = models.TextField()
    as_of = models.IntegerField()
    begun_ms = models.BigIntegerField()
    finished_ms = models.BigIntegerField(null=True)
    undone_ms = models.BigIntegerField(null=True)
    accepted = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    changes = models.IntegerField(default=0)

    class Meta:
        db_table = "inbox_import"


class ImportSpan(models.Model):
    """Changes that one import stated: a run of places in one of this node's own streams, as ledger_change counts them."""

    id = models.BigAutoField(primary_key=True)
    import_id = models.IntegerField(db_index=True)
    first = models.BigIntegerField()
    last = models.BigIntegerField()

    class Meta:
        db_table = "inbox_import_span"


class ImportedRow(models.Model):
    """A row that was read before, by the hash of what it said: the same row again states nothing new.

    import_id: the import that stated it first.
    """

    hash = models.BinaryField(primary_key=True)
    record = models.BinaryField(db_index=True)
    import_id = models.IntegerField()

    class Meta:
        db_table = "inbox_imported_row"
