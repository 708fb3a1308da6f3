# SHIM
from .core.errors import LoadError, ModelClosedError
from .llama.files import *
from .llama.files import BUILT_IN
from .llama.gguf import check_gguf
from .llama.library import LOG_ERROR, LOG_WARNING, _receive_log, collect_log, llama_library, log_callback
from .llama.weights import *

_log_lines = collect_log
_LOG_ERROR, _LOG_WARNING = LOG_ERROR, LOG_WARNING
