"""What a form shows again when something in it is wrong: what was typed, and the fault beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Box:
    """One field of a form. kind: text, password, select or area.

    choices: of a select, as (value, word). before: what the box was filled with, where a form tells what changed.
    """

    name: str
    label: str
    value: str = ""
    hint: str = ""
    fault: str = ""
    kind: str = "text"
    autocomplete: str = "off"
    choices: tuple[tuple[str, str], ...] = ()
    before: str = ""


@dataclass(slots=True)
class Typed:
    """What was typed into a form. faults: by field, "" for the form as a whole."""

    values: Mapping[str, str]
    faults: dict[str, str] = field(default_factory=dict)

    def box(self, name: str, label: str, **more: object) -> Box:
        """Return a box with what was typed and what is wrong with it; a password is never shown again."""
        value = "" if more.get("kind") == "password" else self.values.get(name, "")
        return Box(name, label, value, fault=self.faults.get(name, ""), **more)  # type: ignore[arg-type]


def summary(boxes: Iterable[Box], whole: str = "") -> list[tuple[str, str]]:
    """Return every fault of a form as (anchor, sentence), for the box above it; "" leads to no field."""
    found = [("", whole)] if whole else []
    return found + [(f"isian-{box.name}", f"{box.label}: {box.fault}") for box in boxes if box.fault]
