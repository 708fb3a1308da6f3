"""Takes the tokenizer and the weights back out of the shipped file, so that training can go on from them."""

import os

import gguf
import torch
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers

from .export import TARGET, gguf_name
from .model import Network, Shape
from .tokenizer import CONTROL, PATTERN, USER_DEFINED
from .runs import BUILD


def _strings(reader, key):
    """Return the strings of an array in the file."""
    field = reader.fields[key]
    return [bytes(field.parts[index]).decode() for index in field.data]


def restore_tokenizer(reader, path):
    """Write the tokenizer of a GGUF file as `tokenizer.json`."""
    tokens, merges = (_strings(reader, f"tokenizer.ggml.{name}") for name in ("tokens", "merges"))
    vocabulary = {token: number for number, token in enumerate(tokens)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[tuple(merge.split(" ")) for merge in merges]))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in CONTROL])
    tokenizer.add_tokens([AddedToken(token, special=False, normalized=False) for token in USER_DEFINED])
    assert tokenizer.get_vocab_size() == len(tokens)
    tokenizer.save(str(path))


def restore_network(reader):
    """Return the network with the weights of a GGUF file."""
    tensors = {tensor.name: tensor for tensor in reader.tensors}
    network = Network(Shape())
    state = {}
    for name, parameter in network.state_dict().items():
        tensor = tensors[gguf_name(name)]
        state[name] = torch.from_numpy(gguf.quants.dequantize(tensor.data, tensor.tensor_type).copy()).reshape(
            parameter.shape
        )
    network.load_state_dict(state)
    return network


def restore(source=TARGET, build=BUILD):
    """Write `tokenizer.json` and `text.pt` as the training of the text leaves them."""
    build.mkdir(exist_ok=True)
    reader = gguf.GGUFReader(str(source))
    restore_tokenizer(reader, build / "tokenizer.json")
    torch.save({"average": {"network": restore_network(reader).state_dict()}}, build / "text.pt.part")
    os.replace(build / "text.pt.part", build / "text.pt")


if __name__ == "__main__":
    restore()
