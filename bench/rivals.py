"""What the figures are held against: the bare library, and a chat class of the kind people write for themselves."""

import ctypes
import time

import llama_cpp
import numpy as np
from llama_cpp import Llama

SILENT = llama_cpp.llama_log_callback(lambda level, text, data: None)


class Bare:
    """The least Python around llama.cpp: one sequence, one batch, greedy."""

    def __init__(self, path, n_ctx, threads):
        llama_cpp.llama_log_set(SILENT, ctypes.c_void_p(0))
        llama_cpp.llama_backend_init()
        self.model = llama_cpp.llama_model_load_from_file(str(path).encode(), llama_cpp.llama_model_default_params())
        options = llama_cpp.llama_context_default_params()
        options.n_ctx, options.n_batch, options.n_threads, options.n_threads_batch = n_ctx, 512, threads, threads
        self.context = llama_cpp.llama_init_from_model(self.model, options)
        chain = llama_cpp.llama_sampler_chain_init(llama_cpp.llama_sampler_chain_default_params())
        llama_cpp.llama_sampler_chain_add(chain, llama_cpp.llama_sampler_init_greedy())
        self.sampler = chain

    def prefill(self, tokens):
        """Read tokens in chunks of a batch; seconds."""
        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(self.context), True)
        started = time.perf_counter()
        for at in range(0, len(tokens), 512):
            chunk = tokens[at : at + 512]
            array = (ctypes.c_int32 * len(chunk))(*chunk)
            assert llama_cpp.llama_decode(self.context, llama_cpp.llama_batch_get_one(array, len(chunk))) == 0
        llama_cpp.llama_get_logits_ith(self.context, -1)
        return time.perf_counter() - started

    def decode(self, count):
        """Write `count` tokens after a prefill; seconds."""
        token, started = (ctypes.c_int32 * 1)(), time.perf_counter()
        for _ in range(count):
            token[0] = llama_cpp.llama_sampler_sample(self.sampler, self.context, -1)
            assert llama_cpp.llama_decode(self.context, llama_cpp.llama_batch_get_one(token, 1)) == 0
        return time.perf_counter() - started

    def close(self):
        """Free everything."""
        llama_cpp.llama_sampler_free(self.sampler)
        llama_cpp.llama_free(self.context)
        llama_cpp.llama_model_free(self.model)


def library(path, n_ctx, threads):
    """The library's own high-level model."""
    return Llama(str(path), n_ctx=n_ctx, n_batch=512, n_threads=threads, n_threads_batch=threads, verbose=False)


class HandmadeChat:
    """A history in a list, sent whole at each turn through `create_chat_completion`."""

    def __init__(self, llama):
        self.llama, self.messages = llama, []

    def ask(self, question, max_tokens):
        """Ask; seconds to the first token, and the answer."""
        self.messages.append({"role": "user", "content": question})
        started, first, texts = time.perf_counter(), None, []
        for chunk in self.llama.create_chat_completion(
            self.messages, stream=True, temperature=0, max_tokens=max_tokens
        ):
            text = chunk["choices"][0]["delta"].get("content")
            if text is not None and first is None:
                first = time.perf_counter() - started
            texts.append(text or "")
        self.messages.append({"role": "assistant", "content": "".join(texts)})
        return first


def tokens_of(count):
    """Some token ids."""
    return np.random.default_rng(1).integers(300, 30_000, count).tolist()
