# SHIM
from notebook_chat.jupyter.extension import *
from notebook_chat.jupyter.extension import keep_question_marks as _keep_question_marks
from notebook_chat.jupyter.magics import *
from notebook_chat.jupyter.options import magic_parser as _options, parse_options as _parse
