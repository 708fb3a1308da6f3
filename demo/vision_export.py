"""Writes the trained tower and projector as a GGUF file that mtmd of llama.cpp loads beside the text model."""

import os
from pathlib import Path

import gguf
import torch

from .export import export
from .model import Network, Shape
from .vision_model import Tower
from .vision_train import PATH

TEXT_TARGET = Path(__file__).parent.parent / "notebook_chat" / "weights" / "demo-vision.gguf"
TARGET = TEXT_TARGET.with_name("demo-vision-mmproj.gguf")
NAMES = {"patch": "v.patch_embd", "norm": "v.post_ln", "first": "mm.0", "second": "mm.1"}
BLOCK_NAMES = {
    "attention_norm": "ln1",
    "query": "attn_q",
    "key": "attn_k",
    "value": "attn_v",
    "output": "attn_out",
    "feed_norm": "ln2",
    "up": "ffn_up",
    "down": "ffn_down",
}


def _load(module, part, path):
    """Fill a module with the averaged weights of the last saved state."""
    module.load_state_dict(torch.load(path)["average"][part])
    return module.eval()


def trained_tower(path=PATH):
    """Return the trained tower."""
    return _load(Tower(), "tower", path)


def seeing_network(path=PATH):
    """Return the text model that was trained together with the tower."""
    return _load(Network(Shape()), "network", path)


def gguf_name(name):
    """Return what mtmd calls a tensor of the tower."""
    if name == "position":
        return "v.position_embd.weight"
    if name.startswith("blocks."):
        _, number, layer, kind = name.split(".")
        return f"v.blk.{number}.{BLOCK_NAMES[layer]}.{kind}"
    layer, kind = name.split(".")
    return f"{NAMES[layer]}.{kind}"


def _write_shape(writer, shape):
    """Write the sizes of the tower, and how pixels become its numbers."""
    writer.add_type("mmproj")
    writer.add_name("notebook_chat demo eyes")
    writer.add_description(
        "The eyes of the built-in demo model of notebook_chat: trained from scratch on pictures of shapes, "
        "digits and charts"
    )
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    writer.add_bool("clip.has_vision_encoder", True)
    writer.add_string("clip.projector_type", "janus_pro")
    writer.add_bool("clip.use_gelu", True)
    sizes = {
        "image_size": shape.side,
        "patch_size": shape.patch,
        "embedding_length": shape.width,
        "feed_forward_length": shape.hidden,
        "block_count": shape.layers,
        "projection_dim": shape.language_width,
        "attention.head_count": shape.heads,
    }
    for name, size in sizes.items():
        writer.add_uint32(f"clip.vision.{name}", size)
    writer.add_float32("clip.vision.attention.layer_norm_epsilon", shape.epsilon)
    for name in ("image_mean", "image_std"):
        writer.add_array(f"clip.vision.{name}", [0.5, 0.5, 0.5])


def export_tower(tower=None, target=TARGET):
    """Write the GGUF file, all or nothing: matrices in 16 bits, everything else as it is."""
    tower, unfinished = tower or trained_tower(), Path(f"{target}.part")
    writer = gguf.GGUFWriter(str(unfinished), "clip")
    _write_shape(writer, tower.shape)
    for name, tensor in tower.state_dict().items():
        values = tensor.float().numpy()
        half = name.endswith("weight") and values.ndim > 1
        writer.add_tensor(gguf_name(name), values.astype("float16") if half else values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    os.replace(unfinished, target)
    print(f"{target}: {Path(target).stat().st_size / 1e6:.2f} MB")


def export_both():
    """Write the seeing text model and its eyes."""
    export(TEXT_TARGET, seeing_network())
    export_tower()


if __name__ == "__main__":
    export_both()
