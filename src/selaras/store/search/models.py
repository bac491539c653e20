"""Columns of the list of records. A cache: written by index.py, read by queries.py, emptied by rebuild."""

from django.db import models


class DocumentRow(models.Model):
    """One enterprise or cooperative as a line of a list.

    sort: its name as names are ordered. section: letter of the KBLI. missing: bits of store.search.document.MISSING.
    changed_ms: of the latest statement about it, by its author's clock.
    """

    id = models.IntegerField(primary_key=True)
    record = models.BinaryField(unique=True)
    kind = models.TextField()
    area = models.TextField()
    name = models.TextField()
    sort = models.TextField()
    skala = models.TextField()
    section = models.TextField()
    status = models.TextField()
    missing = models.IntegerField()
    verified = models.BooleanField()
    disputed = models.BooleanField()
    changed_ms = models.BigIntegerField()

    class Meta:
        db_table = "search_document"
        indexes = [
            models.Index(fields=["kind", "sort", "id"], name="search_by_name"),
            models.Index(fields=["kind", "changed_ms", "id"], name="search_by_change"),
        ]


class WordRow(models.Model):
    """A word that some record bears, in the form that words are compared by."""

    id = models.IntegerField(primary_key=True)
    word = models.TextField(unique=True)

    class Meta:
        db_table = "search_word"


class GramRow(models.Model):
    """Three letters in a row of a word."""

    row = models.BigAutoField(primary_key=True)
    gram = models.TextField()
    word = models.IntegerField(db_index=True)

    class Meta:
        db_table = "search_gram"
        indexes = [models.Index(fields=["gram", "word"], name="search_gram_words")]


class PostingRow(models.Model):
    """A record bears a word. place: word << 32 | document, so that the key alone finds all documents of a word."""

    place = models.BigIntegerField(primary_key=True)
    document = models.IntegerField(db_index=True)

    class Meta:
        db_table = "search_posting"


class NumberRow(models.Model):
    """A telephone number of a record; other numbers have their index in the registry."""

    document = models.IntegerField(primary_key=True)
    number = models.TextField(db_index=True)

    class Meta:
        db_table = "search_number"


class CursorRow(models.Model):
    """How far a stream of the ledger is in the list."""

    stream = models.BigIntegerField(primary_key=True)
    seq = models.BigIntegerField()

    class Meta:
        db_table = "search_cursor"
