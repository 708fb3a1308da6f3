# SHIM
from notebook_chat.structured.json_schema import DataTypeError, json_schema_to_gbnf
from notebook_chat.structured.patterns import _LETTERS
from notebook_chat.structured.tool_grammars import call_grammar
from notebook_chat.structured.types import CutOffError, DataError, grammar_of, parse, response_format_of, schema_of
