"""From a node's database URL to Django's settings."""

from pathlib import Path

import pytest

from selaras.config.database_url import UnknownDatabase, django_database

HOME = Path("/kantor")


def test_a_sqlite_file_lies_in_the_nodes_home() -> None:
    assert django_database("sqlite:///selaras.sqlite3", HOME)["NAME"] == HOME / "selaras.sqlite3"


def test_a_second_slash_makes_a_sqlite_path_absolute() -> None:
    assert django_database("sqlite:////data/a%20b.sqlite3", HOME)["NAME"] == Path("/data/a b.sqlite3")


def test_sqlite_commits_are_on_the_disk_when_they_return() -> None:
    options = django_database("sqlite:///selaras.sqlite3", HOME)["OPTIONS"]

    assert options["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=EXTRA" in options["init_command"]


def test_a_postgresql_url_is_taken_apart() -> None:
    database = django_database("postgresql://siti:r%40hasia@pg:5433/jatim?sslmode=require", HOME)

    assert database == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "jatim",
        "USER": "siti",
        "PASSWORD": "r@hasia",
        "HOST": "pg",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require", "options": "-c synchronous_commit=on"},
    }


def test_a_postgresql_url_cannot_make_commits_return_before_they_are_on_the_disk() -> None:
    url = "postgresql://pg/jatim?options=-c%20synchronous_commit%3Doff"
    options = django_database(url, HOME)["OPTIONS"]["options"]

    assert options == "-c synchronous_commit=off -c synchronous_commit=on"


def test_an_unknown_database_is_refused_without_showing_its_password() -> None:
    with pytest.raises(UnknownDatabase) as refused:
        django_database("mysql://root:rahasia@db/kantor", HOME)

    assert "mysql" in str(refused.value)
    assert "rahasia" not in str(refused.value)
