"""Every word in a model's, kind's or field's name is in GLOSSARY.md, or is a machine word."""

import re

from django.apps import apps

from selaras.data import kamus
from tests.docs.repository import ROOT

# Words that mean in a column's name what they mean in every program.
MACHINE_WORDS = set(
    """
    at body by code count equal first hash id key last made met ms name names
    number row seen self signed since state times until url used valid version year
    """.split()
)
TERM = re.compile(r"^\| \*\*(.+?)\*\* \|", re.MULTILINE)
CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def words(name: str) -> set[str]:
    """Return the lower-case words that a name in snake_case or CamelCase is made of."""
    return {word.lower() for word in CAMEL.findall(name)}


def glossary() -> set[str]:
    """Return every word of every term that the glossary explains."""
    terms = TERM.findall((ROOT / "GLOSSARY.md").read_text("utf-8"))
    return {word for term in terms for word in words(term)}


def test_every_word_of_the_data_dictionary_is_explained() -> None:
    used = {
        word
        for kind in kamus().kinds.values()
        for name in (kind.name, *(field.name for field in kind.fields))
        for word in words(name)
    }

    assert used - glossary() - MACHINE_WORDS == set()


def test_every_word_of_a_models_name_is_explained() -> None:
    models = [model for model in apps.get_models() if model.__module__.startswith("selaras.")]
    used = {
        word
        for model in models
        for name in (model.__name__, *(field.name for field in model._meta.get_fields()))
        for word in words(name)
    }

    assert used - glossary() - MACHINE_WORDS == set()
