"""What the figures are held against: the bare library, and a chat class of the kind people write for themselves."""

import ctypes
import time

import llama_cpp
import numpy as np
from llama_cpp import Llama

SILENT = llama_cpp.llama_log_callback(lambda level, text, data: None)
BATCH = 512


class Bare:
    """The least Python around llama.cpp: one batch, greedy."""

    def __init__(self, path, n_ctx, threads, sequences=1):
        llama_cpp.llama_log_set(SILENT, ctypes.c_void_p(0))
        llama_cpp.llama_backend_init()
        self.model = llama_cpp.llama_model_load_from_file(str(path).encode(), llama_cpp.llama_model_default_params())
        options = llama_cpp.llama_context_default_params()
        options.n_ctx, options.n_batch, options.n_threads, options.n_threads_batch = n_ctx, BATCH, threads, threads
        options.n_seq_max, options.kv_unified = sequences, True
        self.context = llama_cpp.llama_init_from_model(self.model, options)
        chain = llama_cpp.llama_sampler_chain_init(llama_cpp.llama_sampler_chain_default_params())
        llama_cpp.llama_sampler_chain_add(chain, llama_cpp.llama_sampler_init_greedy())
        self.sampler = chain
        self.batch = llama_cpp.llama_batch_init(BATCH, 0, 1)

    def clear(self):
        """Forget all that was read."""
        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(self.context), True)

    def sample(self, row=-1):
        """The next token."""
        return llama_cpp.llama_sampler_sample(self.sampler, self.context, row)

    def prefill(self, tokens):
        """Read tokens in chunks of a batch, and sample one; seconds."""
        self.clear()
        started = time.perf_counter()
        for at in range(0, len(tokens), BATCH):
            chunk = tokens[at : at + BATCH]
            array = (ctypes.c_int32 * len(chunk))(*chunk)
            assert llama_cpp.llama_decode(self.context, llama_cpp.llama_batch_get_one(array, len(chunk))) == 0
        self.sample()
        return time.perf_counter() - started

    def decode(self, count):
        """Write `count` tokens after a prefill; seconds."""
        token, started = (ctypes.c_int32 * 1)(), time.perf_counter()
        for _ in range(count):
            token[0] = self.sample()
            assert llama_cpp.llama_decode(self.context, llama_cpp.llama_batch_get_one(token, 1)) == 0
        return time.perf_counter() - started

    def evaluate(self, items):
        """Evaluate `(token, position, sequence, whether to sample after it)`, at most a batch of them. Returns what
        was sampled, by sequence."""
        self.batch.n_tokens = len(items)
        for at, (token, position, sequence, sampled) in enumerate(items):
            self.batch.token[at], self.batch.pos[at], self.batch.logits[at] = token, position, sampled
            self.batch.n_seq_id[at], self.batch.seq_id[at][0] = 1, sequence
        assert llama_cpp.llama_decode(self.context, self.batch) == 0
        return {sequence: self.sample(at) for at, (_, _, sequence, sampled) in enumerate(items) if sampled}

    def read_with_logits(self, tokens):
        """Read tokens in chunks of a batch, with the logits after each; seconds."""
        self.clear()
        started = time.perf_counter()
        for at in range(0, len(tokens), BATCH):
            chunk = tokens[at : at + BATCH]
            self.batch.n_tokens = len(chunk)
            for index, token in enumerate(chunk):
                self.batch.token[index], self.batch.pos[index], self.batch.logits[index] = token, at + index, True
                self.batch.n_seq_id[index], self.batch.seq_id[index][0] = 1, 0
            assert llama_cpp.llama_decode(self.context, self.batch) == 0
            llama_cpp.llama_get_logits(self.context)
        return time.perf_counter() - started

    def answer_at_once(self, prompts, count):
        """Read each prompt in a sequence of its own and write `count` tokens after it, all at once; seconds."""
        self.clear()
        started, written = time.perf_counter(), {}
        items = [(token, position, number, position == len(tokens) - 1)
                 for number, tokens in enumerate(prompts) for position, token in enumerate(tokens)]
        for at in range(0, len(items), BATCH):
            written |= self.evaluate(items[at : at + BATCH])
        for step in range(count - 1):
            written = self.evaluate([(written[number], len(tokens) + step, number, True)
                                     for number, tokens in enumerate(prompts)])
        return time.perf_counter() - started


def library(path, n_ctx, threads):
    """The library's own high-level model."""
    return Llama(str(path), n_ctx=n_ctx, n_batch=BATCH, n_threads=threads, n_threads_batch=threads, verbose=False)


class HandmadeChat:
    """A history in a list, sent whole at each turn through `create_chat_completion`."""

    def __init__(self, llama):
        self.llama, self.messages = llama, []

    def ask(self, question, max_tokens):
        """Ask; seconds to the first text."""
        self.messages.append({"role": "user", "content": question})
        started, first, texts = time.perf_counter(), None, []
        for chunk in self.llama.create_chat_completion(
            self.messages, stream=True, temperature=0, max_tokens=max_tokens
        ):
            if text := chunk["choices"][0]["delta"].get("content"):
                first = first or time.perf_counter() - started
                texts.append(text)
        self.messages.append({"role": "assistant", "content": "".join(texts)})
        return first


def tokens_of(count, seed=1):
    """Some token ids."""
    return np.random.default_rng(seed).integers(300, 30_000, count).tolist()
