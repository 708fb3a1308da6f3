# SHIM
from notebook_chat.commands2 import *
from notebook_chat.core.text import one_line, strip_control
from notebook_chat.options2 import *
from notebook_chat.options2 import suggest as nearest
