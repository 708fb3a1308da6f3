"""The tools of MCP servers: real ones, and servers that end, hang, flood and lie."""

import gc
import json
import os
import pickle
import re
import shutil
import subprocess
import sys
import threading
from _thread import interrupt_main
from pathlib import Path

import psutil
import pytest
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell

from notebook_chat import MCP, Chat, FunctionCall
from notebook_chat.core.errors import LoadError
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.structured.tool_grammars import call_grammar
from notebook_chat.tools.given_schema import GivenFunction, bounded_schema
from notebook_chat.tools.mcp_connection import ServerError
from notebook_chat.tools.registry import as_functions
from notebook_chat.tools.run import run_call
from notebook_chat.tools.schema import FunctionError
from support.processes import run_python
from support.waiting import wait_for

SERVER = str(Path(__file__).parent / "support" / "mcp_server.py")


def wild(kind="wild", **options):
    return MCP([sys.executable, SERVER, kind], name="wild", **options)


def children():
    """The servers that this process has started, zombies included."""
    return [one for one in psutil.Process().children(recursive=True) if one.status() == psutil.STATUS_ZOMBIE
            or any("mcp_server" in word for word in one.cmdline())]


@pytest.fixture(autouse=True)
def no_process_is_left():
    before = {one.pid for one in children()}
    yield
    wait_for(lambda: {one.pid for one in children()} <= before, seconds=10)


@pytest.fixture
def server():
    with wild() as one:
        yield one


def call(functions, name, timeout=20, stopping=None, **arguments):
    return run_call(FunctionCall(name, arguments), functions, timeout=timeout, stopping=stopping)


def json_call(name, **arguments):
    return f"<tool_call>\n{json.dumps({'name': name, 'arguments': arguments})}\n</tool_call>"


def tool_results(chat):
    return [message.text for message in chat.messages if message.role == "tool"]


# What a user does


def test_a_conversation_with_a_real_clock():
    pytest.importorskip("mcp_server_time")
    model = ScriptedModel([json_call("get_current_time", timezone="Asia/Tokyo"),
                           json_call("convert_time", source_timezone="UTC", time="25:00", target_timezone="UTC"),
                           "Noon."])
    with MCP("python -m mcp_server_time --local-timezone=UTC") as clock:
        chat = Chat(model, functions=clock)
        assert [function.name for function in chat.functions] == ["get_current_time", "convert_time"]
        assert chat.send("How late is it?").wait(30)
        now, wrong = tool_results(chat)
        assert json.loads(now)["timezone"] == "Asia/Tokyo"
        assert wrong.startswith("Error: ToolError: ") and "time" in wrong
        assert chat.messages[-1].text == "Noon."
        refused = Chat(ScriptedModel([json_call("get_current_time", timezone="UTC"), "So."]), functions=clock,
                       approve=lambda call: "not now")
        assert refused.send("And now?").wait(30)
        assert tool_results(refused) == ["Error: get_current_time may not run: not now"]


@pytest.mark.skipif(shutil.which("git") is None, reason="no git")
def test_a_conversation_with_a_real_git(tmp_path):
    pytest.importorskip("mcp_server_git")
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / "notes.txt").write_text("notes")
    model = ScriptedModel([json_call("git_git_status", repo_path=str(tmp_path)), "One file is new."])
    with MCP(["python", "-m", "mcp_server_git"], prefix="git", cwd=tmp_path) as git:
        chat = Chat(model, functions=[git, len])
        assert {"git_git_status", "git_git_log", "len"} <= {function.name for function in chat.functions}
        assert chat.send("What is new?").wait(30)
        assert "notes.txt" in tool_results(chat)[0]


def test_a_model_here_is_told_of_a_tool_and_its_schema(demo, server):
    functions = as_functions(server)
    grammar, _ = call_grammar([functions.find("get_time")], "hermes")
    assert "zone" in grammar
    chat = Chat(demo, functions=[functions.find("get_time")])
    assert chat.send("Hello", max_tokens=5, temperature=0).wait(30)
    assert "get_time" in str(chat.messages.tools)


def test_several_servers_and_functions():
    with wild() as one, wild() as two, wild(prefix="two") as other:
        with pytest.raises(FunctionError, match=r"Two functions are called 'get_time'.*MCP\(\.\.\., prefix="):
            as_functions([one, two])
        both = as_functions([one, other, len])
        assert call(both, "two_get_time", zone="Rome").text == '{"zone": "Rome"}'
        assert call(both, "get_time", zone="Rome").text == '{"zone": "Rome"}'


# Arguments, descriptions and schemas


def test_arguments_are_checked_against_the_schema(server):
    assert call(server, "get_time", zone="Rome", hours="3").text == '{"zone": "Rome", "hours": 3}'
    for wrong, words in [({}, "'zone' is a required property"), ({"zone": 5}, "zone: 5 is not of type 'string'"),
                         ({"zone": "a", "hours": "x"}, "hours: 'x' is not of type 'integer'"),
                         ({"zone": "a", "hour": 1}, "Did you mean 'hours'?")]:
        result = call(server, "get_time", **wrong)
        assert result.error and words in result.text and "get_time(zone: text, hours: integer = ...)" in result.text


def test_what_a_server_says_is_cut_and_stripped(server):
    docs = as_functions(server).find("get_time").docs
    assert docs.startswith("The [31mtime. Long.") and len(docs) < 1_010


def test_hostile_tools_are_left_out_by_name():
    with wild("hostile") as server:
        with pytest.warns(UserWarning, match="Tools of the MCP server 'wild'"):
            functions = as_functions(server)
        assert [function.name for function in functions] == ["get_time"]
        assert call(functions, "get_time", zone="Rome").text == '{"zone": "Rome"}'
        for name, words in {"tree": "refers to itself", "huge": "characters", "listed": "not an object", "7": "no name",
                            "array": "describes 'array'", "remote": "https://example.com/a", "8": "no name",
                            "odd_type": "'word' is not valid"}.items():
            assert words in server.problems[name], (name, server.problems)


@pytest.mark.parametrize("schema", [
    {"type": ["string", "null"]}, {"enum": []}, {"enum": [1, None, "a", [2]]}, {"const": {"a": 1}}, True, False, {},
    {"type": "integer", "minimum": 5, "maximum": 1}, {"type": "string", "minLength": 10 ** 9}, {"not": {}},
    {"type": "array", "items": [{"type": "string"}]}, {"type": "array", "minItems": 10 ** 7}, {"type": "array"},
    {"type": "string", "pattern": "(a+)+$"}, {"oneOf": [{"type": "string"}, False]}, {"allOf": [{"type": "number"}]},
    {"type": "object", "required": ["x"], "properties": {"from": {"type": "integer"}}},
    {"type": "object", "patternProperties": {"^a": {}}, "additionalProperties": False},
    {"anyOf": []}, {"type": []}, {"type": "number", "exclusiveMinimum": True}, {"default": "x" * 5000},
], ids=str)
@pytest.mark.parametrize("syntax", ["hermes", "python", "qwen3-coder"])
def test_odd_schemas_break_no_grammar(schema, syntax):
    try:
        function = GivenFunction(dict, "f", "", {"type": "object", "properties": {"user-id": schema, "in": {}}})
    except FunctionError:
        return
    assert call_grammar([function], syntax)[0]
    assert function.usage.startswith("f(")


def test_a_pattern_that_takes_forever_is_not_tried():
    slow = {"type": "string", "pattern": "(a+)+$"}
    function = GivenFunction(dict, "f", "", {"type": "object", "properties": {"a": slow}})
    function.check({"a": "a" * 60 + "!"})
    assert "pattern" not in json.dumps(bounded_schema({"type": "object", "properties": {"a": {"pattern": "x"}}}))


# Servers that fail


def test_a_server_that_does_not_start():
    for command, words in [("no-such-command-here x", "there is no command 'no-such-command-here'"),
                           ([sys.executable, SERVER, "ends"], "it ended. It wrote: ValueError: no API key"),
                           ([sys.executable, "-c", "print('hello')"], "it ended")]:
        with pytest.raises(LoadError, match="doesn't start") as error:
            Chat(ScriptedModel(["Hi."]), functions=MCP(command))
        assert words in str(error.value)
    with pytest.raises(ServerError, match="no answer within 0.5 seconds"):
        wild("silent", start_timeout=0.5).bot_functions()
    for wrong in ("", [], 5, "a 'b", None):
        with pytest.raises(ValueError):
            MCP(wrong)


def test_a_program_that_is_no_server():
    with pytest.raises(ServerError, match="doesn't start: what it prints isn't of the protocol"):
        MCP([sys.executable, "-c", "while True: print('mcp_server? no')"]).bot_functions()


def test_stop_ends_a_server_that_does_not_start():
    silent, started = wild("silent"), threading.Event()
    pressed = threading.Timer(0.1, lambda: wait_for(children) and started.set() or interrupt_main())
    pressed.start()
    with pytest.raises(KeyboardInterrupt):
        silent.bot_functions()
    assert started.is_set()
    wait_for(lambda: not children(), seconds=30)   # it would have had a minute for its answer


def test_a_chat_keeps_its_functions_when_a_server_fails():
    chat = Chat(ScriptedModel(["Hi."]), functions=[len])
    with pytest.raises(ServerError):
        chat.functions = MCP("no-such-command-here")
    assert [function.name for function in chat.functions] == ["len"]


def test_a_server_that_dies_is_started_again(server):
    first = call(server, "pid").text
    model = ScriptedModel([json_call("die"), json_call("pid"), "Done."])
    chat = Chat(model, functions=server)
    assert chat.send("Go").wait(30)
    died, pid = tool_results(chat)
    assert "ended in the middle of the call" in died and died.endswith("line 48 / line 49 / KeyError: 'zone'"), died
    assert pid.isdigit() and pid != first
    assert chat.messages[-1].text == "Done."
    psutil.Process(int(pid)).kill()   # between two calls: the next one doesn't notice
    wait_for(lambda: not any(one.alive for one in server._open))
    assert call(server, "pid").text not in (first, pid)
    assert len(children()) == 1


def test_a_call_that_hangs_times_out_and_the_next_one_works(server):
    first = call(server, "pid").text
    assert call(server, "hang", timeout=0.3).text == "Error: hang took longer than 0.3 seconds; its result is dropped."
    second = call(server, "pid").text   # the server still hung, and was replaced
    assert second.isdigit() and second != first


def test_stop_ends_a_call_at_once(server):
    chat = Chat(ScriptedModel([json_call("hang"), "Done."]), functions=server)
    reply = chat.send("Go")
    wait_for(lambda: any(one._odd for one in server._open))
    reply.stop()
    assert reply.wait(5)   # the server answers in ten minutes
    assert not any("Done" in message.text for message in chat.messages)
    assert call(server, "pid").text.isdigit()


def test_floods(server):
    result = call(server, "flood")
    assert result.text.endswith("[... 9,996,000 more characters]") and len(result.text) < 5_000
    assert call(server, "spill").text == "spilled"
    assert call(server, "not_json").text == "12:00"


def test_results_of_odd_form(server):
    assert "isn't of the protocol's form" in call(server, "odd").text
    assert "isn't of the protocol's form" in call(server, "no_result", timeout=10).text
    assert call(server, "fail") == ("Error: ToolError: no such zone", True)
    assert call(server, "picture").text == ("[image: image/png, 300 bytes, which isn't shown here]\ninside\n"
                                            "[resource: notes file:///notes]")


# Ends


def test_closing(server):
    functions = as_functions(server)
    assert len(children()) == 1
    server.close()
    server.close()
    assert children() == []
    assert "is closed" in call(functions, "pid").text
    with pytest.raises(ServerError, match="is closed"):
        as_functions(server)


def test_a_server_that_nobody_has_any_more_ends():
    as_functions(wild())
    wait_for(lambda: gc.collect() >= 0 and children() == [], seconds=10)


def test_it_ends_with_the_process():
    code = f"from notebook_chat import MCP; from notebook_chat.tools.run import run_call, as_functions\n" \
           f"from notebook_chat import FunctionCall\n" \
           f"print(run_call(FunctionCall('pid', {{}}), MCP([{sys.executable!r}, {SERVER!r}])).text)"
    done = run_python(code)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert not psutil.pid_exists(int(done.stdout))


def test_pickled_and_forked(server):
    functions = as_functions(server)
    for one in (server, functions[0]):
        with pytest.raises(TypeError, match="pickled"):
            pickle.dumps(one)
    code = ("import os, sys; from notebook_chat import MCP\n"
            f"server = MCP([{sys.executable!r}, {SERVER!r}]); server.bot_functions()\n"
            "if os.fork() == 0:\n"
            "    try: server.bot_functions()\n"
            "    except RuntimeError as error: print(error, flush=True)\n"
            "    server.close(); os._exit(0)\n"
            "os.wait(); server.close()")
    if hasattr(os, "fork"):
        done = run_python(code)
        assert "belongs to another process" in done.stdout, done.stderr


def test_inside_a_running_loop(server):
    import asyncio

    async def main():
        return call(server, "get_time", zone="Rome").text

    assert asyncio.run(main()) == '{"zone": "Rome"}'


def test_calls_from_many_threads(server):
    results = []
    threads = [threading.Thread(target=lambda n=n: results.append(call(server, "get_time", zone=str(n)).text))
               for n in range(8)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    assert sorted(results) == [json.dumps({"zone": str(n)}) for n in range(8)]
    assert len(children()) == 1


def test_without_the_sdk(monkeypatch):
    monkeypatch.setitem(sys.modules, "mcp.shared.jsonrpc_dispatcher", None)
    with pytest.raises(LoadError, match=r"pip install 'notebook-chat\[mcp\]'"):
        MCP("uvx mcp-server-time")


def test_streamable_http():
    port_code = ("import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); port = s.getsockname()[1]; s.close()\n"
                 "print(port, flush=True)\nfrom mcp.server import MCPServer\nserver = MCPServer('sums')\n"
                 "@server.tool()\ndef add(a: int, b: int = 1) -> int:\n    'Adds.'\n    return a + b\n"
                 "server.run('streamable-http', host='127.0.0.1', port=port)")
    process = subprocess.Popen([sys.executable, "-c", port_code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                               text=True)
    try:
        url = f"http://127.0.0.1:{int(process.stdout.readline())}/mcp"

        def answers():
            try:
                with MCP(url) as server:
                    return as_functions(server)
            except ServerError:
                return None

        wait_for(answers, seconds=30)
        with MCP(url) as server:
            assert server.name == url[7:-4]
            assert call(server, "add", a=2, b=3).text == "5"
            process.kill()
            process.wait()
            result = call(server, "add", a=2)
            assert result.error and "Error" in result.text
    finally:
        process.kill()
        process.communicate()
    with pytest.raises(ServerError, match="doesn't start"):
        MCP(url, start_timeout=5).bot_functions()


# In cells


def test_servers_whose_tools_are_called_alike():
    shell = InteractiveShell.instance()
    shell.run_line_magic("load_ext", "notebook_chat")
    try:
        magics = shell.magics_manager.registry["ChatMagics"]
        for name in ("east", "west"):
            shell.run_line_magic("chat", f"mcp {name} {sys.executable} {SERVER}")
        shell.user_ns["scripted"] = ScriptedModel([json_call("west_get_time", zone="Rome"), "Noon."])
        shell.run_cell_magic("chat", "--model scripted --functions mcp:east,mcp:west --name alike", "How late is it?")
        assert tool_results(magics.chats["alike"]) == ['{"zone": "Rome"}']
        names = [function.name for function in magics.chats["alike"].functions]
        assert "east_get_time" in names and "west_get_time" in names and len(set(names)) == len(names)
        assert len(children()) == 2
        for name in ("east", "west"):
            magics.conversations.variables.mcp.server(name).close()
    finally:
        shell.run_line_magic("unload_ext", "notebook_chat")


def test_servers_by_name_in_cells():
    shell = InteractiveShell.instance()
    shell.run_line_magic("load_ext", "notebook_chat")
    try:
        shell.user_ns["scripted"] = ScriptedModel([json_call("get_time", zone="Rome"), "Noon."])
        shell.run_line_magic("chat", f"mcp wild {sys.executable} {SERVER}")
        magics = shell.magics_manager.registry["ChatMagics"]
        assert set(magics.mcp) == {"wild"}
        for line, found in [("%%chat --functions mcp:", "wild"), ("%%chat --functions mcp:w", "wild"),
                            ("%%chat --functions mc", "mcp:wild")]:
            symbol = re.split(r"[\s:]", line)[-1]
            assert found in magics.completer.matches(line, symbol)[1], line
        shell.run_cell_magic("chat", "--model scripted --functions mcp:wild --name mcp-test", "How late is it?")
        assert tool_results(magics.chats["mcp-test"]) == ['{"zone": "Rome"}']
        with pytest.raises(UsageError, match="There is no MCP server 'wlid'. Did you mean 'mcp:wild'?"):
            shell.run_cell_magic("chat", "--model scripted --functions mcp:wlid", "And now?")
        assert len(magics.chats["mcp-test"].messages) == 4
        magics.conversations.variables.mcp.server("wild").close()
    finally:
        shell.run_line_magic("unload_ext", "notebook_chat")
