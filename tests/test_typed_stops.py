"""A line break to stop at, typed in a magic, on the command line, in `set`."""

import pytest

from notebook_chat.chat.options import parse_setting, parse_settings, split_words, unescape
from notebook_chat.jupyter.options import parse_options as parse_magic
from notebook_chat.terminal.app import new_parser, parse_options as parse_command_line

TYPED = {   # as typed in a notebook or after a slash, and what it means
    r"\n": "\n", r"'\n'": "\n", r'"\n"': "\n", r"'\n\n'": "\n\n", r"\t": "\t", r"'\r\n'": "\r\n", r"'\\n'": r"\n",
    r"'\\'": "\\", r"'a\nb'": "a\nb", r"'\x41'": "A", r"'\u00e9'": "é", r"'\U0001F600'": "😀", r"'\ud83d\ude00'": "😀",
    r"'\d+'": r"\d+", r"'\x4'": r"\x4", r"'\u12'": r"\u12", "END": "END", "'2. '": "2. ", "' '": " ", r"a\ b": "a b",
    r"'\0'": "\0", r"'\\\n'": "\\\n", "'日本'": "日本",
}


@pytest.mark.parametrize("typed, meant", TYPED.items())
def test_a_stop_as_typed(typed, meant):
    assert parse_magic(f"--stop {typed}").settings == {"stop": (meant,)}
    assert parse_settings(f"stop={typed}") == {"stop": (meant,)}
    assert parse_settings(f"temperature=1 grammar-triggers={typed}")["grammar_triggers"] == (meant,)


@pytest.mark.parametrize("word, meant", [(r"\n", "\n"), (r"\\n", r"\n"),
                                         ("END", "END"), ("\n", "\n"), (r"\n\n", "\n\n")])
def test_on_the_command_line(word, meant):
    assert parse_command_line(["--stop", word, "--stop", "x"]).settings == {"stop": (meant, "x")}
    assert parse_setting("stop", word) == (meant,)


def test_several_and_none():
    assert parse_settings(r"stop=\n stop='a b'") == {"stop": ("\n", "a b")}
    assert parse_settings("stop=none") == {"stop": None} and parse_settings("stop=") == {"stop": None}


def test_other_words_stay_as_a_shell_has_them():
    assert split_words(r"""-m my\ model.gguf --system 'it\'""") == ["-m", "my model.gguf", "--system", "it\\"]
    assert split_words(r"""\"a\" "b \"c\"" d\\e""") == ['"a"', 'b "c"', r"d\e"]
    assert split_words(r"C:\models\new.gguf") == [r"C:\models\new.gguf"]
    assert parse_magic(r"""--grammar 'root ::= "\n"'""").settings == {"grammar": r'root ::= "\n"'}


def test_the_help_says_so():
    shown = " ".join(new_parser().format_help().split())
    assert r"--stop TEXT strings that end the reply when the model writes them; left out of it; \n, \t, \\" in shown


def test_unescape_reads_any_text():
    for text in ("", "\\", r"\\", r"\q", r"\U7fffffff", "\ud83d", r"\ud83d", "a" * 10_000):
        assert isinstance(unescape(text), str)
