"""Checks the exported eyes with llama.cpp: vectors against torch, and the share of exact answers about fresh pictures.
"""

import ctypes
import random
import sys

import llama_cpp
import numpy
import torch
from llama_cpp import mtmd_cpp

from .patterns import tidy
from .render import render
from .vision_draw import KINDS, draw, pixels
from .vision_export import TARGET, TEXT_TARGET, trained_tower
from .vision_talk import NO_PICTURE, PICTURE, PictureTalk, questions

SILENT = llama_cpp.llama_log_callback(lambda level, text, data: None)


class Looker:
    """The text model with its eyes, run by llama.cpp's own helpers, greedily."""

    def __init__(self, path=TEXT_TARGET, eyes=TARGET):
        for quiet in (llama_cpp.llama_log_set, mtmd_cpp.mtmd_log_set, mtmd_cpp.mtmd_helper_log_set):
            quiet(SILENT, ctypes.c_void_p(0))
        llama_cpp.llama_backend_init()
        self.model = llama_cpp.llama_model_load_from_file(str(path).encode(), llama_cpp.llama_model_default_params())
        options = llama_cpp.llama_context_default_params()
        options.n_ctx, options.n_threads, options.n_threads_batch = 4096, 1, 1
        self.context = llama_cpp.llama_init_from_model(self.model, options)
        seeing = mtmd_cpp.mtmd_context_params_default()
        seeing.use_gpu, seeing.n_threads, seeing.warmup = False, 1, False
        self.eyes = mtmd_cpp.mtmd_init_from_file(str(eyes).encode(), self.model, seeing)
        self.vocabulary = llama_cpp.llama_model_get_vocab(self.model)
        self.size = llama_cpp.llama_vocab_n_tokens(self.vocabulary)

    def chunks(self, text, pictures):
        """Return what mtmd makes of a text with pictures at its markers."""
        data = [(image.size, image.convert("RGB").tobytes()) for image in pictures]
        bitmaps = [
            mtmd_cpp.mtmd_bitmap_init(*size, (ctypes.c_uint8 * len(raw)).from_buffer_copy(raw)) for size, raw in data
        ]
        chunks, text = mtmd_cpp.mtmd_input_chunks_init(), text.replace(PICTURE, "<__media__>").encode()
        given = mtmd_cpp.mtmd_input_text(text, len(text), False, True)
        assert (
            mtmd_cpp.mtmd_tokenize(
                self.eyes, chunks, ctypes.byref(given), (ctypes.c_void_p * len(bitmaps))(*bitmaps), len(bitmaps)
            )
            == 0
        )
        for bitmap in bitmaps:
            mtmd_cpp.mtmd_bitmap_free(bitmap)
        return chunks

    def answer(self, messages, pictures, limit=80):
        """Return the answer to a talk with pictures."""
        chunks, past, written = self.chunks(render(messages, None, True), pictures), ctypes.c_int32(0), b""
        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(self.context), True)
        assert (
            mtmd_cpp.mtmd_helper_eval_chunks(self.eyes, self.context, chunks, 0, 0, 512, True, ctypes.byref(past))
            == 0
        )
        mtmd_cpp.mtmd_input_chunks_free(chunks)
        for _ in range(limit):
            scores = numpy.ctypeslib.as_array(llama_cpp.llama_get_logits_ith(self.context, -1), (self.size,))
            token = (ctypes.c_int32 * 1)(int(scores.argmax()))
            if llama_cpp.llama_vocab_is_eog(self.vocabulary, token[0]):
                break
            piece = ctypes.create_string_buffer(64)
            length = llama_cpp.llama_token_to_piece(self.vocabulary, token[0], piece, 64, 0, True)
            written += piece.raw[:length]
            assert llama_cpp.llama_decode(self.context, llama_cpp.llama_batch_get_one(token, 1)) == 0
        return written.decode(errors="replace")

    def vectors(self, picture):
        """Return the vectors of a picture."""
        chunks = self.chunks(PICTURE, [picture])
        chunk = mtmd_cpp.mtmd_input_chunks_get(chunks, 0)
        assert mtmd_cpp.mtmd_encode_chunk(self.eyes, chunk) == 0
        shape = mtmd_cpp.mtmd_input_chunk_get_n_tokens(chunk), llama_cpp.llama_model_n_embd(self.model)
        vectors = numpy.ctypeslib.as_array(mtmd_cpp.mtmd_get_output_embd(self.eyes), shape).copy()
        mtmd_cpp.mtmd_input_chunks_free(chunks)
        return vectors


def check_vectors(looker, tower, count=20):
    """Return the largest difference of a picture's vectors to torch, and the deviation of the vectors."""
    scenes = [draw(random.Random(f"vectors {index}")) for index in range(count)]
    with torch.no_grad():
        expected = [tower(torch.from_numpy(pixels(scene.picture))[None])[0].numpy() for scene in scenes]
    found = [looker.vectors(scene.picture) for scene in scenes]
    return max(float(abs(a - b).max()) for a, b in zip(found, expected)), float(numpy.std(expected))


def picture_rows(kind, count, held):
    """Yield (messages, pictures, right answer) for one question about each of so many fresh pictures."""
    for index in range(count):
        rng = random.Random(f"picture {kind} {index} {held}")
        scene = draw(rng, kind)
        question, answer = rng.choice(questions(scene, rng, held))
        yield [{"role": "user", "content": f"{PICTURE}\n{tidy(question)}"}], [scene.picture], answer


def later_rows(count):
    """Yield rows whose question is the last of several about one picture or two."""
    for index in range(count):
        talk = PictureTalk(random.Random(f"later {index}"))
        talk.open_system()
        talk.look(count=2)
        talk.fact()
        talk.look(count=3)
        yield talk.messages[:-1], [scene.picture for scene in talk.scenes], talk.messages[-1]["content"]


def vain_rows(count):
    """Yield rows that ask about a picture where there is none."""
    index = 0
    while count:
        talk, index = PictureTalk(random.Random(f"vain {index}")), index + 1
        talk.look_in_vain()
        if talk.messages:
            count -= 1
            yield talk.messages[:-1], [], NO_PICTURE


def exact(looker, rows, wrong):
    """Return how many rows are answered exactly, of how many."""
    rows = list(rows)
    found = [
        (looker.answer(messages, pictures), messages[-1]["content"], answer) for messages, pictures, answer in rows
    ]
    wrong += [row for row in found if row[0] != row[2]]
    return f"{sum(row[0] == row[2] for row in found)} of {len(found)}"


def check_pictures(path=TEXT_TARGET, eyes=TARGET, count=60, tower=None):
    """Print all figures about pictures."""
    looker, wrong = Looker(path, eyes), []
    largest, deviation = check_vectors(looker, tower or trained_tower())
    print(f"largest difference of vectors to torch: {largest:.3f} (their deviation: {deviation:.2f})")
    print("\n| pictures | trained wording | wording never trained |\n|---|---|---|")
    for kind in KINDS:
        figures = [
            exact(looker, picture_rows(kind, count, held), wrong)
            for held in ((False, True) if kind != "nothing" else (False,))
        ]
        print(f"| {kind} | {' | '.join([*figures, ''][:2])} |", flush=True)
    print(f"| last question about several pictures | {exact(looker, later_rows(count), wrong)} | |")
    print(f"| no picture there | {exact(looker, vain_rows(count), wrong)} | |")
    if "--wrong" in sys.argv:
        for found, question, right in wrong:
            print(f"\n{question.replace(PICTURE, '[picture]')}\n  right: {right}\n  found: {found}")


if __name__ == "__main__":
    check_pictures()
