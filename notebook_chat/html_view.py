# SHIM
from notebook_chat.render.html import *
