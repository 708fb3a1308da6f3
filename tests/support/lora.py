"""Small random LoRA adapters, written as GGUF files for a model file."""

import gguf
import numpy as np


def write_lora(path, model, rank=4, strength=0.5, seed=0, names=("attn_q", "attn_v", "ffn_up", "ffn_down")):
    """Write an adapter for the matrices `names` of every layer, and give its path."""
    random, reader = np.random.default_rng(seed), gguf.GGUFReader(str(model))
    architecture = reader.fields["general.architecture"].contents()
    writer = gguf.GGUFWriter(str(path), architecture)
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", float(rank))
    for tensor in reader.tensors:
        if tensor.name.split(".")[-2] not in names:
            continue
        columns, rows = (int(size) for size in tensor.shape)
        down = random.standard_normal((rank, columns), dtype=np.float32) * columns**-0.5
        up = random.standard_normal((rows, rank), dtype=np.float32) * strength * rank**-0.5
        writer.add_tensor(f"{tensor.name}.lora_a", down)
        writer.add_tensor(f"{tensor.name}.lora_b", up)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path
