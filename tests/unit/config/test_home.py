"""What the settings read from a node's home."""

from pathlib import Path

from selaras.config.home import Home, read_home


def test_a_folder_without_a_node_has_safe_defaults(tmp_path: Path) -> None:
    assert read_home(tmp_path) == Home(tmp_path)


def test_the_node_file_gives_database_key_and_hosts(tmp_path: Path) -> None:
    (tmp_path / "simpul.toml").write_text(
        'name = "Kabupaten Malang"\n'
        'database = "postgresql:///malang"\n'
        'web_secret = "kunci"\n'
        'web_hosts = ["kumkm.malang.example"]\n',
        encoding="utf-8",
    )

    assert read_home(tmp_path) == Home(
        tmp_path, "postgresql:///malang", "kunci", ("kumkm.malang.example",), name="Kabupaten Malang"
    )
