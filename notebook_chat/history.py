# SHIM
from notebook_chat.chat.history import *
from notebook_chat.chat.history import ChatHistory, HistoryMessage, KVCacheView, MissingTokens, with_pictures

ChatHistory.exchange = ChatHistory.replace
