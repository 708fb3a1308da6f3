"""Python in processes of their own."""

import os
import subprocess
import sys
import textwrap


def run_python(code, *arguments, timeout=120, cwd=None, **environment):
    """Run code in a separate process. Returns its output and its errors."""
    command = [sys.executable, "-c", textwrap.dedent(code), *arguments]
    environment = {**os.environ, **environment}
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, cwd=cwd, env=environment)
