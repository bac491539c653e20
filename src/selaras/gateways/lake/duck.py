"""DuckDB over the files of a lake, asked the same questions as a database. The files are only read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

MEMORY = "3GB"


class DuckDatabase:
    """One connection. Tables of the registry are views over Parquet files; `record` is hexadecimal text in them."""

    dialect = "duckdb"

    def __init__(self, folder: Path, tables: Mapping[str, Mapping[str, type]], *, threads: int = 2) -> None:
        """Open a lake. tables: columns and types of each table registry_KIND, for the kinds without any file too."""
        self._connection = duckdb.connect(config={"threads": threads, "memory_limit": MEMORY})
        self._connection.execute("SET autoinstall_known_extensions = false")
        self._connection.execute("SET autoload_known_extensions = false")
        for name, columns in tables.items():
            kind = name.removeprefix("registry_")
            if any((folder / kind).glob("*/data.parquet")):
                pattern = str(folder / kind / "*" / "data.parquet").replace("'", "''")
                source = f"SELECT * FROM read_parquet('{pattern}')"
            else:
                nothing = (f"CAST(NULL AS {'BIGINT' if of is int else 'VARCHAR'}) AS {c}" for c, of in columns.items())
                source = f"SELECT {', '.join(nothing)} WHERE false"
            self._connection.execute(
                f"CREATE VIEW {name} AS SELECT *, CAST(NULL AS VARCHAR) AS deletions FROM ({source})"
            )

    def close(self) -> None:
        """Free the memory."""
        self._connection.close()

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, list(params)).fetchall()

    def execute(self, sql: str, params: Sequence[Any] = ()) -> int:
        self._connection.execute(sql, list(params))
        return 0
