"""What conversations are called, in cells, panels, Python and the store; and the figures that stay with answers."""

import threading
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notebook_chat.core.messages import ChatMessage
from notebook_chat.core.reply import Reply
from notebook_chat.core.stats import GenerationStats
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.chat.serialization import message_from_dict, message_to_dict
from notebook_chat.chat.state import StoreError
from notebook_chat.chat.titles import cut_words, file_stem, title_of, words_of
from notebook_chat.chat.chat import Chat
from notebook_chat.chat.store import ChatStore, kept_in
from notebook_chat.jupyter.named_chats import FoundChat, NamedChats
from support.waiting import wait_for


# What a name is made of


@pytest.mark.parametrize(
    "question, name",
    [
        ("What is a list?", "What is a list?"),
        ("  What\n\tis\r\na   list?  ", "What is a list?"),
        ("# Title\n\ntext", "Title text"),
        ("> quoted *words* and **more**", "quoted words and more"),
        ("1. one\n2. two", "one two"),
        ("```python\nprint(1)\n```", "print(1)"),
        ("See [the docs](https://x.org/a_b) and `len`", "See the docs and len"),
        ("~~old~~ new", "old new"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a b 1 2"),
        ("What do __init__ and _private do?", "What do __init__ and _private do?"),
        ("_very much_ like this", "very much like this"),
        ("def f(*args, **kwargs)", "def f(*args, **kwargs)"),
        ("2*3*4 and 2 * 3 * 4", "2*3*4 and 2 * 3 * 4"),
        ("It costs $5 and not $10.", "It costs $5 and not $10."),
        ("<b>bold</b> & <script>", "<b>bold</b> & <script>"),
        ("---", "---"),
        ("???", "???"),
        ("Please explain the difference between lists and tuples", "Please explain the difference between…"),
        ("שלום עולם", "שלום עולם"),
        ("a\u202eb\u2066c\u200bd\x00e\x1bf", "abcdef"),
        ("\ud83d\ude00 joined, \ud83d alone", "😀 joined, \ufffd alone"),
        ("", "Question"),
        ("\u200b\u3164\n", "Question"),
    ],
)
def test_a_first_question_as_a_name(question, name):
    assert title_of(ChatMessage("user", question)) == name


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_question_gives_a_short_line(question):
    name = title_of(ChatMessage("user", question))
    assert 1 <= len(name) <= 40 and name == name.strip() and len(name.splitlines()) == 1
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in name)
    turning = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    assert not turning.intersection(map(unicodedata.bidirectional, name))


@pytest.mark.parametrize("character", ["👩\u200d👩\u200d👧\u200d👦", "🇩🇪", "👍🏽", "❤️", "e\u0301\u0323", "각", "कि",
                                       "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"])
def test_no_character_is_cut_in_half(character):
    for length in range(len(character) + 1, 40):
        cut = cut_words(character * 40, length)
        kept = cut.removesuffix("…")
        assert len(cut) <= length and kept and kept == character * (len(kept) // len(character))


def test_a_long_question_is_read_in_time():
    assert len(words_of("[" * 100_000)) <= 2_000
    assert title_of(ChatMessage("user", "*a " * 500_000)).endswith("…")
    assert file_stem("What is a/b: <c>?") == "What is a b c"


# One registry


def talk(*answers):
    """A conversation with a scripted model."""
    return Chat(ScriptedModel(list(answers) or "fine"))


def said(chat, text):
    """The conversation, in which this was said."""
    chat.send(text).wait()
    return chat


def test_two_with_the_same_question_have_two_names():
    chats = NamedChats()
    for _ in range(3):
        chats.settle(said(chats[chats.add(talk(), "New conversation", given=False)], "Hello there"))
    assert list(chats) == ["Hello there", "Hello there 2", "Hello there 3"]


def test_a_name_is_given_or_comes_from_the_question():
    chats = NamedChats()
    chat = chats[chats.add(talk(), given=False)]
    assert not chats.settle(chat) and list(chats) == ["main"]
    assert chats.settle(said(chat, "One")) and not chats.settle(said(chat, "Two")) and list(chats) == ["One"]
    chat.reset()
    assert not chats.settle(chat)
    chats.settle(said(chat, "Three"))   # cleared: the next first question names it
    assert list(chats) == ["Three"] and chats.find("main") == "Three" == chats.find("One")
    chats.rename("Three", "  mine\n")
    chat.reset()
    chats.settle(said(chat, "Four"))
    assert list(chats) == ["mine"] and chats["main"] is chat and chats.current == "mine"
    with pytest.raises(KeyError):
        chats["nobody"]


def test_a_question_without_an_answer_names_it_too():
    chats, chat = NamedChats(), talk()
    chats.add(chat, given=False)
    reply = Reply()
    chat.model.reply = lambda *given, **options: reply
    chat.send("Still being answered?")
    assert chats.settle(chat) and list(chats) == ["Still being answered?"]
    reply.writer.finish("stop")


def test_examples_are_no_questions():
    chats = NamedChats()
    chat = Chat(ScriptedModel("fine"), examples=[("An example", "of an answer")])
    chats.add(chat, given=False)
    assert not chats.settle(chat)
    assert chats.settle(said(chat, "A question")) and list(chats) == ["A question"]


def test_search_looks_at_names_and_texts():
    chats = NamedChats({"Cooking": said(talk("Add salt & pepper."), "What is missing?"),
                        "Planets": said(talk("Neptune"), "Which one is the LAST?")})
    chats["Cooking"].send("Not answered: pepper mill")
    assert chats.search("planets") == [FoundChat("Planets")]
    assert chats.search("last") == [FoundChat("Planets", "Which one is the LAST?")]
    assert [found.name for found in chats.search("pepper salt")] == ["Cooking"]
    assert chats.search("salt neptune") == [] and len(chats.search(" ")) == 2
    long = NamedChats({"x": said(talk("a " * 500 + "needle" + " b" * 500), "q")})
    [found] = long.search("NEEDLE")
    assert "needle" in found.excerpt and found.excerpt[0] == found.excerpt[-1] == "…" and len(found.excerpt) < 130


def test_names_while_others_read():
    chats = NamedChats()
    chat = chats[chats.add(talk(), given=False)]
    stop, missing = threading.Event(), []

    def read():
        while not stop.is_set():
            if chats.find(chats.current) is None:
                missing.append(list(chats))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(300):
        chats.rename(chats.name_of(chat), f"name {number}")
    stop.set()
    reader.join()
    assert not missing and chats.current == "name 299" and chats.find("main") == "name 299"


# In the store


def test_names_are_those_of_the_store(tmp_path):
    with ChatStore(tmp_path / "chats.db") as store:
        chats = NamedChats(keep=store.keep, store=lambda: store)
        chat = chats[chats.add(talk("It is blue.", "and cold"), given=False)]
        chats.settle(chat)
        assert store.names() == []   # no empty ones
        chats.settle(said(chat, "What is **Neptune**?"))
        assert store.names() == ["What is Neptune?"] == list(chats)
        chats.rename("What is Neptune?", "planets")
        assert store.names() == ["planets"]
        store.put("taken", store.state("planets"))
        with pytest.raises(StoreError, match="already"):
            chats.rename("planets", "taken")
        assert list(chats) == ["planets"] and set(store.names()) == {"planets", "taken"}

        # the automatic name is one that is free in the store, too
        other = chats[chats.add(talk(), given=False)]
        chats.settle(said(other, "taken"))
        assert chats.name_of(other) == "taken 2" == kept_in(other)[1]

        # deleted with its branches, and brought back
        chat.retry().wait()
        assert chats.delete("planets") == "planets" and "planets" not in store.names() and not store.search("cold")
        assert chats.undelete() == "planets" and chats.current == "planets"
        said(chat, "And then?")
        assert [message.text for message in store.messages("planets")][:2] == ["What is **Neptune**?", "and cold"]
        assert len(store.state("planets").branches) == 1

        # those that are only in the store: found, deleted, brought back, opened
        assert chats.only_stored() == ["taken"]
        assert {found.name: found.stored for found in chats.search("")}["taken"] is True
        assert FoundChat("taken", "It is blue.", True) in chats.search("blue")
        chats.delete("taken")
        assert chats.only_stored() == [] and chats.undelete("taken") == "taken" and chats.only_stored() == ["taken"]
        name, told = chats.open("taken", lambda state: (ScriptedModel("fine"), "told"))
        assert (name, told) == ("taken", "told") and kept_in(chats["taken"])[1] == "taken"
        assert chats.open("taken", None) == ("taken", "") and chats.only_stored() == []


def test_what_another_kernel_writes_is_not_deleted(tmp_path, monkeypatch):
    with ChatStore(tmp_path / "chats.db") as store:
        chats = NamedChats(store=lambda: store)
        store.put("theirs", said(talk(), "Hello").snapshot())
        from notebook_chat.chat import store as room

        def held(connection, name, advice):
            raise StoreError("open in another kernel")

        monkeypatch.setattr(room, "refuse_if_held", held)
        with pytest.raises(StoreError, match="another kernel"):
            chats.delete("theirs")
        assert store.names() == ["theirs"] and not chats.deleted


# In a panel


def test_a_panel_names_searches_and_deletes(open_panel, tmp_path):
    store = ChatStore(tmp_path / "chats.db")
    panel, page = open_panel(["one", "two"], chats=NamedChats(keep=store.keep, store=lambda: store))
    lists = []
    sending = panel._link.window.send
    panel._link.window.send = lambda message: (sending(message), "chats" in message and lists.append(message["chats"]))

    def listed(find=""):
        page.do("chats", find=find)
        page.obeyed()
        return lists[-1]

    page.do("send", text="First")
    page.obeyed()
    for _ in range(3):
        page.do("new")
    page.obeyed()
    assert [row["name"] for row in listed()["rows"]] == ["New conversation", "First"]
    page.do("send", text="Second")
    page.obeyed()
    assert [(row["name"], row.get("now", False)) for row in listed("one")["rows"]] == [("First", False)]
    page.do("rename", name="First", to="Second")
    page.obeyed()
    assert "already" in page.bar["error"] and "already" in (listed(), page.bar["error"])[1]
    page.do("rename", name="First", to="1st")
    page.obeyed()
    assert page.bar["error"] == "" and set(store.names()) == {"1st", "Second"}
    page.do("delete_chat", name="Second")
    page.obeyed()
    assert page.bar["chat"] == "1st" and page.texts == ["First", "one"] and listed()["undo"] == "Second"
    page.do("delete_chat", name="1st")
    page.obeyed()
    assert page.bar["chat"] == "New conversation" and not page.shown and store.names() == []
    page.do("undo_delete")
    page.do("undo_delete")
    page.obeyed()
    assert page.bar["chat"] == "Second" and listed()["undo"] == "" and set(store.names()) == {"1st", "Second"}
    store.close()


def test_panels_share_a_registry_or_have_their_own(open_panel):
    chats = NamedChats()
    chats.add(said(talk("fine"), "One"), "One")
    panel, page = open_panel(chats["One"], chats=chats)
    beside, _ = open_panel(chats["One"], chats=chats)
    alone, _ = open_panel(chats["One"])
    panel.new()
    assert chats.current == "New conversation" and beside.conversation == "One" and alone.conversation != ""
    chats.use("One")
    assert panel.conversation == "One"
    panel.choose("New conversation")
    chats.rename("One", "1")
    assert beside.conversation == "1" and list(alone.chats) == ["One"]
    chats.delete("1")
    assert beside.conversation == "New conversation" == panel.conversation
    panel.close()
    chats.add(said(talk(), "x"), "x")
    chats.use("x")   # a panel that is closed follows nobody
    assert panel.conversation == "New conversation" and beside.conversation == "x"


def test_deleting_what_is_being_answered(open_panel):
    panel, page = open_panel("word " * 1000, pause=0.02)
    page.do("send", text="Go")
    wait_for(lambda: panel.running)
    chat = panel.chat
    panel.delete_conversation()
    page.obeyed()
    assert chat.last_reply.finish_reason == "stopped" and not page.shown
    panel.undo_delete()
    page.obeyed()
    assert page.texts[0] == "Go"


# Figures


def test_figures_stay_with_their_answer(open_panel, tmp_path):
    panel, page = open_panel(["one two", "three four five"])
    for text in "ab":
        page.do("send", text=text)
        page.obeyed()
    assert all(item["note"].startswith("scripted · ") and "token" in item["note"] for item in page.shown[1::2])
    panel.chat.model = ScriptedModel("six", name="other")
    page.do("retry", key=page.order[3])
    page.obeyed()
    assert page.shown[3]["note"].startswith("other · ") and page.shown[1]["note"].startswith("scripted · ")
    page.do("switch", key=page.order[3], to=0)
    page.obeyed()
    assert page.shown[3]["note"].startswith("scripted · 3 tokens")
    panel.chat.save(tmp_path / "talk.json")
    again = Chat.load(tmp_path / "talk.json", ScriptedModel(""))
    assert [message.stats and message.stats.completion_tokens for message in again.messages] == [None, 2, None, 3]
    panel.edit(1, "mine")
    assert panel.chat.messages[1].message.stats is None
    page.obeyed()
    assert not page.shown[1].get("note")


def test_figures_of_an_answer_that_was_continued():
    chat = talk("one two three four")
    chat.send("Count", max_tokens=2).wait()
    first = chat.messages[-1].message.stats
    chat.send().wait()
    whole = chat.messages[-1].message.stats
    assert (first.completion_tokens, whole.completion_tokens) == (2, 4)


def test_damaged_figures_are_refused():
    stored = message_to_dict(ChatMessage("assistant", "x", stats=GenerationStats("m", 3, decode_seconds=0.12345)))
    assert stored["stats"] == {"model": "m", "prompt_tokens": 3, "decode_seconds": 0.123}
    assert message_from_dict(stored).stats == GenerationStats("m", 3, decode_seconds=0.123)
    for wrong in ({"model": 1}, {"prompt_tokens": "3"}, {"prompt_tokens": True}, {"decode_seconds": float("nan")}, [1]):
        with pytest.raises(StoreError):
            message_from_dict({**stored, "stats": wrong})
    assert message_from_dict({**stored, "stats": {"newer": 1}}).stats == GenerationStats()
