# SHIM
from notebook_chat.jupyter.error_report import error_text
from notebook_chat.jupyter.variables import *
from notebook_chat.jupyter.variables import Interpolated as Filled, interpolate as fill, truncate_middle as shortened
