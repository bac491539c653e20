"""Columns of the inbox. Local to a node: nothing here is synced."""

from django.db import models


class ImportRow(models.Model):
    """One file that was imported. report: the counts as JSON, without values of cells."""

    id = models.AutoField(primary_key=True)
    file = models.TextField()
    kind = models.TextField()
    as_of = models.TextField()
    author = models.TextField()
    at_ms = models.BigIntegerField()
    report = models.TextField()

    class Meta:
        db_table = "inbox_import"


class ImportedRow(models.Model):
    """A row that was read before, by the hash of what it said: the same row again states nothing new."""

    hash = models.BinaryField(primary_key=True)
    record = models.BinaryField(db_index=True)

    class Meta:
        db_table = "inbox_imported_row"


class QuestionRow(models.Model):
    """A row that waits for an answer. draft: its fields as JSON; it is no statement yet."""

    id = models.AutoField(primary_key=True)
    import_id = models.IntegerField(db_index=True)
    sheet = models.TextField()
    row = models.IntegerField()
    code = models.TextField()
    message = models.TextField()
    hash = models.BinaryField(unique=True)
    draft = models.TextField()

    class Meta:
        db_table = "inbox_question"
