# SHIM
from notebook_chat.core.text import truncate
from notebook_chat.tools.builtin import *
from notebook_chat.tools.builtin import BotFunctions
from notebook_chat.tools.function import *
from notebook_chat.tools.parsers import *
from notebook_chat.tools.pythonic import *
from notebook_chat.tools.read_json import read_json
from notebook_chat.tools.registry import *
from notebook_chat.tools.run import *
from notebook_chat.tools.schema import *
from notebook_chat.tools.schema import pydantic_reason as _reason
from notebook_chat.tools.schema import quiet_schema_generator as _schema_generator
from notebook_chat.tools.schema import without_titles as _without_titles
from notebook_chat.tools.stream import *


def _short(text, limit=300): return truncate(text, limit, "...")
