"""Small projectors with random weights, written as mmproj GGUF files, and a small text model with M-RoPE beside one of
them."""

import gguf
import numpy as np

from support.tiny_models import CHAT_ML, _llama_layer, _Tensors, bpe_vocabulary

_TOWER = {"ln1": None, "attn_q": None, "attn_k": None, "attn_v": None, "attn_out": None, "ln2": None, "ffn_up": "up",
          "ffn_down": "down"}


def _biased(tensors, name, rows, columns):
    tensors.matrix(name, rows, columns)
    tensors.constant(f"{name}.bias", rows, value=0.01)


def _norm(tensors, name, width):
    tensors.constant(f"{name}.weight", width)
    tensors.constant(f"{name}.bias", width, value=0.0)


def _layer(tensors, block, width, hidden):
    for name, kind in _TOWER.items():
        if name.startswith("ln"):
            _norm(tensors, f"{block}.{name}", width)
        else:
            _biased(tensors, f"{block}.{name}", hidden if kind == "up" else width, hidden if kind == "down" else width)


def _patches(writer, name, seed, width, side):
    values = np.random.default_rng(seed).standard_normal((width, 3, side, side),
                                                         dtype=np.float32) * (3 * side * side) ** -0.5
    writer.add_tensor(name, values)


def _open(path, projector, sizes):
    writer = gguf.GGUFWriter(str(path), "clip")
    writer.add_type("mmproj")
    writer.add_bool("clip.has_vision_encoder", True)
    writer.add_string("clip.projector_type", projector)
    writer.add_bool("clip.use_gelu", True)
    for name, size in sizes.items():
        writer.add_uint32(f"clip.vision.{name}", size)
    writer.add_float32("clip.vision.attention.layer_norm_epsilon", 1e-6)
    for name in ("image_mean", "image_std"):
        writer.add_array(f"clip.vision.{name}", [0.5, 0.5, 0.5])
    return writer


def _close(writer, path):
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def write_eyes(path, side=96, patch=12, width=64, layers=2, language_width=192, seed=0, kind=np.float32):
    """A projector like the built-in one; a wide one takes its time."""
    sizes = {"image_size": side, "patch_size": patch, "embedding_length": width, "feed_forward_length": 2 * width,
             "block_count": layers,
             "projection_dim": language_width, "attention.head_count": 4}
    writer = _open(path, "janus_pro", sizes)
    tensors = _Tensors(writer, seed, kind)
    _patches(writer, "v.patch_embd.weight", seed, width, patch)
    tensors.constant("v.patch_embd.bias", width, value=0.0)
    places = np.random.default_rng(seed).standard_normal(((side // patch) ** 2, width), dtype=np.float32)
    writer.add_tensor("v.position_embd.weight", places)
    for number in range(layers):
        _layer(tensors, f"v.blk.{number}", width, 2 * width)
    _norm(tensors, "v.post_ln", width)
    _biased(tensors, "mm.0", language_width, width)
    _biased(tensors, "mm.1", language_width, language_width)
    return _close(writer, path)


def write_mrope_eyes(path, width=64, layers=2, language_width=64, seed=0):
    """A projector of Qwen2-VL's kind: any size of picture, places with rows and columns."""
    sizes = {"image_size": 112, "patch_size": 14, "embedding_length": width, "feed_forward_length": 2 * width,
             "block_count": layers,
             "projection_dim": language_width, "attention.head_count": 4}
    writer = _open(path, "qwen2vl_merger", sizes)
    tensors = _Tensors(writer, seed, np.float32)
    for number, name in enumerate(("v.patch_embd.weight", "v.patch_embd.weight.1")):
        _patches(writer, name, seed + number, width, 14)
    for number in range(layers):
        _layer(tensors, f"v.blk.{number}", width, 2 * width)
    _norm(tensors, "v.post_ln", width)
    _biased(tensors, "mm.0", 4 * width, 4 * width)
    _biased(tensors, "mm.2", language_width, 4 * width)
    return _close(writer, path)


def write_mrope_model(path, width=64, layers=2, n_ctx=2048, seed=0):
    """A text model of Qwen2-VL's kind."""
    writer = gguf.GGUFWriter(str(path), "qwen2vl")
    writer.add_name("tiny qwen2vl")
    size = bpe_vocabulary(writer, ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>",
                                   "<|image_pad|>"))
    writer.add_chat_template(CHAT_ML)
    writer.add_context_length(n_ctx)
    writer.add_embedding_length(width)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(2 * width)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_head_count(4)
    writer.add_head_count_kv(4)
    writer.add_rope_dimension_sections([2, 3, 3, 0])
    tensors = _Tensors(writer, seed, np.float32)
    tensors.matrix("token_embd", size, width, scale=1.0)
    tensors.constant("output_norm.weight", width)
    tensors.matrix("output", size, width)
    for number in range(layers):
        _llama_layer(tensors, f"blk.{number}", width, 2 * width)
        for name in ("attn_q", "attn_k", "attn_v"):
            tensors.constant(f"blk.{number}.{name}.bias", width, value=0.02)
    return _close(writer, path)
