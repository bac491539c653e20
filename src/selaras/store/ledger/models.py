"""Columns of the ledger. Written by append.py and receive.py only, read by queries.py."""

from typing import Any

from django.db import models


class PlaceField(models.BigIntegerField):  # type: ignore[type-arg]  # Django's class takes none at run time
    """A 64-bit key. SQLite keeps a table in the order of its key only when the type is spelled `integer`."""

    def db_type(self, connection: Any) -> str | None:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class StreamRow(models.Model):
    """One stream and how far this node holds it. safe_seq: the last change that another node acknowledged."""

    id = models.BigAutoField(primary_key=True)
    key = models.BinaryField(unique=True)
    node = models.BinaryField()
    epoch = models.BinaryField()
    wilayah = models.TextField()
    rumpun = models.TextField()
    seq = models.BigIntegerField()
    head = models.BinaryField()
    safe_seq = models.BigIntegerField(default=0)

    class Meta:
        db_table = "ledger_stream"
        constraints = [
            models.CheckConstraint(name="ledger_stream_safe_is_held", condition=models.Q(safe_seq__lte=models.F("seq")))
        ]


class ShapeRow(models.Model):
    """The field names that payloads refer to by a small number."""

    id = models.AutoField(primary_key=True)
    digest = models.BinaryField(unique=True)
    names = models.TextField()

    class Meta:
        db_table = "ledger_shape"


class ChangeRow(models.Model):
    """One change. place: stream id << 40 | seq, so that a stream is one run of keys without a second index.

    prev and id follow from the row before; commitment stands only where the payload was lawfully erased.
    """

    place = PlaceField(primary_key=True)
    id_hash = models.BinaryField(db_column="id")
    hlc_ms = models.BigIntegerField()
    hlc_tick = models.BigIntegerField()
    kind = models.TextField()
    record = models.BinaryField(db_index=True)
    parents = models.BinaryField()
    as_of = models.IntegerField()
    policy = models.IntegerField()
    shape = models.IntegerField()
    salt = models.BinaryField(null=True)
    payload = models.BinaryField(null=True)
    commitment = models.BinaryField(null=True)

    class Meta:
        db_table = "ledger_change"
        constraints = [
            models.CheckConstraint(
                name="ledger_change_said_or_erased",
                condition=models.Q(salt__isnull=False, payload__isnull=False, commitment__isnull=True)
                | models.Q(salt__isnull=True, payload__isnull=True, commitment__isnull=False),
            )
        ]


class HeadRow(models.Model):
    """The author's signature over a head; batches end only at these."""

    place = PlaceField(primary_key=True)
    signature = models.BinaryField()

    class Meta:
        db_table = "ledger_head"


class ErasureRow(models.Model):
    """A change whose payload no node may hold any more; it may arrive after its erasure. swept: no freed page holds it either."""

    row = models.BigAutoField(primary_key=True)
    id_hash = models.BinaryField(db_column="id")
    record = models.BinaryField()
    swept = models.BooleanField(default=False)

    class Meta:
        db_table = "ledger_erasure"
        constraints = [models.UniqueConstraint(name="ledger_erasure_once", fields=["id_hash", "record"])]


class DamageRow(models.Model):
    """Where the last scrub found damage that no sync has mended yet.

    stream: id of the stream's row, 0 for what lies beside the streams; first: the first sequence number that is not sure.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.BigIntegerField()
    first = models.BigIntegerField()
    seen_ms = models.BigIntegerField()

    class Meta:
        db_table = "ledger_damage"


class RestatedRow(models.Model):
    """A change of this node that stood in a branch of a forked stream, and the one that says it again; null if erased."""

    id_hash = models.BinaryField(db_column="id", primary_key=True)
    restated_as = models.BinaryField(null=True)

    class Meta:
        db_table = "ledger_restated"


class QuarantineRow(models.Model):
    """A segment that could not be applied: counted, shown, not acknowledged. One row a stream and cause."""

    id = models.AutoField(primary_key=True)
    peer = models.BinaryField()
    stream = models.TextField()
    first = models.BigIntegerField()
    cause = models.TextField()
    message = models.TextField()
    segment = models.BinaryField()
    times = models.IntegerField(default=1)
    first_seen_ms = models.BigIntegerField()
    last_seen_ms = models.BigIntegerField()

    class Meta:
        db_table = "ledger_quarantine"
        constraints = [models.UniqueConstraint(name="ledger_quarantine_once", fields=["peer", "stream", "cause"])]
