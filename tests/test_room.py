"""Room in the context: what leaves when it is full, what that costs, and what is said where nothing helps."""

import random
import re
import sys
from collections import deque
from types import SimpleNamespace

import pytest

from notebook_chat.core.caching import SizedCache
from notebook_chat.chat.chat import Chat
from notebook_chat.chat.counts import TokenCounts
from notebook_chat.chat.history import ChatHistory
from notebook_chat.chat.room import Room
from notebook_chat.chat.window import split_at
from notebook_chat.core.errors import ContextError
from notebook_chat.core.messages import ChatMessage
from notebook_chat.llama.model import LlamaModel
from notebook_chat.llama.prompts import PromptBuilder
from notebook_chat.llama.tokenizer import Tokenizer
from notebook_chat.templates import sandbox, segments
from notebook_chat.templates.selection import as_template
from notebook_chat.templates.template import ChatTemplate
from notebook_chat.tools.builtin import bot_function
from support.official import VocabularyFile, official_folder, template_source
from support.real_models import smollm2_path
from support.talks import texts, turns, user

WORDS = "the quick brown fox jumps over a lazy dog while rain falls on quiet towns and people talk about maths".split()
GREEDY = dict(temperature=0)


def talk(count, words=12, seed=0):
    """A conversation of that many messages."""
    chance = random.Random(seed)
    return turns([" ".join(chance.choices(WORDS, k=words)) + "?" for _ in range(count)])


class Reader:
    """A model that reads as a real one does, with a vocabulary only, and never answers."""

    fingerprint, name, metadata, device, sees = "reader", "reader", {}, "CPU", False

    def __init__(self, tokenizer, template, n_ctx=8192):
        self.tokenizer, self.template, self.n_ctx = tokenizer, template, n_ctx
        self.prompts = PromptBuilder(tokenizer, "reader", recent=deque(maxlen=8))   # as a `LlamaModel` has it

    def template_for(self, template=None):
        return self.template if template is None else as_template(template)

    def tokenize(self, text, special=False):
        return self.tokenizer.tokenize(text, special)

    def detokenize(self, tokens):
        return self.tokenizer.detokenize(tokens)

    def prompt_tokens(self, messages, template=None, tools=(), add_generation_prompt=True):
        messages = [getattr(message, "message", message) for message in messages]
        segments = self.prompts.render(messages, self.template_for(template), tools, add_generation_prompt)
        return self.prompts.encode(segments)[0]

    def measure(self, messages, template=None, tools=()):
        return self.prompts.measure(list(messages), self.template_for(template), tools)

    def cached_tokens(self, tokens):
        return 0

    def _not_here(self, *_, **__):
        raise NotImplementedError

    reply = complete = map = save_cache = load_cache = close = _not_here


@pytest.fixture(scope="module")
def small_vocabulary():
    """SmolLM2's."""
    return Tokenizer(VocabularyFile(smollm2_path()))


@pytest.fixture(scope="module")
def large_vocabulary():
    """Gemma's, with as many control strings as Gemma 3 has."""
    tokenizer = Tokenizer(VocabularyFile(official_folder() / "ggml-vocab-gemma-4.gguf"))
    tokenizer.special_tokens = {**tokenizer.special_tokens, **{f"<unused{number}>": 7 for number in range(6242)}}
    return tokenizer


@pytest.fixture
def readers(small_vocabulary, large_vocabulary):
    """The readers by name."""
    return {"SmolLM2": Reader(small_vocabulary, as_template("chat-ml")),
            "Gemma": Reader(large_vocabulary, as_template("gemma-3"))}


@pytest.fixture
def work(monkeypatch):
    """Counts the characters that templates write, and those that are tokenized."""
    done = SimpleNamespace(rendered=0, tokenized=0, renderings=0, patterns=0)
    run, tokenize, compiled = sandbox.run_program, Tokenizer.tokenize, segments._Spoofs.__init__

    def counting_run(*arguments, **options):
        text = run(*arguments, **options)
        done.rendered, done.renderings = done.rendered + len(text), done.renderings + 1
        return text

    def counting_tokenize(self, text, *options, **more):
        done.tokenized += len(text)
        return tokenize(self, text, *options, **more)

    def counting_patterns(self, *arguments):
        done.patterns += 1
        compiled(self, *arguments)

    monkeypatch.setattr("notebook_chat.templates.program.run_program", counting_run)
    monkeypatch.setattr(Tokenizer, "tokenize", counting_tokenize)
    monkeypatch.setattr(segments._Spoofs, "__init__", counting_patterns)
    return done


def length_of(reader, messages):
    """The characters of one rendering."""
    return len("".join(segment.text for segment in reader.prompts.render(messages, reader.template)))


@pytest.mark.parametrize("name", ["SmolLM2", "Gemma"])
@pytest.mark.parametrize("count", [100, 400])
def test_all_counts_together_take_a_few_renderings(name, count, readers, work):
    reader, messages = readers[name], talk(count)
    whole = length_of(reader, messages)
    work.rendered = work.tokenized = work.renderings = 0
    history = ChatHistory(reader, messages=messages)
    sizes = [message.num_tokens for message in history]
    assert sum(sizes) == history.num_tokens == sum(len(message.tokens) for message in history)
    assert work.renderings <= 8 and work.rendered < 4 * whole and work.tokenized < 3 * whole
    work.rendered = work.tokenized = 0
    assert [message.start_token for message in history][-1] == history.num_tokens - sizes[-1]
    assert work.rendered == work.tokenized == 0


@pytest.mark.parametrize("name", ["SmolLM2", "Gemma"])
def test_a_full_context_is_cleared_with_a_few_renderings(name, readers, work):
    reader, messages = readers[name], talk(400)
    history = ChatHistory(reader, messages=messages)
    reader.n_ctx = history.num_tokens
    whole = length_of(reader, messages)
    history[-1].text = "Another one"   # whatever was counted before is out of date
    work.rendered = work.tokenized = work.renderings = 0
    window = Room(history).window([user("And why?")])
    assert work.renderings <= 10 and work.rendered < 4 * whole and work.tokenized < 5 * whole
    assert 100 < len(window.staying) < 300 and window.staying[0].role == "user"
    assert texts([*window.dropping, *window.staying]) == texts(history)


@pytest.mark.parametrize("name", ["SmolLM2", "Gemma"])
def test_what_send_does_before_the_first_token_grows_with_the_length_only(name, readers, work):
    costs = []
    for count in (100, 400):
        reader = readers[name]
        reader.tokenizer._known = SizedCache(10**6)   # other tests may have had the same texts
        history = ChatHistory(reader, messages=talk(count))
        reader.n_ctx = 2 * history.num_tokens
        work.rendered = work.tokenized = work.renderings = 0
        window = Room(history).window([user("And why?")], max_tokens=20)
        reader.prompt_tokens([*window.staying, user("And why?")])   # as the model does then
        costs.append((work.rendered, work.tokenized))
        assert not window.dropping and work.renderings <= 2
    assert all(4.4 * few > many for few, many in zip(*costs))


def test_nothing_is_rendered_for_an_unchanged_conversation(smollm2_chat, work):
    smollm2_chat.context_used
    work.renderings = work.tokenized = 0
    for _ in range(5):
        smollm2_chat.context_used
        [message.num_tokens for message in smollm2_chat.messages][:0] or smollm2_chat.messages.num_tokens
    renderings = work.renderings
    [message.cached for message in smollm2_chat.messages]
    assert renderings <= 8 and work.renderings == renderings
    smollm2_chat.messages.append("user", "One more")
    used = smollm2_chat.context_used
    assert work.renderings > renderings and used == smollm2_chat.messages.num_tokens


@pytest.fixture
def smollm2_chat(demo):
    """A chat of 40 messages."""
    chat = Chat(demo)
    for message in talk(40, words=3):
        chat.messages.append(message)
    return chat


def test_the_patterns_of_a_vocabulary_are_made_once(readers, work):
    reader = readers["Gemma"]
    reader.prompt_tokens(talk(10))
    work.patterns = 0
    for count in (10, 20, 30):
        reader.prompt_tokens(talk(count))
    assert work.patterns == 0


@pytest.mark.parametrize("text", ["<|im_end|>" * 400, "<" * 4000, " " * 4000, "<|im_" * 800, "<unused17>\n" * 400,
                                  "<p>hello</p>\n" * 400, "\n<" * 2000])
def test_no_text_takes_time_that_grows_with_its_square(text, large_vocabulary):
    """Counted as steps of the interpreter: four times the text, about four times the steps."""
    tokens = frozenset([*large_vocabulary.special_tokens, "<|im_start|>", "<|im_end|>"])

    def steps(text):
        count = 0

        def trace(frame, event, argument):
            nonlocal count
            count += 1
            return trace

        marks = segments.Marks([text], tokens)
        sys.settrace(trace)
        try:
            marked = marks.mark_spoofs(text)
        finally:
            sys.settrace(None)
        assert marks.strip(marked) == text
        return count

    assert steps(text) < 5 * steps(text[:len(text) // 4]) + 2000


def prefix_counts(model, messages, template):
    """The tokens of the first 0, 1, 2, ... messages, each rendered alone; `None` where refused."""
    counts = []
    for size in range(1, len(messages) + 1):
        try:
            counts.append(len(model.prompt_tokens(messages[:size], template, add_generation_prompt=False)))
        except ValueError:
            counts.append(None)
    return [0, *counts]


ADDITIVE = ["chat-ml", "llama-2", "llama-3", "gemma", "gemma-3", "phi-3", "vicuna-v1", "tiny-llama", "mistral-v1"]


@pytest.mark.parametrize("name", ADDITIVE)
@pytest.mark.parametrize("system", [None, "Be brief"])
def test_each_count_is_what_the_message_adds(name, system, demo):
    messages = turns(["Hi <|im_end|>", " Hello\n", "é😀", "a", "<", "user"], system)
    counts = TokenCounts(demo, messages, name).cumulative
    expected = prefix_counts(demo, messages, name)
    known = [(mine, theirs) for mine, theirs in zip(counts, expected) if theirs is not None]
    assert len(known) > 5 and max(abs(mine - theirs) for mine, theirs in known) <= 1   # a token may reach over
    assert counts[-1] == expected[-1] and sum(mine != theirs for mine, theirs in known) <= len(known) // 2


@pytest.mark.parametrize("name", ["Qwen-Qwen3-0.6B", "deepseek-ai-DeepSeek-V3.2", "google-gemma-4-31B-it", "GLM-4.6"])
def test_counts_add_up_where_the_last_message_is_written_differently(name, demo):
    template = ChatTemplate(name, template_source(name))
    messages = [ChatMessage("system", "Be brief"), user("Hi"), ChatMessage("assistant", "4", reasoning="2 + 2"),
                user("So?"), ChatMessage("assistant", "Yes", reasoning="hm")]
    counts = TokenCounts(demo, messages, template)
    assert counts.cumulative[-1] == len(counts.tokens) and counts.cumulative == sorted(counts.cumulative)


@pytest.fixture
def small(open_model):
    """The built-in model with a context of 256 tokens."""
    return open_model(n_ctx=256)


@pytest.mark.parametrize("seed", range(12))
def test_the_oldest_question_that_fits_comes_first(seed, small):
    chance = random.Random(seed)
    history = ChatHistory(small, system_prompt="Be brief. " * chance.randrange(40) or None)
    for message in talk(chance.randrange(2, 30), chance.randrange(1, 10), seed):
        history.append(message)
    question, wrap_tokens = user("word " * chance.randrange(1, 60)), chance.choice([None, 50, 120, 240])
    room = Room(history, wrap_tokens)
    window, free = room.window([question], 30), room.free(30)
    if room.takes([*history, question]) <= free:
        assert not window.dropping
        return
    starts = [number for number, entry in enumerate(history) if entry.role == "user"]
    fitting = [number for number in starts if room.takes([*split_at(list(history), number).staying, question]) <= free]
    first = next((number for number, entry in enumerate(history) if entry is next(
        (entry for entry in window.staying if entry.role != "system"), None)), len(history))
    assert first in (*starts, len(history))
    if fitting:
        assert first >= fitting[0] and room.takes([*window.staying, question]) <= free
    else:
        assert first == len(history)


def test_instructions_that_fill_most_of_the_context_leave_room_for_the_last_turns(small):
    chat = Chat(small, system="Be brief. " * 50, config=dict(GREEDY, max_tokens=5))
    for number in range(12):
        chat.send(f"{number}. Which planet is the largest?").wait()
    assert len(chat.messages) > 2 and chat.system and chat.last_reply.error is None
    assert chat.context_used <= chat.model.n_ctx


def full(model, **options):
    """A chat whose context is nearly full."""
    chat = Chat(model, system="Be brief", config=dict(GREEDY, max_tokens=8), **options)
    while chat.context_used < model.n_ctx * 0.7:
        chat.send(f"{len(chat.messages)}. Which planet is the largest?").wait()
    return chat


def test_extract_and_map_make_room(small):
    chat = full(small)
    before, question = list(chat.messages), "What is 2 + 2? " * 10
    with pytest.raises(ContextError):
        small.reply([*chat.messages, user(question)])
    assert isinstance(chat.extract(question, int, max_tokens=20), int)
    replies = chat.map([question, "hi", question + "!"], progress=False)
    assert [reply.error for reply in replies] == [None] * 3
    assert [bool(reply.stats.dropped_messages) for reply in replies] == [True, False, True]
    assert [type(value) for value in chat.map([question, "1"], int, progress=False, max_tokens=20)] == [int, int]
    assert list(chat.messages) == before and not len(chat.messages.dropped)


def test_one_question_that_never_fits_costs_the_others_nothing(small):
    chat = full(small)
    replies = chat.map(["hi", "word " * 400], progress=False)
    assert replies[0].error is None and not replies[0].stats.dropped_messages
    assert isinstance(replies[1].error, ContextError)


class Caller:
    """A local model that calls the function it is told to, and then says so; what it was asked is kept."""

    def __init__(self, model, call, times=1):
        self.model, self.call, self.times, self.asked = model, call, times, []

    def __getattr__(self, name):
        return getattr(self.model, name)

    def reply(self, messages, settings=None, *, into=None, **options):
        from notebook_chat.core.reply import Reply
        from notebook_chat.llama.prompts import check_prompt
        messages, model = list(messages), self.model
        check_prompt(model.prompt_tokens(messages), model.n_ctx, model.n_ctx_train, model.name)
        self.asked.append(messages)
        writer = into if into is not None else Reply().writer
        done = sum(message.role == "tool" for message in messages[-2 * self.times:])
        writer.write(self.call if done < self.times and into is not None else "Done.")
        writer.finish("stop")
        return writer.reply


def calling(name):
    """A call as the built-in model would write it."""
    return f'<tool_call>\n{{"name": "{name}", "arguments": {{}}}}\n</tool_call>'


def results_of(chat):
    """The texts of all results in the history."""
    return [message.text for message in chat.messages if message.role == "tool"]


def test_old_turns_leave_for_a_result(small):
    @bot_function
    def LOOK() -> str:
        """Looks."""
        return "sunny " * 25

    chat = full(small)
    before = [message.message for message in chat.messages]
    chat.model, chat.functions = Caller(small, calling("LOOK")), [LOOK]
    reply = chat.send("Look")
    assert reply.text.endswith("Done.") and reply.error is None
    assert results_of(chat) == ["sunny " * 25] and chat.messages[0].role == "system"
    assert reply.stats.dropped_messages == len(chat.messages.dropped) > 0
    said = [message for message in before if message.role != "system"]
    kept = [message.message for message in chat.messages if message.role != "system"]
    assert said == [*chat.messages.dropped, *kept[:len(said) - len(chat.messages.dropped)]]   # nothing is lost
    assert chat.model.asked[-1] == [message.message for message in chat.messages][:-1]        # it read the history


@pytest.mark.parametrize("times", [1, 3])
def test_a_result_that_never_fits_is_shortened_and_says_so(times, small):
    @bot_function
    def READ() -> str:
        """Reads."""
        return "All work and no play makes Jack a dull boy. " * 80

    chat = full(small)
    chat.model, chat.functions = Caller(small, calling("READ"), times), [READ]
    reply = chat.send("Read")
    assert reply.error is None and reply.text.endswith("Done.")
    assert len(results_of(chat)) == times
    first = results_of(chat)[0]
    assert first.startswith("All work and no play") and "of 3,520 characters" in first
    assert all("does not fit into the context" in text for text in results_of(chat))
    assert chat.model.asked[-1] == [message.message for message in chat.messages][:-1]
    chat.functions = []
    chat.send("And now?").wait()
    assert chat.last_reply.error is None and "Read" in texts(chat.messages) and results_of(chat)[0] == first


def test_a_result_that_fits_stays_whole(small):
    @bot_function
    def LOOK() -> str:
        """Looks."""
        return "sunny"

    chat = Chat(Caller(small, calling("LOOK")), functions=[LOOK])
    chat.send("Look").wait()
    assert results_of(chat) == ["sunny"] and not len(chat.messages.dropped)


def numbers_after(words, text):
    """The number after `words` in a text, without the commas."""
    return int(re.match(r"\d+", text.split(words)[1])[0])


def test_advice_names_no_context_that_the_model_was_not_trained_for(open_model, model_file):
    path = model_file(n_ctx=2048)
    for n_ctx, words, advised in [(256, 60, True), (256, 500, False), (2048, 500, False), (1024, 300, True)]:
        model = open_model(path, n_ctx=n_ctx)
        needed = len(model.prompt_tokens([user("word " * words)]))
        if needed < n_ctx:
            continue
        with pytest.raises(ContextError) as caught:
            Chat(model).send("word " * words)
        said = str(caught.value)
        assert ("n_ctx=" in said) == (needed < 2048), said
        if "n_ctx=" in said:
            assert needed < numbers_after("n_ctx=", said) <= 2048
            assert numbers_after("--max-context-len ", said) <= 2048
        else:
            assert "trained for 2,048 tokens" in said and "Shorten it" in said


def test_a_reply_that_fills_the_context_says_what_can_be_done(open_model, model_file):
    model = open_model(model_file(n_ctx=256), n_ctx=256)
    chat = Chat(model, config=dict(seed=1))
    long = ChatMessage("assistant", "word " * 120, finish_reason="length")
    chat.messages.append("user", "Tell me")
    chat.messages.append(long)
    before = list(chat.messages)
    with pytest.raises(ContextError, match="no room to continue this reply.*new question.*trained for 256 tokens"):
        chat.send()
    assert list(chat.messages) == before and chat.pending is None
    assert chat.context_used <= 256
    assert chat.send("A new one", max_tokens=2).wait(20) and chat.last_reply.error is None


def test_a_long_reply_is_continued_without_the_oldest_turns(small):
    chat = full(small)
    chat.messages.append("user", "Count")
    chat.messages.append(ChatMessage("assistant", "one two three " * 20, finish_reason="length"))
    reply = chat.send(max_tokens=5)
    assert reply.wait(20) and reply.error is None and reply.stats.dropped_messages
    assert chat.messages[-1].text.startswith("one two three") and chat.messages[-2].text == "Count"


def test_no_more_than_the_context_is_in_use(small):
    chat = Chat(small)
    for message in talk(60):
        chat.messages.append(message)
    assert chat.messages.num_tokens > 256 and chat.context_used == 256


@pytest.mark.real
def test_many_turns_of_a_real_model_in_a_small_context():
    with LlamaModel(smollm2_path(), n_ctx=256, n_threads=1) as model:
        chat = Chat(model, system="Be brief.", config=dict(GREEDY, max_tokens=6))
        said = []
        for number in range(16):
            said.append(f"{number}. Name a colour, please, that goes well with the sea and the sky.")
            reply = chat.send(said[-1])
            assert reply.wait(60) and reply.error is None
            assert chat.context_used <= 256 and chat.messages[0].text == "Be brief."
        everything = [*chat.messages.dropped, *chat.messages[1:]]
        assert [message.text for message in everything if message.role == "user"] == said
        assert len(everything) == 32 and chat.messages[1].role == "user"
        fork = chat.fork()
        assert texts(fork.messages) == texts(chat.messages)
        for _ in range(3):
            assert fork.undo()[0].role == "user"
        assert fork.send("And red?").wait(60) and fork.context_used <= 256


FUSSY = ("{% for message in messages %}{% if message.role == 'assistant' and message.content[:4] == 'this' %}"
         "[THIS]{% endif %}<|{{ message.role }}|>{{ message.content }}<|end|>{% endfor %}")


def test_one_reply_that_can_not_be_marked_costs_no_rendering_for_each_of_the_others(work):
    template = ChatTemplate("fussy", FUSSY)
    messages = [ChatMessage(message.role, message.text, tokens=(number,), model="me") if number % 2 else message
                for number, message in enumerate(talk(200))]
    messages[77] = ChatMessage("assistant", "this is written differently", tokens=(77,), model="me")
    template.render(messages[:2], model="me")
    work.renderings = 0
    rendering = template.render(messages, model="me")
    ready = [segment.tokens for segment in rendering if segment.tokens]
    assert work.renderings <= 20
    assert ready == [message.tokens for message in messages if message.tokens and message is not messages[77]]
    assert "[THIS]<|assistant|>this is written differently" in "".join(segment.text for segment in rendering)
