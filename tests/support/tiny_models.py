"""Small models with random weights, written as GGUF files: what they say is noise, but llama.cpp runs them in
earnest."""

import string

import gguf
import numpy as np

CHAT_ML = """{%- for message in messages -%}
<|im_start|>{{ message.role }}
{{ message.content }}<|im_end|>
{% endfor -%}
{%- if add_generation_prompt -%}
<|im_start|>assistant
{% endif -%}"""

BPE_CONTROLS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
_MERGES = ["t h", "th e", "Ġ the", "i n", "e r", "Ġ a", "h e", "l l", "o u", "r e", "Ġ w", "a n", "Ġ Ġ", "i m", "< |",
           "| >", "Ċ Ċ"]
_WORDS = ["▁▁", "th", "he", "in", "er", "▁t", "▁a", "▁the", "the", "ll", "INST", "[/", "▁["]
_TYPE = gguf.TokenType


def _byte_characters():
    """How byte-level BPE spells the 256 bytes."""
    kept = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    spelled, extra = {byte: chr(byte) for byte in kept}, iter(range(256, 512))
    return [spelled.get(byte) or chr(next(extra)) for byte in range(256)]


def _spelled(word):
    """A text, or bytes, as byte-level BPE spells it."""
    characters = _byte_characters()
    return "".join(characters[byte] for byte in (word.encode() if isinstance(word, str) else word))


def bpe_vocabulary(writer, special_tokens=BPE_CONTROLS, words=()):
    """Byte-level BPE, bytes first; gives the number of tokens. No text is ever split into the `words`, but a model may
    write them."""
    tokens = [*dict.fromkeys([*_byte_characters(), *(merge.replace(" ", "") for merge in _MERGES),
                              *map(_spelled, words)]), *special_tokens]
    types = [_TYPE.NORMAL] * (len(tokens) - len(special_tokens)) + [_TYPE.CONTROL] * len(special_tokens)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_token_merges(_MERGES)
    writer.add_bos_token_id(tokens.index("<|endoftext|>"))
    writer.add_eos_token_id(tokens.index("<|im_end|>"))
    writer.add_add_bos_token(False)
    return len(tokens)


def spm_vocabulary(writer, special_tokens=(), words=()):
    """SentencePiece's kind: a blank before each text, a begin token, bytes for the rest; gives the number of tokens."""
    specials = ["<unk>", "<s>", "</s>", *special_tokens]
    byte_tokens = [f"<0x{byte:02X}>" for byte in range(256)]
    words = [*dict.fromkeys(["▁", *string.ascii_letters, *string.digits, *string.punctuation, "é", *_WORDS,
                             *(word.replace(" ", "▁") for word in words)])]
    writer.add_tokenizer_model("llama")
    writer.add_token_list([*specials, *byte_tokens, *words])
    writer.add_token_scores([0.0] * (len(specials) + 256) + [-float(index) for index in range(len(words))][::-1])
    writer.add_token_types([_TYPE.UNKNOWN, *[_TYPE.CONTROL] * (len(specials) - 1), *[_TYPE.BYTE] * 256,
                            *[_TYPE.NORMAL] * len(words)])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_add_bos_token(True)
    writer.add_add_space_prefix(True)
    return len(specials) + 256 + len(words)


class _Tensors:
    """Adds random tensors to a GGUF file."""

    def __init__(self, writer, seed, kind):
        self._writer, self._random, self._kind = writer, np.random.default_rng(seed), kind

    def matrix(self, name, rows, columns, scale=None):
        """A random matrix that keeps the size of what it multiplies."""
        values = self._random.standard_normal((rows, columns), dtype=np.float32) * (scale or columns**-0.5)
        self._writer.add_tensor(f"{name}.weight", values.astype(self._kind))

    def constant(self, name, *shape, value=1.0):
        self._writer.add_tensor(name, np.full(shape, value, dtype=np.float32))


def _llama_layer(tensors, block, width, hidden):
    for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
        tensors.matrix(f"{block}.{name}", width, width)
    for name, rows, columns in [("ffn_gate", hidden, width), ("ffn_up", hidden, width), ("ffn_down", width, hidden)]:
        tensors.matrix(f"{block}.{name}", rows, columns)
    for name in ("attn_norm", "ffn_norm"):
        tensors.constant(f"{block}.{name}.weight", width)


def _gemma3_layer(tensors, block, width, hidden):
    _llama_layer(tensors, block, width, hidden)
    for name in ("post_attention_norm", "post_ffw_norm"):
        tensors.constant(f"{block}.{name}.weight", width)
    for name in ("attn_q_norm", "attn_k_norm"):
        tensors.constant(f"{block}.{name}.weight", width // 4)


def _mamba_layer(tensors, block, width, hidden):
    inner, state, rank = 2 * width, 16, 4
    tensors.constant(f"{block}.attn_norm.weight", width)
    tensors.matrix(f"{block}.ssm_in", 2 * inner, width)
    tensors.constant(f"{block}.ssm_conv1d.weight", inner, 4, value=0.3)
    tensors.constant(f"{block}.ssm_conv1d.bias", inner, value=0.0)
    tensors.matrix(f"{block}.ssm_x", rank + 2 * state, inner)
    tensors.matrix(f"{block}.ssm_dt", inner, rank)
    tensors.constant(f"{block}.ssm_dt.bias", inner, value=0.1)
    tensors.constant(f"{block}.ssm_a", inner, state, value=-0.5)
    tensors.constant(f"{block}.ssm_d", inner)
    tensors.matrix(f"{block}.ssm_out", width, inner)


_LAYERS = {"llama": _llama_layer, "gemma3": _gemma3_layer, "mamba": _mamba_layer}


def _add_sizes(writer, architecture, width, layers, hidden, n_ctx):
    writer.add_context_length(n_ctx)
    writer.add_embedding_length(width)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(hidden)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_head_count(0 if architecture == "mamba" else 4)
    if architecture == "mamba":
        writer.add_ssm_conv_kernel(4)
        writer.add_ssm_inner_size(2 * width)
        writer.add_ssm_state_size(16)
        writer.add_ssm_time_step_rank(4)
    if architecture == "gemma3":
        writer.add_key_length(width // 4)
        writer.add_value_length(width // 4)
        writer.add_sliding_window(16)


def write_model(path, architecture="llama", vocabulary=bpe_vocabulary, special_tokens=None, template=CHAT_ML, width=64,
                layers=2,
                n_ctx=2048, kind=np.float32, seed=0, name="tiny", **sampling):
    """Write a model file and give its path; `sampling` becomes `general.sampling.*`."""
    writer = gguf.GGUFWriter(str(path), architecture)
    writer.add_name(name)
    size = vocabulary(writer) if special_tokens is None else vocabulary(writer, special_tokens)
    if template is not None:
        writer.add_chat_template(template)
    for key, value in sampling.items():
        writer.add_float32(f"general.sampling.{key}", float(value))
    _add_sizes(writer, architecture, width, layers, 2 * width, n_ctx)
    tensors = _Tensors(writer, seed, kind)
    tensors.matrix("token_embd", size, width, scale=1.0)
    tensors.constant("output_norm.weight", width)
    tensors.matrix("output", size, width)
    for number in range(layers):
        _LAYERS[architecture](tensors, f"blk.{number}", width, 2 * width)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path
