# SHIM
from .core.messages import *
from .core.messages import ChatMessage, ChatMessages, FunctionCall, Picture
