"""The names of conversations in a kernel: `%chat list`, `rename`, `delete`, `search`, and a panel beside."""

import pytest

from support.cells import quiet, run, value

pytestmark = pytest.mark.kernel
LOAD = """%load_ext notebook_chat
from notebook_chat import Chat
from notebook_chat.models.adapters import ScriptedModel
magics = get_ipython().magics_manager.registry["ChatMagics"]
model = ScriptedModel(lambda messages: f"You said: {messages[-1].text}")
"""


def mistake(kernel, source):
    """Run a line that is refused, and give the message."""
    execution = kernel.execute(source)
    return execution.text + "".join(execution.reply.get("traceback", ()))


@pytest.fixture
def loaded(start_kernel):
    """A kernel with the extension and a model."""
    kernel = start_kernel()
    run(kernel, LOAD)
    run(kernel, "%chat -m model")
    return kernel


def completions(kernel, code):
    """What Tab offers."""
    reply = kernel.client.complete(code, reply=True, timeout=20)["content"]
    return [code[: reply["cursor_start"]] + match for match in reply["matches"]]


def test_names_in_cells(loaded):
    run(loaded, "%%chat\nName the planets")
    run(loaded, "%%chat -n 'my other one'\nWhat is salt?")
    assert value(loaded, "list(magics.chats)") == ["main", "my other one"]
    assert "'my other one' is now called 'Cooking & more'" in run(loaded, "%chat rename Cooking & more").text
    assert "'main' is now called 'planets'" in run(loaded, "%chat rename main -> planets").text
    assert "already" in mistake(loaded, "%chat rename Cooking & more -> planets")
    assert "takes a new name" in mistake(loaded, "%chat rename")
    assert "There is no conversation 'moon'" in mistake(loaded, "%chat rename moon -> x")
    # an old name still leads there
    run(loaded, "%%chat -n main\nonce more")
    assert value(loaded, "magics.current, len(magics.chats['planets'].messages)") == ("planets", 4)
    found = run(loaded, "%chat search SALT").text
    assert "Cooking & more: " in found and "salt" in found and "planets" not in found
    assert "Nothing is found for 'nowhere'" in run(loaded, "%chat search nowhere").text
    assert "takes words" in mistake(loaded, "%chat search")
    assert "%chat undelete brings it back" in run(loaded, "%chat delete").text
    assert value(loaded, "list(magics.chats), magics.current") == (["Cooking & more"], "Cooking & more")
    assert "%chat undelete brings back planets" in run(loaded, "%chat list").text
    assert "Deleted: planets" in mistake(loaded, "%chat undelete moon")
    assert "'planets' is back" in run(loaded, "%chat undelete").text
    assert value(loaded, "magics.current, len(magics.chats['planets'].messages)") == ("planets", 4)
    assert "Nothing was deleted" in mistake(loaded, "%chat undelete")
    # the last one, too: the next question begins anew
    run(loaded, "%chat delete Cooking & more")
    run(loaded, "%chat delete planets")
    assert "no conversation" in mistake(loaded, "%chat history")
    for command in ("list", "rename", "delete", "undelete", "search", "use"):
        assert f"%chat {command}" in run(loaded, "%chat help").text
    assert completions(loaded, "%chat undelete Coo") == ["%chat undelete Cooking & more"]


def test_completion_of_names(loaded):
    run(loaded, "%%chat -n 'What is it about?'\nhi")
    assert completions(loaded, "%chat use What is it ab") == ["%chat use What is it about?"]
    assert {"%chat delete main", "%chat delete What is it about?"} <= set(completions(loaded, "%chat delete "))
    assert completions(loaded, "%%chat -n 'What") == ["%%chat -n 'What is it about?'"]
    assert "%chat rename" in completions(loaded, "%chat ren")


def test_panel_and_cells_are_one(loaded, tmp_path):
    run(loaded, f"%config ChatMagics.store = {str(tmp_path / 'chats.db')!r}")
    quiet(loaded.execute("from notebook_chat.chat.store import as_store\nstore = as_store(magics.store)\n"
                         "panel = get_ipython().run_line_magic('chat', 'panel')\nimport time\n"
                         "def settled(name):\n"
                         "    for _ in range(500):\n"
                         "        if panel.conversation == name: return True\n"
                         "        time.sleep(0.02)\n"
                         "    return panel.conversation"))
    run(loaded, "%%chat\nWhat is **salt**?")
    assert value(loaded, "settled('What is salt?'), magics.current") == (True, "What is salt?")
    assert value(loaded, "store.names()") == ["What is salt?"]
    assert "* What is salt?: 2 messages" in run(loaded, "%chat").text
    run(loaded, "panel.new()\n")
    assert value(loaded, "magics.current, store.names()") == ("New conversation", ["What is salt?"])
    run(loaded, "%%chat\nAnd pepper?")
    assert value(loaded, "settled('And pepper?'), sorted(store.names())") == (True, ["And pepper?", "What is salt?"])
    run(loaded, "%chat use What is salt?")
    assert value(loaded, "panel.conversation") == "What is salt?"
    run(loaded, "%chat history --name 'And pepper?'")   # a look aside
    assert value(loaded, "panel.conversation, magics.current") == ("What is salt?", "What is salt?")
    run(loaded, "panel.rename('Salt')\n")
    assert "'Salt'" in run(loaded, "%chat delete").text
    assert value(loaded, "panel.conversation, store.names()") == ("And pepper?", ["And pepper?"])
    run(loaded, "%chat undelete")
    assert value(loaded, "panel.conversation, sorted(store.names())") == ("Salt", ["And pepper?", "Salt"])
    run(loaded, f"%chat save {tmp_path / 'talk.json'}")
    run(loaded, f"%chat load {tmp_path / 'talk.json'}")
    assert value(loaded, "panel.chat is magics.chats['Salt']")
    # in another kernel's place: only in the store
    run(loaded, "panel.close()\n")
    loaded.restart()
    run(loaded, LOAD)
    run(loaded, f"%config ChatMagics.store = {str(tmp_path / 'chats.db')!r}")
    run(loaded, "%chat -m model")
    assert "Salt: saved, not open here" in run(loaded, "%chat list").text
    assert "Salt (saved, not open here)" in run(loaded, "%chat search salt").text
    run(loaded, "%chat use Salt")
    assert value(loaded, "magics.current, len(magics.chats['Salt'].messages)") == ("Salt", 2)
    assert "%chat undelete" in run(loaded, "%chat delete And pepper?").text
    assert "'And pepper?' is back" in run(loaded, "%chat undelete And pepper?").text


def test_demo_is_explained(start_kernel):
    kernel = start_kernel(NOTEBOOK_CHAT_MODEL="demo")
    run(kernel, LOAD + "from notebook_chat.models import default\ndefault._has_smollm2 = lambda: False")
    run(kernel, "%chat -m demo -n demo")
    told = run(kernel, "%chat").text
    assert "This is demo, a demonstration" in told and "%pip install 'notebook-chat[smollm2]'" in told
