"""The source distribution of llama-cpp-python, which holds llama.cpp's sources: fetched once per version from the
Python package index into the user's cache, and shared by everything that takes something out of it."""

import fcntl
import functools
import os
import subprocess
import sys
import tarfile
import tempfile
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

PACKAGE = "llama-cpp-python"
ERRORS = (OSError, subprocess.SubprocessError, tarfile.TarError, ValueError)   # what fetching and building may raise


def cache_home():
    """Where everything is kept that the tests fetch or build once."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "notebook_chat_tests"


@contextmanager
def locked(name):
    """Inside the block, no other process is in a block of this name."""
    cache_home().mkdir(parents=True, exist_ok=True)
    with open(cache_home() / name, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def archive():
    """The source distribution of the installed version, fetched if need be; whole or not at all."""
    path = cache_home() / f"{PACKAGE}-{version(PACKAGE)}.tar.gz"
    with locked("archive.lock"):   # one process fetches, the others wait for it
        if not path.exists():
            with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
                command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", PACKAGE,
                           f"{PACKAGE}=={version(PACKAGE)}"]
                run([*command, "--dest", scratch], timeout=600)
                [fetched] = Path(scratch).glob("*.tar.gz")
                fetched.rename(path)
    return path


def run(command, timeout, **options):
    """Run a command that must succeed; its output is in the error."""
    subprocess.run(list(map(str, command)), check=True, timeout=timeout, capture_output=True, text=True, **options)


def extract(folder, name_of):
    """Write files of the source distribution into a folder: those for whose name in the archive `name_of` gives one."""
    with tarfile.open(archive()) as file:
        for member in file:
            if member.isfile() and (name := name_of(member.name)):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(file.extractfile(member).read())


def made_once(folder, make):
    """The folder that `make(path)` fills, once for all processes and runs; whole or not at all. Raises `ERRORS`."""
    if folder.exists():
        return folder
    with locked(f"{folder.name}.lock"):
        if not folder.exists():
            with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
                made = Path(scratch) / "made"
                made.mkdir()
                make(made)
                made.rename(folder)
    return folder


@functools.lru_cache(maxsize=None)
def cached_folder(name, make):
    """The folder of that name in the cache, or why there is none; tried once per run."""
    try:
        return made_once(cache_home() / f"{name}-{version(PACKAGE)}", make), None
    except ERRORS as error:
        said = f"{getattr(error, 'stderr', '') or ''}{getattr(error, 'stdout', '') or ''}".strip()
        return None, f"{error} {said[-1500:]}"
