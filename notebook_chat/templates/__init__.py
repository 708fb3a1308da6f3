# SHIM
from notebook_chat.templates.families import FAMILIES
from notebook_chat.templates.parts import TemplateParts
from notebook_chat.templates.sandbox import RefusedByTemplate
from notebook_chat.templates.segments import Segment
from notebook_chat.templates.selection import NoTemplate, as_template, choose_template
from notebook_chat.templates.template import CHAT_ML, ChatTemplate

_FAMILIES = FAMILIES
