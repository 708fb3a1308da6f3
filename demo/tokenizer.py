"""The tokenizer: byte-level BPE with the pre-tokenization that llama.cpp calls `qwen2`."""

import random
import re
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from .render import render
from .talk import training_talk

CONTROL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
USER_DEFINED = ("<tool_call>", "</tool_call>")
VOCABULARY = 2048
PATTERN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
    r"|\s+(?!\S)|\s+"
)


def _texts(count, seed):
    """Yield the text between the special tokens, without the emoji and umlauts, which stay several byte tokens each."""
    special = re.compile("|".join(re.escape(token) for token in CONTROL + USER_DEFINED))
    for index in range(count):
        talk = training_talk(random.Random(f"{seed} {index}"))
        yield from special.split(render(talk.messages, talk.tools).encode("ascii", "ignore").decode())


def make_tokenizer(path, talks=6000, seed="tokenizer"):
    """Train the tokenizer on talks and save it."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        special_tokens=[AddedToken(token, special=True) for token in CONTROL]
        + [AddedToken(token, special=False, normalized=False) for token in USER_DEFINED],
    )
    tokenizer.train_from_iterator(_texts(talks, seed), trainer)
    Path(path).parent.mkdir(exist_ok=True)
    tokenizer.save(str(path))
    return tokenizer


def load_tokenizer(path):
    """Load the tokenizer, or make it when the file is missing."""
    return Tokenizer.from_file(str(path)) if Path(path).exists() else make_tokenizer(path)
