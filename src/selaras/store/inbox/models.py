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


class ReadRow(models.Model):
    """A row that was read before. The same row again states nothing new, unless another row has spoken since (flows.standing).

    key: hash of what names its record, found by the first row of it; hash: of everything it said, null where something of it was
    not stated. Equal hashes have equal keys, so one index serves both. import_id: the import that stated it first.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.BinaryField(db_index=True)
    hash = models.BinaryField(null=True)
    record = models.BinaryField(db_index=True)
    import_id = models.IntegerField()

    class Meta:
        db_table = "inbox_read_row"


class QuestionRow(models.Model):
    """A question that an import asked; see core.intake.draft.Question. id: the number that an officer names.

    about, options: JSON. record, other: the records it is about. answer: null while it is open.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.BinaryField(unique=True)
    code = models.TextField()
    about = models.TextField()
    field = models.TextField()
    options = models.TextField()
    file = models.TextField()
    layout = models.TextField()
    sheet = models.TextField()
    row = models.IntegerField()
    heading = models.TextField()
    value = models.TextField()
    message = models.TextField()
    record = models.BinaryField(null=True, db_index=True)
    other = models.BinaryField(null=True, db_index=True)
    asked_ms = models.BigIntegerField()
    answer = models.TextField(null=True)
    answered_ms = models.BigIntegerField(null=True)
    author = models.TextField(null=True)

    class Meta:
        db_table = "inbox_question"


class WaitingSheet(models.Model):
    """A sheet of which rows wait. layout: JSON of its core.intake.sheet.SheetLayout. as_of: days since 1970-01-01."""

    key = models.BinaryField(primary_key=True)
    file = models.TextField()
    layout = models.TextField()
    as_of = models.IntegerField()
    author = models.TextField()

    class Meta:
        db_table = "inbox_waiting_sheet"


class WaitingRow(models.Model):
    """A row of a file that waits for an answer. cells: JSON. record: the one that its other values stand in.

    import_id: the import that it waits since.
    """

    key = models.BinaryField(primary_key=True)
    sheet = models.BinaryField(db_index=True)
    row = models.IntegerField()
    cells = models.TextField()
    record = models.BinaryField(null=True, db_index=True)
    import_id = models.IntegerField(db_index=True)

    class Meta:
        db_table = "inbox_waiting_row"


class WaitingFor(models.Model):
    """Which row waits for which question, by their keys."""

    id = models.BigAutoField(primary_key=True)
    question = models.BinaryField(db_index=True)
    waiting = models.BinaryField(db_index=True)

    class Meta:
        db_table = "inbox_waiting_for"


class Trace(models.Model):
    """Where a record was met: in a row of a file, with this telephone, with this name in this desa. key: a hash of that.

    No index on record: only an erasure asks by it, and every import would pay.
    """

    key = models.BigIntegerField(primary_key=True)
    record = models.BinaryField()

    class Meta:
        db_table = "inbox_trace"
