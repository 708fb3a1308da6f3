"""Grammars, good ones and broken ones, and what llama.cpp's own parser says of them."""

import json
import random
import subprocess
import sys

from notebook_chat.structured.gbnf import JSON_RULES

JSON_GRAMMAR = "root ::= value\n" + "".join(f"{name} ::= {body}\n" for name, body in JSON_RULES.items())
GOOD = [
    'root ::= "yes" | "no"', JSON_GRAMMAR, 'root ::= [a-z]+ # words\n', 'root ::= ("a" | "b"){2,4} "c"?',
    'root  ::=\n  "a"\r\n\r\nb ::= "b"', 'root ::= item ("," item)*\nitem ::= [^,"\\\\] | "\\x41\\u00e9\\U0001F600"',
    'root ::= ("x"\n | "y"\n)', "root ::= . .* .+ .?", 'root ::= "\\"\\\\\\n\\r\\t\\[\\]\\-"',
    'root ::= [a-zA-Z_\\]\\-] [-a] [a-]',
    'root ::= a\na ::= "1"\na ::= "2"', 'root ::= b\nroot ::= "x"', "root ::= []", 'root ::= [^] "a"', 'root ::= ""',
    "root ::=", 'root ::= | "a"', 'root ::= ("a"*)*', 'root ::= "a"{0} "b"{3,}', 'root ::= "a" {2 , 4}',
    'root ::= "é" [à-ÿ]',
    'root ::= <[5]> !<[6]> "x"', 'root ::= <|im_end|> | !<|im_start|>',
    'root ::= "a" (b | c)+\nb ::= "b"\nc ::= "c" root?',
    'root ::= [z-a]', 'root ::= "a"{2000}', 'root ::= ("a"{40} | "b"){45}', 'root ::= "a\nb"', 'root ::= "#" # "',
    'root ::= "a"{1,3000}', 'root ::= ("a"? "b"?){30}', 'root ::= "a"{3}*',
]
BAD = [
    "", "#", "root", "root :", "root := x", 'root ::= "a" bar', 'root ::= "a', "root ::= [a", "root ::= [^",
    'root ::= "\\q"',
    'root ::= "\\x4"', "root ::= [\\u12]", 'root ::= ("a"', 'root ::= "a")', 'root ::= "a" | | "b"\n| "c"',
    "root ::= *",
    'root ::= ""*', "root ::= []+", 'root ::= "a"{0}*', 'root ::= "a"{', 'root ::= "a"{}', 'root ::= "a"{,3}',
    'root ::= "a"{1',
    'root ::= "a"{1,', 'root ::= "a"{1;2}', 'root ::= "a"{2001}', 'root ::= "a"{99999999999999999999}',
    'root ::= "a"{1,99999999999999999999}', 'root ::= ("a"{50} ("b"?)){1999}', 'root ::= "a"{1000}{3}', "root ::= root",
    'root ::= a\na ::= b\nb ::= a "x"', 'root ::= ("" | "a") root', 'root ::= ("")*', 'start ::= "a"', 'start ::= root',
    'root ::= "a"\nx ::= b\nx ::= "y"\nz ::= "z"', "root ::= <5>", "root ::= <[x]>", "root ::= <[5]",
    "root ::= <[99999999999]>",
    "root ::= !a", "root ::= <no such token>", "root ::= a_b", "root ::= 'a'", "root\t::= 'a'*", "_ ::= a",
    '\ufeffroot ::= "a"', 'root ::= "a" ; "b"',
    'root ::= "a"\n| "b"', "root ::= [a-", "root ::= [a-\\", "root::=\"a\"root ::= \"b\"", "root ::= {2}",
    'root ::= "a" {2}} ',
]
OURS_ALONE = ("highest is below", "begins with itself", "too many ways", "groups in each other", "symbols, written out",
              "has no token number")

_SCRIPT = """
import json, os, sys
import llama_cpp
from notebook_chat.llama.library import llama_library
from notebook_chat.llama.files import demo_path
llama = llama_library()
parameters = llama.llama_model_default_params()
parameters.vocab_only = True
vocabulary = llama.llama_model_get_vocab(llama.llama_model_load_from_file(os.fsencode(demo_path()), parameters))
verdicts = []
for text in json.load(sys.stdin):
    sampler = llama.llama_sampler_init_grammar(vocabulary, text.encode(), b"root")
    verdicts.append(bool(sampler))
    if sampler:
        llama.llama_sampler_free(sampler)
print(json.dumps(verdicts))
"""


def llama_cpp_accepts(texts):
    """For each grammar whether llama.cpp's parser accepts it, in a process that may die of it."""
    done = subprocess.run([sys.executable, "-c", _SCRIPT], input=json.dumps(texts), capture_output=True, text=True,
                          errors="replace", timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


_PIECES = ['"', "\\", "[", "]", "(", ")", "{", "}", "|", "*", "+", "?", ".", "^", "-", "::=", "\n", "\r", " ", "#",
           "<", ">", "!", "<[3]>",
           "a", "root", "0", "12", ",", '""', "[]", "\\u00", "\\x41", "é", "{2,3}", "{0}", "{3,", '"a"',
           "b ::= \"b\"\n", "_", "\t"]


def mutations(count, seed):
    """Grammars with a few pieces dropped, doubled, swapped or put in."""
    choose = random.Random(seed)
    for _ in range(count):
        text = choose.choice([grammar for grammar in GOOD if len(grammar) < 200] + BAD)
        for _ in range(choose.randrange(1, 4)):
            start = choose.randrange(len(text) + 1)
            stop = min(len(text), start + choose.randrange(4))
            text = text[:start] + choose.choice(["", choose.choice(_PIECES), text[start:stop] * 2]) + text[stop:]
        yield text


def json_mutations(count):
    """The grammar of JSON, each time with one character dropped or put in."""
    choose = random.Random(0)
    for _ in range(count):
        at = choose.randrange(len(JSON_GRAMMAR))
        yield JSON_GRAMMAR[:at] + choose.choice(["", choose.choice(_PIECES)]) + JSON_GRAMMAR[at + 1:]
