"""How an environment is made on machines that lack one thing or another."""

from pathlib import Path

import pytest

from tools import environment


class Machine:
    """A machine with some modules, on which every program succeeds and is written down."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *modules: str, root: bool = False) -> None:
        self.commands: list[str] = []
        monkeypatch.setattr(environment, "run", self.run)
        monkeypatch.setattr(environment, "has", modules.__contains__)
        monkeypatch.setattr("os.geteuid", lambda: 0 if root else 1000, raising=False)
        monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")

    def run(self, *command: object) -> bool:
        self.commands.append(" ".join(map(str, command)))
        return True


def test_an_environment_that_holds_what_is_asked_for_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(monkeypatch, "ensurepip")
    (tmp_path / ".venv").mkdir()
    environment.main(tmp_path / ".venv", "dev")
    made = len(machine.commands)

    assert environment.main(tmp_path / ".venv", "dev") == 0
    assert len(machine.commands) == made


def test_other_extras_bring_it_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch, "ensurepip")
    (tmp_path / ".venv").mkdir()
    environment.main(tmp_path / ".venv", "test")

    environment.main(tmp_path / ".venv", "dev")

    assert machine.commands[-1].endswith(".[dev]")


def test_without_ensurepip_the_pip_of_this_python_installs_one(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch, "pip")

    assert environment.create(Path("lingkungan"))
    assert "--without-pip" in machine.commands[0]
    assert "--python" in machine.commands[1]


def test_root_on_debian_gets_the_missing_package(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch, root=True)

    assert environment.create(Path("lingkungan"))
    assert any("apt-get install" in command for command in machine.commands)


def test_a_machine_without_any_way_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Machine(monkeypatch)

    assert environment.main(tmp_path / ".venv", "dev") == 1
    assert "python3-venv" in capsys.readouterr().err
