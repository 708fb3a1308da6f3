# SHIM
from notebook_chat.jupyter.views import FormatView, QuietView
from notebook_chat.render.fences import code_blocks
from notebook_chat.render.formats import *
from notebook_chat.render.formats import sanitize_html as harmless_html
