"""Columns of the people of an office. Written and read by the files beside this one."""

from django.db import models


class PersonRow(models.Model):
    """Somebody who works here. login: lower case; wilayah: what lies outside it is closed to them; password: Argon2id."""

    id = models.AutoField(primary_key=True)
    login = models.TextField(unique=True)
    name = models.TextField()
    role = models.TextField()
    wilayah = models.TextField()
    password = models.TextField()
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "people_person"


class SessionRow(models.Model):
    """Somebody who is in. key: the hash of what their browser holds.

    opened: the record whose personal data they opened under a purpose, until when.
    """

    key = models.BinaryField(primary_key=True)
    person = models.IntegerField(db_index=True)
    since_ms = models.BigIntegerField()
    seen_ms = models.BigIntegerField()
    opened = models.BinaryField(null=True)
    opened_until = models.BigIntegerField(default=0)

    class Meta:
        db_table = "people_session"


class FailureRow(models.Model):
    """Wrong passwords in a row for one login, known or not."""

    login = models.TextField(primary_key=True)
    count = models.IntegerField()
    last_ms = models.BigIntegerField()

    class Meta:
        db_table = "people_failure"


class AccessRow(models.Model):
    """One line of the access log: who did what, to which record, for what purpose. Never changed, never removed."""

    id = models.BigAutoField(primary_key=True)
    at_ms = models.BigIntegerField()
    login = models.TextField()
    deed = models.TextField()
    record = models.BinaryField(null=True)
    purpose = models.TextField()

    class Meta:
        db_table = "people_access"
