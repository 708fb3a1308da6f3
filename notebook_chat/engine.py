# SHIM
from .core.errors import ContextError
from .llama.context import DecodeError, LlamaContext
from .llama.detokenizer import StopMatcher, StreamingDetokenizer
from .llama.engine import Engine, EngineParts, load_parts
from .llama.generation import Generation, OutputSpec
from .llama.model import LlamaModel
from .llama.sampler import Sampler
from .llama.scheduler import Request, Scheduler
from .llama.sequences import CachedSequence
from .llama.tokenizer import Tokenizer

TextStream = StreamingDetokenizer
_Context, _Engine, _Form, _Job, _Sequence, _load = LlamaContext, Engine, OutputSpec, Request, CachedSequence, load_parts
