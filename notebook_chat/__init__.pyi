"Written by tools/typecheck.py: the homes of the public names, which are imported lazily."

from .core.messages import ChatMessage as ChatMessage
from .core.messages import ChatMessages as ChatMessages
from .core.messages import FunctionCall as FunctionCall
from .core.messages import Picture as Picture
from .core.settings import GenerationConfig as GenerationConfig
from .core.recipes import Recipe as Recipe
from .core.reply import Reply as Reply
from .core.callbacks import StreamIterator as StreamIterator
from .core.callbacks import StreamToStdout as StreamToStdout
from .tools.run import current_reply as current_reply
from .tools.builtin import BotFunctions as BotFunctions
from .tools.builtin import bot_function as bot_function
from .tools.code import PYTHON as PYTHON
from .tools.mcp import MCP as MCP
from .templates.template import ChatTemplate as ChatTemplate
from .llama.model import LlamaModel as LlamaModel
from .models.remote import RemoteModel as RemoteModel
from .models.load import load_model as load_model
from .chat.prompts import Prompts as Prompts
from .chat.history import ChatHistory as ChatHistory
from .chat.chat import Chat as Chat
from .chat.token_views import tokens_view as tokens_view
from .chat.store import ChatStore as ChatStore
from .chat.ray_engine import RayEngine as RayEngine
from .jupyter.context import notebook_context as notebook_context
from .jupyter.panel import ChatPanel as ChatPanel
from .jupyter.extension import load_ipython_extension as load_ipython_extension
from .jupyter.extension import unload_ipython_extension as unload_ipython_extension
from .compat.llama2 import Llama2Chat as Llama2Chat

__version__: str
