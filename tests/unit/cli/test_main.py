"""The command's shared behaviour."""

import json
import subprocess
import sys


def test_version_prints_one_json_object_on_stdout() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from selaras.cli.main import main; main()", "version", "--json"],
        check=True,
        capture_output=True,
        text=True,
    )

    assert json.loads(done.stdout)["selaras"]
