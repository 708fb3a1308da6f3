"""Two of llama-cpp-python's servers as replicas of one Ray Serve deployment on the loopback interface.

    python -m support.ray_service PORT MODEL

Prints `ready` when they answer. A line on its input has it kill one of the two; the end of the input ends
everything."""

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_AUTH_MODE": "disabled"}

import ray
from llama_cpp.server.app import create_app
from llama_cpp.server.settings import ModelSettings, ServerSettings
from ray import serve

PORT, MODEL = int(sys.argv[1]), sys.argv[2]


def build_app():
    """The server, made where the replica runs."""
    model = ModelSettings(model=MODEL, model_alias="demo", n_ctx=2048, n_threads=1, n_threads_batch=1, verbose=False)
    return create_app(server_settings=ServerSettings(interrupt_requests=False), model_settings=[model])


def replicas():
    """The process ids of our replicas."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if path.read_bytes().startswith(b"ray::ServeReplica") and f"\0PORT={PORT}\0".encode() in path.with_name(
                "environ").read_bytes():
                found.append(int(path.parent.name))
    return found


if __name__ == "__main__":
    os.environ["PORT"] = str(PORT)   # how our replicas are known from others'
    ray.init(num_cpus=1, include_dashboard=False, log_to_driver=False, configure_logging=False,
             object_store_memory=100 * 2**20)
    serve.start(http_options={"host": "127.0.0.1", "port": PORT})

    @serve.deployment(num_replicas=2, max_ongoing_requests=16, ray_actor_options={"num_cpus": 0.1})
    @serve.ingress(build_app)
    class Demo:
        pass

    serve.run(Demo.bind(), route_prefix="/")
    print("ready", *replicas(), flush=True)
    for _ in sys.stdin:
        victim = replicas()[0]
        os.kill(victim, signal.SIGKILL)
        print("killed", victim, flush=True)
    serve.shutdown()
    ray.shutdown()
