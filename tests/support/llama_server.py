"""llama.cpp's own server, llama-server, with real weights, in a separate process.

It is built once per version from the source distribution of llama-cpp-python, into the user's cache. Only the server
and what is shared among llama.cpp's programs is compiled: the libraries that llama-cpp-python has installed do the
rest, so it computes exactly what the models in this process compute.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.request import urlopen

import pytest

from support.ports import free_port
from support.source_distribution import PACKAGE, extract, cached_folder, run

FOLDERS = "common|include|ggml/include|scripts|src|tools/mtmd|tools/server|tools/ui|vendor"
WANTED = re.compile(rf"[^/]+/vendor/llama\.cpp/((?:{FOLDERS})/(?!.*(?:node_modules|tests|bench)/).+"
                    r"\.(?:c|cc|cpp|h|hpp|in|txt|cmake))")

PROJECT = """
cmake_minimum_required(VERSION 3.14)
project(llama_server C CXX)
find_package(Threads REQUIRED)

function(license_add_file)
endfunction()
function(llama_add_compile_flags)
endfunction()

set(LLAMA_VERSION_BASE 0.0.0)
set(LLAMA_VERSION_MAJOR 0)
set(LLAMA_BUILD_NUMBER 0)
set(LLAMA_BUILD_COMMON ON)
set(LLAMA_BUILD_UI OFF)
set(LLAMA_USE_PREBUILT_UI OFF)
set(LLAMA_OPENSSL OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

# The installed libraries in place of llama.cpp's own targets
file(GLOB LIBRARIES ${INSTALLED}/*.so ${INSTALLED}/*.dylib)
add_library(llama INTERFACE)
target_include_directories(llama INTERFACE include ggml/include)
target_link_libraries(llama INTERFACE ${LIBRARIES})
add_library(mtmd INTERFACE)
target_include_directories(mtmd INTERFACE tools/mtmd)
target_link_libraries(mtmd INTERFACE llama)

add_subdirectory(vendor)
add_subdirectory(common)
add_subdirectory(tools/ui)
add_subdirectory(tools/server)
"""


def installed_libraries():
    """The folder with the libraries of the installed llama-cpp-python."""
    return Path(find_spec("llama_cpp").submodule_search_locations[0]) / "lib"


def build(folder):
    """Compile llama-server into a folder."""
    if not (cmake := shutil.which("cmake")):
        raise OSError("building llama-server takes cmake and a C++ compiler")
    with tempfile.TemporaryDirectory() as scratch:
        source, made = Path(scratch) / "source", Path(scratch) / "build"
        extract(source, lambda name: (match := WANTED.fullmatch(name)) and match[1])
        (source / "CMakeLists.txt").write_text(PROJECT)
        options = ["-DCMAKE_BUILD_TYPE=None", "-DCMAKE_CXX_FLAGS=-O1 -w", "-DBUILD_SHARED_LIBS=OFF",
                   f"-DINSTALLED={installed_libraries()}", *shlex.split(os.environ.get("CMAKE_ARGS", ""))]
        generator = ["-G", "Ninja"] if shutil.which("ninja") else []
        run([cmake, "-S", source, "-B", made, *generator, *options], timeout=300)
        run([cmake, "--build", made, "--target", "llama-server", "--parallel", os.cpu_count() or 2], timeout=1500)
        shutil.copy(made / "bin" / "llama-server", folder)


def program():
    """llama-server, built if need be; a skip with the reason where that fails, also where everything must run."""
    folder, error = cached_folder("llama-server", build)
    if error:
        pytest.skip(f"llama-server can't be built: {error}")
    return folder / "llama-server"


class LlamaServer:
    """llama-server with a model; `options` are its own."""

    def __init__(self, model, *options, parallel=2, context=2048, threads=1):
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}/v1"
        command = [program(), "--model", model, "--alias", "smol", "--host", "127.0.0.1", "--port", self.port,
                   "--jinja", "--parallel", parallel, "--ctx-size", context, "--threads", threads, "--no-warmup",
                   *options]
        environment = {**os.environ, "LD_LIBRARY_PATH": str(installed_libraries()),   # of this environment, not of the
                       "DYLD_LIBRARY_PATH": str(installed_libraries())}              # one that it was built in
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(list(map(str, command)), stdout=self.log, stderr=self.log, env=environment)
        try:
            self._wait(120)
        except BaseException:
            self.stop()
            raise

    def _wait(self, seconds):
        """Wait until the model is loaded."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(OSError), urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5):
                return
            time.sleep(0.05)
        self.log.seek(0)
        raise RuntimeError(f"llama-server doesn't start: {self.log.read()[-2000:].decode('utf-8', 'replace')}")

    def slots(self):
        """What each of its slots is doing."""
        with urlopen(f"http://127.0.0.1:{self.port}/slots", timeout=10) as answer:
            return json.load(answer)

    def idle(self):
        """Whether no slot is at work."""
        return not any(slot["is_processing"] for slot in self.slots())

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.stop()

    def stop(self):
        self.process.kill()
        self.process.wait()
