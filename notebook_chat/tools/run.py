# SHIM
"""Stands in for tools.run until it is merged."""
import inspect

from notebook_chat import functions as _functions
from notebook_chat.functions import CallResult


def takes_reply(approve):
    try: parameters = list(inspect.signature(approve).parameters.values())
    except (TypeError, ValueError): return False
    if any(p.kind is p.VAR_POSITIONAL for p in parameters): return True
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return len(positional) > 1 and (positional[1].default is positional[1].empty or positional[1].name == "reply")


def run_call(call, functions, timeout=None, approve=None, stopping=None, reply=None):
    asked = (lambda call: approve(call, reply)) if approve is not None and takes_reply(approve) else approve
    return _functions.run_call(call, functions, timeout, asked, stopping)
