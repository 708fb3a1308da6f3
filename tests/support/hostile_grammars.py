"""Every grammar beside every setting that could end the process; run by itself, with a folder for its models.

It prints how many replies there were."""

import functools
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from support import tiny_models  # noqa: E402
from notebook_chat import Chat, LlamaModel
from notebook_chat.structured.types import CutOffError, DataError

words = ["<unused1>", "<unused2>", "", "[control_8]", "ab", "abc", "a", "b", '"']
raw = [b"\xc0\x80", b"\x80\x80", b"\x00", b"a\x00b", b"\xe2a", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe0", b"\xf0"]
kinds = [functools.partial(tiny_models.bpe_vocabulary, words=words + raw),
         functools.partial(tiny_models.spm_vocabulary, words=words)]
GRAMMARS = ['root ::= "ab"', 'root ::= [^x]*', 'root ::= . .', 'root ::= "a" <[{ab}]>', 'root ::= "a" !<[7]>',
            "root ::= !<[5]>+",
            'root ::= "ab" <[{end}]>', 'root ::= "\u20ac"+', 'root ::= [\\U0001F600-\\U0001F64F]', 'root ::= []',
            'root ::= "a" | ""',
            'root ::= [z-a]', 'root ::= "a" "b"? "c"* ["]', 'root ::= "\\x00"', 'root ::= [\\U00110000-\\U00120000]',
            'root ::= ("a" | [^b-z])* ']
SETTINGS = [{}, dict(temperature=0), dict(top_k=1), dict(min_p=1), dict(typical_p=0.01), dict(mirostat=1),
            dict(mirostat=2),
            dict(top_p=0), dict(xtc_probability=1, xtc_threshold=0), dict(top_k=0, top_p=1, min_p=0, temperature=5)]
count, choose = 0, random.Random(0)
for number, kind in enumerate(kinds):
    model = LlamaModel(tiny_models.write_model(f"{sys.argv[1]}/{number}.gguf", vocabulary=kind), n_ctx=256, n_threads=1)
    tokenizer = model.tokenizer
    size = tokenizer.size
    ids = {tokenizer.token_bytes(token): token for token in range(size)}
    odd = [token for token in range(size) if not tokenizer.token_bytes(token)
           or not tokenizer.token_bytes(token).isascii() or b"unused" in tokenizer.token_bytes(token)
           or b"control" in tokenizer.token_bytes(token)]
    end = next(token for token in range(size) if tokenizer.is_eog(token))
    biases = [{}, {token: 50.0 for token in odd}, {token: 1e9 for token in odd},
              {token: float("-inf") for token in range(size)},
              {ids[b"a"]: float("-inf"), ids[b"ab"]: float("-inf")}, {end: 1e30}, {end: float("-inf")},
              {token: 30.0 for data, token in ids.items() if data[:1] in b"ab"}]
    for grammar in GRAMMARS:
        grammar = grammar.replace("{ab}", str(ids[b"ab"])).replace("{end}", str(end))
        for changes in SETTINGS:
            cases = [(bias, extra) for bias in biases for extra in [{}, dict(stop=["b"]), dict(grammar_triggers=["a"])]
                     if not extra.get("grammar_triggers") or grammar.startswith('root ::= "a')]
            replies = [model.complete("?", dict(grammar=grammar, logit_bias=bias, seed=3, max_tokens=6, **extra,
                                                **changes))
                       for bias, extra in choose.sample(cases, 3)]
            for reply in replies:
                try: reply.text
                except ValueError as error: assert "no tokens for" in str(error), error
                count += 1
    for bias in biases:
        for kind in (int, list[str], bool):
            try: Chat(model).extract("?", kind, max_tokens=12, logit_bias=bias, seed=1)
            except (CutOffError, DataError): pass
            except ValueError as error: assert "no tokens for" in str(error), error
    assert model.complete("?", dict(max_tokens=3, grammar='root ::= "ab"')).text == "ab"
    model.close()
print("alive", count)
