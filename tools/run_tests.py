"""Run the whole suite."""

import subprocess
import sys

sys.exit(subprocess.run([sys.executable, "-m", "pytest", "-n", "2"], check=False).returncode)
