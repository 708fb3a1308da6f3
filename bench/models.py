"""Models of random weights and true shape, made once and kept in a temporary folder."""

import tempfile
from pathlib import Path

import gguf
import numpy as np

SHAPES = {
    "15M": dict(width=288, layers=6, heads=6, hidden=768),
    "300M": dict(width=1024, layers=24, heads=16, hidden=2816),
}
VOCABULARY = 32_000
CONTROL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def path_of(size):
    """The file of a random model, made if it isn't there yet."""
    path = Path(tempfile.gettempdir()) / "notebook_chat_bench" / f"random-{size}.gguf"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        temporary = path.with_suffix(".part")
        _write(temporary, **SHAPES[size])
        temporary.replace(path)
    return path


def eyes_path_of(size, side=336, patch=14, width=512, layers=12):
    """The file of a random projector for a random model, of CLIP's shape at half its width, made if it isn't there yet.
    """
    path = Path(tempfile.gettempdir()) / "notebook_chat_bench" / f"mmproj-random-{size}.gguf"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        temporary = path.with_suffix(".part")
        _write_eyes(temporary, side, patch, width, layers, SHAPES[size]["width"])
        temporary.replace(path)
    return path


def _write_eyes(path, side, patch, width, layers, language_width):
    """Write a projector of random weights."""
    random, writer = np.random.default_rng(0), gguf.GGUFWriter(path, "clip")
    writer.add_type("mmproj")
    writer.add_bool("clip.has_vision_encoder", True)
    writer.add_string("clip.projector_type", "janus_pro")
    writer.add_bool("clip.use_gelu", True)
    sizes = {
        "image_size": side,
        "patch_size": patch,
        "embedding_length": width,
        "feed_forward_length": 4 * width,
        "block_count": layers,
        "projection_dim": language_width,
        "attention.head_count": width // 64,
    }
    for name, value in sizes.items():
        writer.add_uint32(f"clip.vision.{name}", value)
    writer.add_float32("clip.vision.attention.layer_norm_epsilon", 1e-6)
    for name in ("image_mean", "image_std"):
        writer.add_array(f"clip.vision.{name}", [0.5, 0.5, 0.5])
    shapes = {
        "v.patch_embd": (width, 3, patch, patch),
        "v.position_embd": ((side // patch) ** 2, width),
        "v.post_ln": (width,),
        "mm.0": (language_width, width),
        "mm.1": (language_width, language_width),
    }
    for layer in range(layers):
        block = f"v.blk.{layer}."
        shapes |= {block + name: (width, width) for name in ("attn_q", "attn_k", "attn_v", "attn_out")}
        shapes |= {
            block + "ffn_up": (4 * width, width),
            block + "ffn_down": (width, 4 * width),
            block + "ln1": (width,),
            block + "ln2": (width,),
        }
    for name, shape in shapes.items():
        values = (
            random.standard_normal(shape, dtype=np.float32) * 0.03
            if len(shape) > 1
            else np.ones(shape, dtype=np.float32)
        )
        writer.add_tensor(
            f"{name}.weight", values.astype(np.float16 if len(shape) > 1 and "position" not in name else np.float32)
        )
        if "position" not in name:
            writer.add_tensor(f"{name}.bias", np.zeros(shape[0], dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _random_q8(random, rows, columns, scale=0.03):
    """A random matrix in the Q8_0 format: blocks of a half-precision scale and 32 signed bytes."""
    blocks = np.zeros((rows, columns // 32), dtype=[("scale", "<f2"), ("values", "i1", 32)])
    blocks["scale"] = scale / 73
    blocks["values"] = random.integers(-127, 128, blocks["values"].shape, dtype=np.int8)
    return blocks.view(np.uint8).reshape(rows, -1)


def _byte_tokens():
    """The 256 byte tokens of GPT-2's alphabet."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = iter(range(256, 512))
    return [chr(byte) if byte in printable else chr(next(others)) for byte in range(256)]


def _write_vocabulary(writer):
    """Bytes, made-up words, and the control tokens."""
    words = [f"w{number}" for number in range(VOCABULARY - 256 - len(CONTROL))]
    tokens = _byte_tokens() + words + CONTROL
    kinds = [gguf.TokenType.NORMAL] * (VOCABULARY - len(CONTROL)) + [gguf.TokenType.CONTROL] * len(CONTROL)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges(["w 1"])
    writer.add_eos_token_id(VOCABULARY - 1)
    writer.add_bos_token_id(VOCABULARY - 3)
    writer.add_add_bos_token(False)
    writer.add_chat_template(TEMPLATE)


def _write(path, width, layers, heads, hidden):
    """Write a Llama-architecture model of random weights."""
    random, writer = np.random.default_rng(0), gguf.GGUFWriter(path, "llama")
    writer.add_context_length(8192)
    writer.add_embedding_length(width)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(hidden)
    writer.add_head_count(heads)
    writer.add_head_count_kv(heads)
    writer.add_rope_dimension_count(width // heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(VOCABULARY)
    writer.add_float32("general.sampling.temp", 0.0)
    _write_vocabulary(writer)
    shapes = {"token_embd": (VOCABULARY, width), "output": (VOCABULARY, width)}
    for layer in range(layers):
        block = f"blk.{layer}."
        shapes |= {block + name: (width, width) for name in ("attn_q", "attn_k", "attn_v", "attn_output")}
        shapes |= {
            block + "ffn_gate": (hidden, width),
            block + "ffn_up": (hidden, width),
            block + "ffn_down": (width, hidden),
        }
    for name, (rows, columns) in shapes.items():
        matrix = _random_q8(random, rows, columns)
        if name == "output":
            matrix[-len(CONTROL) :] = 0  # the end of a reply is never the likeliest token
        writer.add_tensor(f"{name}.weight", matrix, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
    norms = ["output_norm", *(f"blk.{layer}.{name}" for layer in range(layers) for name in ("attn_norm", "ffn_norm"))]
    for name in norms:
        writer.add_tensor(f"{name}.weight", np.ones(width, dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
