# SHIM
from .core.callbacks import DeltaCallback, StreamIterator, StreamToStdout, ended, finish_all, interrupt_stops
from .core.reasoning import ReasoningParser
from .core.reply import Reply
from .core.stats import GenerationStats
from .core.writer import CallEvent, MessageWriter, ReplyWriter


def _set(name):
    return lambda self, value: setattr(self._state, name, value)


# what old rooms still set from outside
Reply.model = Reply.model.setter(_set("model"))
Reply.progress = Reply.progress.setter(_set("progress"))
Reply._turn = property(lambda self: self._state.messages, _set("messages"))
Reply.__module__ = "notebook_chat.reply"   # the name under which the old views register it with IPython
