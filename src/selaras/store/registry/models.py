"""One model a kind, made from the data dictionary so that no column can differ from it.

Texts, whole numbers and nothing else: dates are ISO texts, decimals canonical texts, so both databases hold equal bytes.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from selaras import data
from selaras.core.terms.kamus import Field, FieldType, Kind

NUMBERS = frozenset({FieldType.RUPIAH, FieldType.BILANGAN, FieldType.TAHUN})
INDEXED = {  # numbers stand in no order, so each costs a page of its index a record: those that are missing stand in none
    "usaha": ("nik_pemilik", "nib"),
    "koperasi": ("nik_koperasi",),
    "kredit": ("nik_debitur",),
}


class RegistryRow(models.Model):
    """What every kind has beside its fields; see core.ledger.state.State for their meaning.

    wilayah_induk: the kab/kota (or province) the record is bound to. verified, unverified: hexadecimal masks over the kind's
    fields. rivals, proposals: JSON {field: [[value, change id], …]}. heads, deletions: 32-byte ids joined.
    """

    record = models.BinaryField(primary_key=True)
    wilayah_induk = models.TextField()
    heads = models.BinaryField()
    pembina = models.TextField()
    offer = models.TextField(null=True)
    verified = models.TextField()
    unverified = models.TextField()
    rivals = models.TextField(null=True)
    proposals = models.TextField(null=True)
    deletions = models.BinaryField(null=True)

    class Meta:
        abstract = True


def looked_up(kind: Kind) -> tuple[str, ...]:
    """Return the fields that records of this kind are found by, each with an index."""
    subject = (kind.subject_field,) if kind.subject_field else ()
    return (*INDEXED.get(kind.name, ()), *subject)


def _column(field: Field) -> Any:
    if field.type in NUMBERS:
        return models.BigIntegerField(field.label, null=True)
    return models.TextField(field.label, null=True)


def _index_name(kind: Kind, field: str) -> str:
    return f"r_{kind.name}_{field}"[:30]


def _model(kind: Kind) -> type[RegistryRow]:
    class Meta:
        db_table = f"registry_{kind.name}"
        verbose_name = kind.name.replace("_", " ")
        indexes = (
            [
                models.Index(fields=fields, name=_index_name(kind, fields[0]))
                for fields in (
                    ["wilayah_induk", "record"],
                    *([subject] for subject in (kind.subject_field,) if subject),
                )
            ]
            + [
                models.Index(fields=[name], name=_index_name(kind, name), condition=Q((f"{name}__isnull", False)))
                for name in INDEXED.get(kind.name, ())
            ]
            + [
                models.Index(
                    fields=["record"], name=_index_name(kind, column), condition=Q((f"{column}__isnull", False))
                )
                for column in ("offer", "deletions")  # few of many, which their pages list
                if kind.subject_field is None
            ]
        )

    name = "".join(part.capitalize() for part in kind.name.split("_"))
    columns = {field.name: _column(field) for field in kind.fields}
    return type(name, (RegistryRow,), {"__module__": __name__, "Meta": Meta, **columns})


MODELS: dict[str, type[RegistryRow]] = {kind.name: _model(kind) for kind in data.kamus().kinds.values()}


class PolicyRow(models.Model):
    """An authority table after the first, from a `kebijakan` record of the nation. authority: JSON [[kind, field, who], …]."""

    version = models.IntegerField(primary_key=True)
    since = models.TextField()
    authority = models.TextField()
    change = models.BinaryField()

    class Meta:
        db_table = "registry_policy"


class PublicationRow(models.Model):
    """A standing publication, from a `penerbitan` record of its publisher. fields: names joined by |; conditions: field=value joined by |.

    ended: withdrawn. done: how far this node has restated its own, JSON {stream number: seq}; empty: not at all.
    """

    id = models.BigAutoField(primary_key=True)
    record = models.BinaryField()
    publisher = models.BinaryField()
    reader = models.BinaryField()
    kind = models.TextField()
    fields = models.TextField()
    conditions = models.TextField()
    purpose = models.TextField()
    basis = models.TextField()
    consented = models.BooleanField()
    ended = models.BooleanField(default=False)
    done = models.TextField(default="")

    class Meta:
        db_table = "registry_publication"
        constraints = [models.UniqueConstraint(name="registry_publication_once", fields=["record", "publisher"])]
