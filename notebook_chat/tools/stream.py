# SHIM
"""Stands in for tools.stream until it is merged."""
from notebook_chat.functions import ToolCallStream


class ToolCallStreams:
    "Several `ToolCallStream`s, one behind the other: what passes all of them is text."
    def __init__(self, syntaxes, functions): self.streams = [ToolCallStream(syntax, functions) for syntax in syntaxes]

    def feed(self, piece):
        if self.complete: return ""
        for stream in self.streams: piece = stream.feed(piece)
        return piece

    def finish(self):
        shown = ""
        for stream in self.streams: shown = (stream.feed(shown) if shown else "") + stream.finish()
        return shown

    @property
    def calls(self): return [call for stream in self.streams for call in stream.calls]

    @property
    def complete(self): return any(stream.ended for stream in self.streams)
