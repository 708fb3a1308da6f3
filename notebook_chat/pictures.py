# SHIM
import sys, urllib.parse, urllib.request
from . import core
from .core import pictures as _home
from .jupyter.figures import last_figure, unwatch_figures, watch_figures

_home.last_figure, _home.watch_figures, _home.unwatch_figures = last_figure, watch_figures, unwatch_figures
_home.__all__ = [*_home.__all__, "last_figure", "watch_figures"]
sys.modules[__name__] = _home
