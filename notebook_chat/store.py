# SHIM
from notebook_chat.chat.chat import Chat
from notebook_chat.chat.database import SCHEMA_STEPS as _STEPS
from notebook_chat.chat.files import save_chat, save_state, read_state
from notebook_chat.chat.files import write_file as _write_whole
from notebook_chat.chat.serialization import (json_text as _to_json, message_from_dict, message_to_dict, state_from_dict,
    state_to_dict)
from notebook_chat.chat.state import ChatState, StoreError
from notebook_chat.chat.store import ChatStore, FoundMessage, StoredChat, as_store

from notebook_chat import history as _history   # which adds `exchange`

load_chat = Chat.load
ChatState.restore = lambda state, chat: chat.restore(state)


def chat_state(chat):
    return chat.snapshot()
