"""What a question costs before the first token: counted in work, not in seconds, at 20 and at 400 messages."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notebook_chat import Chat
from notebook_chat.chat.branches import Branches
from notebook_chat.chat.rows import numbers_of, runs_of
from notebook_chat.chat.store import as_store
from notebook_chat.core.messages import ChatMessage, FunctionCall
from notebook_chat.llama.tokenizer import Tokenizer
from notebook_chat.templates.program import TemplateProgram
from notebook_chat.templates.segments import Segment
from notebook_chat.templates.telling import Written
from notebook_chat.templates.template import CHAT_ML, ChatTemplate
from support.official import official_folder, special_texts, template_names, template_source, vocabulary

WORDS = "the planet is small and warm under a green river of old stones".split()


def said(count, own=lambda text: {}):
    """A talk of so many short messages; `own` gives the tokens of an answer."""
    chance = random.Random(count)
    text = lambda: " ".join(chance.choices(WORDS, k=6)) + "."
    pairs = ((ChatMessage("user", text()), answer(text(), own)) for _ in range(count // 2))
    return [message for pair in pairs for message in pair]


def answer(text, own):
    return ChatMessage("assistant", text, finish_reason="stop", **own(text))


def vocabularies():
    return [path.stem.removeprefix("ggml-vocab-") for path in sorted(official_folder().glob("ggml-vocab-*.gguf"))]


# Tokens made piece by piece are those of the whole


@pytest.mark.parametrize("start", range(4))
def test_pieces_have_the_tokens_of_the_whole(start):
    """In every vocabulary, for texts of special tokens, their halves, blanks and words; also after other text."""
    chance = random.Random(start)
    for name in vocabularies()[start::4]:
        tokens = vocabulary(name)
        special = list(tokens.special_tokens) or ["x"]
        others = [tokens.token_text(number) for number in tokens._of_kind(1 << 4)] or ["y"]
        pieces = lambda: [chance.choice(special), chance.choice(others), chance.choice(special)[:-1],
                          chance.choice(special)[1:], " ", "\n", "\t ", "hello world", " a", "é🪐", "<", "|>"]
        anchor = tokens._anchor_length
        for _ in range(40):
            text = "".join(chance.choice(pieces()) for _ in range(chance.randrange(1, 9)))
            assert tokens._encode_run([Segment(text)], False) == tokens.tokenize(text, True), (name, text)
            after = tokens.tokenize("\n" + text, True)[anchor:] if anchor > 1 else tokens.tokenize(text, True)
            assert tokens._encode_run([Segment(text)], True) == after, (name, text)


def test_a_token_that_may_overlap_is_no_border():
    """Only what llama.cpp cuts out whatever stands around may be cut at."""
    phi = vocabulary("phi-3")   # most of its special tokens swallow the blanks beside them
    assert 0 < sum(map(phi._cuts, phi.special_tokens)) < len(phi.special_tokens)
    bpe = vocabulary("llama-bpe")
    assert all(map(bpe._cuts, bpe.special_tokens))


texts = st.sampled_from(["", "Hi.", " two  blanks ", "<|im_end|>", "<|im_", "end|> x", "</think> said", "é🪐", "[/INST]",
                         "a\n\nb", "<|eot_id|><|start_header_id|>user"])


@st.composite
def talks(draw):
    """A conversation with empty answers, thoughts, calls and texts that look like special tokens."""
    messages = [ChatMessage("system", draw(texts) or "Be kind.")] if draw(st.booleans()) else []
    for number in range(draw(st.integers(1, 4))):
        messages.append(ChatMessage("user", draw(texts) or "So?"))
        if draw(st.integers(0, 3)) == 0:
            call = FunctionCall("look_up", {"what": draw(texts)}, f"call{number:05d}")
            messages += [ChatMessage("assistant", "", calls=[call], finish_reason="call"),
                         ChatMessage("tool", draw(texts), call_id=call.id, name=call.name)]
        text = draw(texts)
        own = dict(tokens=tuple(vocabulary("qwen2").tokenize(text)), model="m") if draw(st.booleans()) and text else {}
        messages.append(ChatMessage("assistant", text, reasoning=draw(st.sampled_from(["", "Hm."])), **own))
    return [*messages, ChatMessage("user", draw(texts) or "Go on.")]


@pytest.mark.parametrize("start", range(2))
def test_what_is_remembered_changes_no_prompt(start):
    """For all official templates a warm tokenizer gives what a fresh one gives, whatever was asked before."""
    warm = vocabulary("qwen2")
    for name in template_names()[start::2]:
        template = ChatTemplate(name, template_source(name))

        @settings(max_examples=1, deadline=None, database=None)
        @given(talks(), st.integers(0, 3), texts)
        def check(messages, place, text):
            changed = list(messages)
            place = min(place, len(messages) - 1)
            changed[place] = changed[place].with_text(text or "Changed.")
            for talk in (messages, [*messages, ChatMessage("assistant", "."), messages[-1]], changed, messages[-1:]):
                options = dict(special_tokens=warm.special_tokens, model="m", **special_texts(warm))
                try:
                    segments = template.render(talk, **options)
                except ValueError:
                    continue
                fresh = Tokenizer(warm._weights)
                for name in ("special_tokens", "_cut_out", "_special_pattern", "_anchor_length"):   # of the vocabulary
                    fresh.__dict__[name] = getattr(warm, name)
                assert warm.encode(segments) == fresh.encode(segments)
                if all(not segment.literal and segment.tokens is None for segment in segments):
                    whole = "".join(segment.text for segment in segments)
                    assert warm.encode(segments) == warm.tokenize(whole, True)

        check()


LOOK_UP = {"type": "function", "function": {"name": "look_up", "description": "Looks something up.", "parameters": {
    "type": "object", "properties": {"what": {"type": "string"}}, "required": ["what"]}}}


# A question at 400 messages against one at 20


class Work:
    """How often programs are run, and how many characters are tokenized."""

    def __init__(self, monkeypatch):
        self.runs = self.characters = 0
        write, tokenize = TemplateProgram.write, Tokenizer.tokenize

        def counted_write(program, *arguments, **options):
            self.runs += 1
            return write(program, *arguments, **options)

        def counted_tokenize(tokenizer, text, *arguments, **options):
            self.characters += len(text)
            return tokenize(tokenizer, text, *arguments, **options)

        monkeypatch.setattr(TemplateProgram, "write", counted_write)
        monkeypatch.setattr(Tokenizer, "tokenize", counted_tokenize)

    def of(self, action):
        """The runs and characters of an action."""
        self.runs = self.characters = 0
        action()
        return self.runs, self.characters


@pytest.fixture(scope="module")
def large(demo_file):
    from notebook_chat.llama.model import LlamaModel

    with LlamaModel(demo_file, n_ctx=16384, n_threads=1, n_sequences=2) as model:
        yield model


@pytest.fixture(scope="module")
def demo_file():
    from notebook_chat.llama.files import demo_path

    return demo_path()


def prompt_work(model, count, own, work):
    """The work for one more question after so many messages, and for counting the messages then."""
    chat = Chat(model)
    chat.messages.replace([], said(count, own))
    chat.messages.prompt_tokens()
    chat.messages.append("user", "And now?")
    asked = work.of(chat.messages.prompt_tokens)
    chat.messages.token_counts()
    chat.messages.append("assistant", "So it is.")
    return asked, work.of(chat.messages.token_counts)


CLOCK = "{{ strftime_now('%d %b %Y') }}\n"


@pytest.mark.parametrize("functions", [None, "look_up"])
@pytest.mark.parametrize("clock", ["", CLOCK])
def test_a_question_is_rendered_once_to_fit_and_to_be_answered(large, monkeypatch, clock, functions):
    """Also where the template looks at the clock."""
    import notebook_chat.llama.prompts as prompts

    def look_up(what: str):
        "Looks something up."

    monkeypatch.setattr(prompts.time, "time", lambda: 1000.5)
    chat = Chat(large, template=ChatTemplate("with a clock", clock + CHAT_ML), functions=functions and [look_up])
    chat.messages.replace([], said(900))   # so long that its tokens must be counted
    large._engine.submit, asked = lambda request: request.output.finish("stop"), Work(monkeypatch)
    try:
        chat.send("And now?").wait()
        runs, _ = asked.of(lambda: chat.send("And then?").wait())
    finally:
        del large._engine.submit
    assert runs == 1, runs


def test_what_is_changed_inside_a_message_or_a_description_is_read_anew(large):
    """Messages don't change, but the arguments of a call and the description of a function are dictionaries."""
    import copy

    tools, call = [copy.deepcopy(LOOK_UP)], FunctionCall("look_up", {"what": ["first stone"]}, "call00000")
    talk = [ChatMessage("user", "Look."), ChatMessage("assistant", "", calls=[call], finish_reason="call"),
            ChatMessage("tool", "grey", call_id=call.id, name=call.name)]
    read = lambda: large.detokenize(large.prompt_tokens(talk, None, tools))
    assert "first stone" in read()
    call.arguments["what"][0] = "second stone"
    tools[0]["function"]["description"] = "Finds what was lost."
    assert "second stone" in read() and "Finds what was lost." in read() and "first stone" not in read()


@pytest.mark.parametrize("are_own", [True, False])
def test_a_question_is_as_much_work_after_400_messages_as_after_20(large, monkeypatch, are_own):
    """The same number of renderings, and only the new text is tokenized."""
    own = (lambda text: dict(tokens=large.tokenize(text), model=large.fingerprint)) if are_own else lambda text: {}
    work = Work(monkeypatch)
    few, many = prompt_work(large, 20, own, work), prompt_work(large, 400, own, work)
    assert [runs for runs, _ in many] == [runs for runs, _ in few]
    assert all(runs <= 8 for runs, _ in many)
    assert all(characters < 400 for _, characters in (*few, *many)), (few, many)


def test_what_a_question_writes_to_the_store_does_not_grow(large, tmp_path):
    """After 20 and after 400 messages, and with 30 other versions of the talk."""
    sizes = []
    for count in (20, 400):
        store = as_store(tmp_path / f"{count}.db")
        chat = Chat(large)
        chat.messages.replace([], said(count))
        store.keep(chat, "talk")
        recorder = store._keeper.recorder_of(chat)
        for number in range(30):
            chat._branches.remember(chat._turns.conversation)
            chat.messages[1].text = f"Version {number}."
            store.flush()
        sizes.append(len(recorder.texts.head))
        assert [message.text for message in store.messages("talk")] == [message.text for message in chat.messages]
        store.close()
    assert sizes[1] < 1.5 * sizes[0] + 200


@given(st.lists(st.integers(0, 30)))
def test_runs_are_the_same_numbers(numbers):
    assert list(numbers_of(runs_of(numbers))) == numbers


# Nothing grows with the square


def test_texts_that_a_program_leaves_out_are_not_looked_for_one_by_one():
    """As with thoughts, which most programs take out of each earlier answer."""
    class Counted(str):
        searched = 0

        def __contains__(self, text):
            Counted.searched += len(self)
            return super().__contains__(text)

    rendering = "".join(f"<user> question {number}\n<assistant> so it is\n" for number in range(400))
    written = Written(rendering)
    written.__dict__["_squeezed"] = Counted("".join(rendering.split()))
    assert not any(written.has(f"<think>thought {number}</think>") for number in range(400))
    assert Counted.searched < 20 * len(rendering)


def call_talk(count):
    """So many questions, each answered after a call."""
    messages = []
    for number in range(count):
        call = FunctionCall("look_up", {"what": f"stone {number}"}, f"call{number:05d}")
        messages += [ChatMessage("user", f"What is stone {number}?"),
                     ChatMessage("assistant", "", calls=[call], finish_reason="call"),
                     ChatMessage("tool", f"grey {number}", call_id=call.id, name=call.name),
                     ChatMessage("assistant", f"It is grey, {number}.", finish_reason="stop")]
    return [*messages, ChatMessage("user", "Go on.")]


SQUARE = ["google-gemma-4-31B-it", "Cohere2MoE", "CohereForAI-c4ai-command-r7b-12-2024-tool_use",
          "upstage-Solar-Open-100B", "deepseek-ai-DeepSeek-V3.2"]   # they loop over all messages for each message


@pytest.mark.parametrize("name", SQUARE)
def test_a_template_with_a_loop_in_a_loop_takes_the_short_way_through_the_sandbox(name, monkeypatch):
    """Jinja's own look-up, which raises an error for each key of a message, isn't taken for each pair of messages."""
    from jinja2.sandbox import SandboxedEnvironment

    counts, template = [0], ChatTemplate(name, template_source(name))
    slow = SandboxedEnvironment.getattr

    def counted(*arguments):
        counts[-1] += 1
        return slow(*arguments)

    monkeypatch.setattr(SandboxedEnvironment, "getattr", counted)
    for count in (10, 20, 80):
        counts.append(0)
        template.render(call_talk(count), tools=[LOOK_UP], **special_texts(vocabulary("qwen2")))
    _, _, few, many = counts
    assert many <= 5 * few + 10, counts


alternatives = st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=5), max_size=6)


@given(alternatives, st.lists(st.integers(0, 2), min_size=1, max_size=5))
def test_alternatives_at_all_places_are_those_at_each(earlier, now):
    branches, talk = Branches(), lambda numbers: tuple(ChatMessage("user", str(number)) for number in numbers)
    for numbers in earlier:
        branches.remember(talk(numbers))
    now = talk(now)
    branches.note(now)
    assert branches.everywhere(now) == [branches.alternatives(now, place) for place in range(len(now))]


def test_a_message_knows_its_place_after_each_change(large):
    chat = Chat(large)
    chat.messages.replace([], said(40))
    removed = chat.messages[3]
    del chat.messages[3]
    chat.messages[0].text = "Changed."
    assert [message.index for message in chat.messages] == list(range(39))
    with pytest.raises(ValueError, match="no longer in its history"):
        removed.index
