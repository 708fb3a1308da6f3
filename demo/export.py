"""Writes the trained network, its tokenizer and its chat template as one GGUF file."""

import json
import os
from pathlib import Path

import gguf

from .model import Network, Shape
from .render import TEMPLATE
from .tokenizer import CONTROL, USER_DEFINED
from .runs import BUILD
from .train import text_weights

TARGET = Path(__file__).parent.parent / "notebook_chat" / "weights" / "demo.gguf"
BLOCK_NAMES = {
    "attention_norm.weight": "attn_norm.weight",
    "feed_norm.weight": "ffn_norm.weight",
    "attention.query.weight": "attn_q.weight",
    "attention.query.bias": "attn_q.bias",
    "attention.key.weight": "attn_k.weight",
    "attention.key.bias": "attn_k.bias",
    "attention.value.weight": "attn_v.weight",
    "attention.output.weight": "attn_output.weight",
    "gate.weight": "ffn_gate.weight",
    "up.weight": "ffn_up.weight",
    "down.weight": "ffn_down.weight",
}


def trained_network(build=BUILD):
    """Return the network with the averaged weights of the training of the text."""
    network = Network(Shape())
    network.load_state_dict(text_weights(build))
    return network.eval()


def gguf_name(name):
    """Return what llama.cpp calls a tensor of the network."""
    if name.startswith("blocks."):
        _, number, rest = name.split(".", 2)
        return f"blk.{number}.{BLOCK_NAMES[rest]}"
    return {"embedding.weight": "token_embd.weight", "norm.weight": "output_norm.weight"}[name]


def _write_shape(writer, shape):
    """Write the sizes of the network."""
    writer.add_name("notebook_chat demo")
    writer.add_description(
        "The built-in demo model of notebook_chat: a tiny chat model trained from scratch on its own text"
    )
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.hidden)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.heads)
    writer.add_rope_dimension_count(shape.head_width)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_layer_norm_rms_eps(shape.epsilon)
    writer.add_vocab_size(shape.vocabulary)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    writer.add_float32("general.sampling.temp", 0.0)  # it knows one right answer to each question


def _write_tokenizer(writer, path):
    """Write the tokens, their types, the merges and the chat template."""
    saved = json.loads(path.read_text())
    vocabulary = {token["content"]: token["id"] for token in saved["added_tokens"]} | saved["model"]["vocab"]
    tokens = sorted(vocabulary, key=vocabulary.get)
    kinds = {
        **dict.fromkeys(CONTROL, gguf.TokenType.CONTROL),
        **dict.fromkeys(USER_DEFINED, gguf.TokenType.USER_DEFINED),
    }
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types([kinds.get(token, gguf.TokenType.NORMAL) for token in tokens])
    writer.add_token_merges(
        [merge if isinstance(merge, str) else " ".join(merge) for merge in saved["model"]["merges"]]
    )
    writer.add_bos_token_id(vocabulary["<|endoftext|>"])
    writer.add_pad_token_id(vocabulary["<|endoftext|>"])
    writer.add_eos_token_id(vocabulary["<|im_end|>"])
    writer.add_eot_token_id(vocabulary["<|im_end|>"])
    writer.add_add_bos_token(False)
    writer.add_chat_template(TEMPLATE)


def _write_tensors(writer, network):
    """Write the weights: matrices in 8 bits, norms and biases as they are."""
    for name, tensor in network.state_dict().items():
        values = tensor.float().numpy()
        if values.ndim == 2:
            quantized = gguf.quants.quantize(values, gguf.GGMLQuantizationType.Q8_0)
            writer.add_tensor(gguf_name(name), quantized, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
        else:
            writer.add_tensor(gguf_name(name), values)


def export(target=TARGET, network=None, build=BUILD):
    """Write the GGUF file, all or nothing: of the text model, or of another network."""
    network = network or trained_network(build)
    unfinished = Path(f"{target}.part")
    target.parent.mkdir(parents=True, exist_ok=True)
    writer = gguf.GGUFWriter(str(unfinished), "llama")
    _write_shape(writer, network.shape)
    _write_tokenizer(writer, build / "tokenizer.json")
    _write_tensors(writer, network)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    os.replace(unfinished, target)
    print(f"{target}: {target.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    export()
