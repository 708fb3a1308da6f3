# SHIM
from .core.settings import *
from .core.settings import LLAMA_CPP_DEFAULTS, GenerationConfig, as_config, check_names
