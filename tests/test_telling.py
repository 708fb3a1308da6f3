"""Every model is told of its functions, whatever its template; and no template loses what somebody said."""

import functools
import json
import re
from enum import Enum
from typing import Annotated, Literal, Optional

import pytest
from pydantic import BaseModel, Field

import notebook_chat
from notebook_chat import Chat, ChatTemplate, load_model
from notebook_chat.core.messages import ChatMessage, FunctionCall
from notebook_chat.models.adapters import CompletionModel, ScriptedModel
from notebook_chat.models.tool_loop import ToolOptions, call_plan, reply_with_tools
from notebook_chat.structured.tool_grammars import call_grammar
from notebook_chat.templates.families import FAMILIES
from notebook_chat.templates.sandbox import RefusedByTemplate
from notebook_chat.templates.selection import as_template, choose_template
from notebook_chat.tools.call_formats import CALL_FORMATS, write_calls
from notebook_chat.tools.describing import describe_tools, example_arguments, python_call
from notebook_chat.tools.function import BotFunction, CallError
from notebook_chat.tools.pythonic import read_pythonic
from notebook_chat.tools.registry import as_functions
from support.grammars_as_patterns import accepts
from support.official import folder_or_error, template_names, template_source

OFFICIAL = template_names() if folder_or_error()[0] else []


class Colour(Enum):
    RED, BLUE = "crimson7x", "azure7x"


class Place(BaseModel):
    """Somewhere7x on earth."""

    latitude: float = Field(description="northwards7x")
    longitude: Optional[float] = Field(None, description="eastwards7x")


def forecast(
    city: str,   # name7x of the city
    days: int = 3,   # how7x many "days" ahead
    unit: Literal["celsius7x", "kelvin7x"] = "celsius7x",   # of the temperature7x
    *more: str,   # further7x cities
    colour: Optional[Colour] = None,   # of the7x chart
    **rest: int,
):
    """Tells the weather7x in a city."""
    return "sunny"


def measure(where: Place, table: dict[str, list[Place]], anything=None):
    """Measures7x a place."""


def today():
    """Tells the date7x."""


def silent(a, b=2):
    pass


FUNCTIONS = as_functions([forecast, measure, today, silent])
TOOLS = FUNCTIONS.tool_schemas
NAMES = ["forecast", "city", "days", "unit", "more", "colour", "measure", "where", "table", "today", "silent"]
WORDS = ["weather7x", "name7x", "how7x", "temperature7x", "further7x", "the7x", "celsius7x", "kelvin7x", "crimson7x",
         "azure7x", "Measures7x", "latitude", "northwards7x", "eastwards7x", "Somewhere7x", "date7x"]
CALL = FunctionCall("forecast", {"city": "Bern"}, "abcdefgh1")
TALKS = {
    "question": [ChatMessage("user", "Hi")],
    "second question": [ChatMessage("user", "Hi"), ChatMessage("assistant", "Hello."), ChatMessage("user", "And?")],
    "result": [ChatMessage("user", "Weather?"), ChatMessage("assistant", calls=[CALL]),
               ChatMessage("tool", "sunny7y", call_id="abcdefgh1", name="forecast")],
    "after a result": [ChatMessage("user", "Weather?"), ChatMessage("assistant", calls=[CALL]),
                       ChatMessage("tool", "sunny7y", call_id="abcdefgh1", name="forecast"),
                       ChatMessage("assistant", "Sunny."), ChatMessage("user", "Thanks")]}


@functools.lru_cache(maxsize=None)
def template(name):
    """One of ours, or an official one as a model file would bring it."""
    if name in FAMILIES:
        return as_template(name)
    return choose_template({"tokenizer.chat_template": template_source(name)}, name)


def rendered(template, messages, **options):
    special = dict(bos_token="<s>", eos_token="</s>")
    return "".join(segment.text for segment in template.render(messages, **special, **options))


@pytest.mark.parametrize("name", [*OFFICIAL, *FAMILIES])
def test_every_model_reads_of_its_functions_in_every_turn(name):
    for system in (None, "Be brief7y."):
        for talk in TALKS.values():
            messages = [*([ChatMessage("system", system)] if system else []), *talk]
            text = rendered(template(name), messages, tools=TOOLS)
            assert [word for word in NAMES + WORDS if word not in text] == []
            if name != "raw":   # which passes on the last message only
                if not ("mistral" in name.lower() and messages[-1].role == "tool"):   # there Mistral's leaves it out
                    assert system is None or system in text
                assert "sunny7y" in text or "sunny7y" not in str(messages)
                assert "Bern" in text or "Bern" not in str(messages)
    other = [{"type": "function", "function": {"name": "later7z", "description": "Comes7z later.", "parameters": {
        "type": "object", "properties": {"when7z": {"type": "string", "description": "how7z soon"}}}}}]
    text = rendered(template(name), TALKS["after a result"], tools=other)
    assert all(word in text for word in ("later7z", "Comes7z", "when7z", "how7z")) and "weather7x" not in text


def test_words_about_functions_stand_at_the_same_place_in_every_turn():
    in_words = [name for name in [*OFFICIAL, *FAMILIES] if not template(name).writes_tools(TOOLS) and name != "raw"]
    assert {"chat-ml", "gemma-3", "phi-3", "llama-2"} <= set(in_words) and len(in_words) > 20
    for name in in_words:
        first = rendered(template(name), TALKS["question"], tools=TOOLS, add_generation_prompt=False)
        stop = first.index("Call a function only where") + 70
        for talk in TALKS.values():
            changed = [ChatMessage("user", "Hi"), *talk[1:]]
            assert rendered(template(name), changed, tools=TOOLS)[:stop] == first[:stop], name


def test_a_template_may_take_functions_under_any_name_and_in_several_shapes():
    talk = "{% for m in messages %}{{ m.content }}{% endfor %}"
    bare = "{% for tool in custom_tools or [] %}{{ tool.name ~ tool.description ~ tool.parameters }}{% endfor %}"
    for source in ("{{ xml_tools | tojson if xml_tools }}", "{{ python_tools | tojson if python_tools }}", bare,
                   "{{ 'You have: ' + (functions or '') }}", "{{ available_tools }}"):
        own = as_template(source + talk)
        assert own.writes_tools(TOOLS), source
        assert all(word in rendered(own, TALKS["second question"], tools=TOOLS) for word in NAMES + WORDS)
    for source in ("{% if messages[0].role == 'system' %}{{ tools | tojson }}{% endif %}",
                   "{% if messages | length < 2 %}{{ tools | tojson }}{% endif %}",
                   "{{ tools[0].function.no.such if tools }}", "{{ raise_exception('no tools') if tools }}"):
        own = as_template(source + talk)
        assert not own.writes_tools(TOOLS), source   # not in every turn, or not at all
        for messages in TALKS.values():
            assert all(word in rendered(own, messages, tools=TOOLS) for word in NAMES + WORDS)


def test_what_a_template_says_by_itself_stays():
    text = rendered(as_template("{% if messages[0].role != 'system' %}<s>Be kind.</s>{% endif %}{% for m in messages %}"
                                "{{ '<s>' ~ m.content ~ '</s>' if m.role == 'system' else m.content }}{% endfor %}"),
                    TALKS["question"], tools=TOOLS)
    assert text.startswith("<s>Be kind.\n\nYou can call functions.")


def test_functions_that_the_user_describes_are_not_described_twice():
    system = ChatMessage("system", "Help." + FUNCTIONS.generate_docs())
    text = rendered(as_template("chat-ml"), [system, *TALKS["question"]], tools=TOOLS)
    assert text.count("Tells the weather7x") == 1


def test_what_cannot_be_told_is_an_error_before_anything_is_sent(demo):
    deaf = ChatTemplate("deaf", "{{ messages[-1].content[-9:] }}")
    chat = Chat(demo, template=deaf, functions=[forecast])
    before = list(chat.messages)
    with pytest.raises(RefusedByTemplate, match="leaves out what the functions are. Use another template, as in "
                                                "template='chat-ml', or ask without functions"):
        chat.send("Weather?")
    assert list(chat.messages) == before
    chat.template = "chat-ml"
    assert chat.send("Weather?", max_tokens=1).text is not None


# Chats


def test_a_chat_tells_and_counts_and_leaves_the_history_alone(model_file):
    with load_model(model_file(), n_ctx=2048, n_threads=1) as model:
        chat = Chat(model, "Be brief.", template="gemma", functions=[today], config=dict(max_tokens=1))
        first = chat.send("Hi")
        first.wait()
        said = model.detokenize(model.prompt_tokens(chat.messages, "gemma", chat.functions.tool_schemas))
        assert "* today() - Tells the date7x." in said and said.index("today()") < said.index("Hi")
        assert chat.messages[0].text == "Be brief." and chat.messages[1].text == "Hi"
        second = chat.send("Again?")
        second.wait()
        assert second.stats.cached_tokens > 0.9 * first.stats.prompt_tokens   # the functions aren't read again
        assert chat.context_used == len(model.prompt_tokens(chat.messages, "gemma", chat.functions.tool_schemas, False))
        chat.functions = [silent]
        third = chat.send("And now?")
        third.wait()
        said = model.detokenize(model.prompt_tokens(chat.messages, "gemma", chat.functions.tool_schemas))
        assert "* silent(" in said and "today()" not in said and third.finish_reason


@pytest.mark.real
def test_a_small_real_model_is_told(smollm2):
    chat = Chat(smollm2, functions=[forecast, today])
    chat.messages.append("user", "Which weather in Rome?")
    said = smollm2.detokenize(smollm2.prompt_tokens(chat.messages, None, chat.functions.tool_schemas))
    assert "You are a helpful AI assistant named SmolLM" in said and 'as in forecast(city="Paris")' in said


def test_the_loop_reads_what_was_taught(demo):
    options = ToolOptions([forecast])
    for name, syntaxes, taught in [("chat-ml", ("hermes", "python"), "python"), ("qwen3", ("hermes",), "hermes"),
                                   ("mistral", ("mistral",), "mistral"), ("gemma-3", ("hermes", "python"), "python")]:
        plan = call_plan(demo, name, options, [])
        assert (plan.syntaxes, plan.taught) == (syntaxes, taught)
    unknown = call_plan(demo, "{{ tools | tojson }}{{ messages[0].content }}", options, [])
    assert {"hermes", "mistral", "gpt-oss", "python"} <= set(unknown.syntaxes)
    in_json = ToolOptions([BotFunction(forecast, code="json")])
    plan = call_plan(demo, "chat-ml", in_json, [])
    assert plan.taught == "hermes"
    assert "<tool_call>\n{" in rendered(plan.template, TALKS["question"], tools=TOOLS)


# Objects from elsewhere


def answers(*texts):
    left = list(texts)
    return lambda: {"choices": [{"message": {"content": left.pop(0)}, "finish_reason": "stop"}]}


@pytest.mark.parametrize("takes", ["named", "any", "none"])
def test_objects_from_elsewhere_are_told(takes):
    seen, answer = [], answers('forecast(city="Rome")', "Sunny.")

    class Source:
        if takes == "named":
            def create_chat_completion(self, messages, stream=False, tools=None):
                seen.append((messages, tools))
                return answer()
        elif takes == "any":
            def create_chat_completion(self, messages, stream=False, **settings):
                seen.append((messages, settings.get("tools")))
                return answer()
        else:
            def create_chat_completion(self, messages, stream=False):
                seen.append((messages, None))
                return answer()

    chat = Chat(Source(), functions=[forecast])
    reply = chat.send("Weather?")
    reply.wait()
    for messages, tools in seen:
        assert bool(tools) == (takes != "none")
        assert ("* forecast(" in str(messages)) == (takes != "named")
    assert "You can call" not in str(list(chat.messages))
    if takes == "named":
        return   # it was told in the form of its own
    assert [event.result for event in reply.calls] == ["sunny"] and reply.text.endswith("Sunny.")
    if takes == "none":
        assert [message["role"] for message in seen[1][0]] == ["system", "user", "assistant", "user"]
        assert 'forecast(city="Rome")' in seen[1][0][2]["content"] and "sunny" in seen[1][0][3]["content"]


def test_a_function_that_answers_texts_is_told():
    seen = []
    model = ScriptedModel(lambda messages: seen.append(messages) or "Hm.")
    reply_with_tools(model, [ChatMessage("user", "q")], tools=[forecast]).wait()
    assert "* forecast(" in seen[0][0].text


# The example


def examples(
    date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")],
    code: Annotated[str, Field(pattern="^[A-Z]{3}-[0-9]{3}$")],
    short: Annotated[str, Field(max_length=2)], long: Annotated[str, Field(min_length=30)],
    percent: Annotated[int, Field(ge=60, le=80)], share: Annotated[float, Field(gt=0, lt=1)],
    even: Annotated[int, Field(multiple_of=4, gt=10)], places: list[Place],
    many: Annotated[list[int], Field(min_length=3)], pair: tuple[int, str], flag: bool, colour: Colour,
    maybe: Optional[int], either: int | str, table: dict[str, float], untyped,
    given: Annotated[str, Field(examples=["x9"])],
    different: Annotated[set[str], Field(min_length=2)]):
    """Takes all kinds."""


@pytest.mark.parametrize("func", [examples, forecast, measure, today, silent])
def test_the_example_of_a_call_is_one_that_works(func):
    function = BotFunction(func)
    arguments = example_arguments(function.parameters)
    function.check(arguments)
    assert set(function.parameters.get("required", ())) <= set(arguments)
    call = read_pythonic(python_call(function.name, arguments), as_functions([function]))
    assert call.arguments == json.loads(json.dumps(arguments))
    assert "..." not in describe_tools([function.tool_schema]).split("\n")[0]


@pytest.mark.parametrize("schema, name, value", [
    ({"type": "string"}, "city", "Paris"), ({"type": "string"}, "file_name", "notes.txt"),
    ({"type": "string"}, "userName", "Anna"), ({"type": "string", "examples": ["x"]}, "city", "x"),
    ({"enum": ["a", "b"]}, "city", "a"), ({"type": "integer"}, "year", 2025),
    ({"type": "integer", "maximum": 2}, "x", 2)])
def test_examples_look_real(schema, name, value):
    assert example_arguments({"properties": {name: schema}, "required": [name]}) == {name: value}


# Calls held to their form

def paint(shape: Literal["circle", "square"], colours: list[str], *, text: str = ""):
    "Paints."


def add(a: float, b: float = 1):
    "Adds."


PAINTING = as_functions([paint, add, today])


@pytest.mark.parametrize("name", CALL_FORMATS)
def test_every_format_has_a_grammar_and_triggers(name):
    grammar, triggers = call_grammar(PAINTING, name)
    accepted = accepts(grammar)
    for call in (FunctionCall("paint", {"shape": "circle", "colours": ["red"], "text": "A <b> c"}),
                 FunctionCall("add", {"a": 1, "b": 2}), FunctionCall("today", {})):
        written = write_calls([call], name)
        if name == "gpt-oss":
            written = "to=functions." + written.partition("to=functions.")[2]
        assert accepted(written), written
        leads = ("", CALL_FORMATS[name].lead)
        starts = tuple(lead + trigger.removeprefix("^") for trigger in triggers for lead in leads)
        assert name == "llama-3.1" or written.startswith(starts)
    for call in (FunctionCall("sub", {"a": 1}), FunctionCall("add", {"b": 1}),
                 FunctionCall("paint", {"shape": "line", "colours": []})):
        assert not accepted(write_calls([call], name).removeprefix("<|start|>assistant "))


# Docstrings


DOCSTRINGS = {
    "google": "Adds.\n\nArgs:\n    x (int): first\n        words\n    y: second\n\nExample:\n    x: nonsense\n",
    "google, text below": "Adds.\n\nArgs:\n    x (int):\n        first\n        words\n    y (Dict[str, int],"
                          " optional):\n        second\nReturns:\n    y: nonsense",
    "google, not indented": "Adds.\n\nParameters:\nx: first words\ny: second\n\nReturns:\nx: nonsense",
    "numpy": "Adds.\n\nParameters\n----------\nx : int\n    first\n    words\ny : {'a', 'b'}, optional\n    second\n\n"
             "Notes\n-----\nx : int\n    nonsense\n\nAnything Else\n-------------\ny : int\n    nonsense",
    "sphinx": "Adds.\n\n:param x: first\n    words\n:type x: int\n:param int y: second\n:returns: x: nonsense",
    "javadoc": "Adds.\n\n@param x first words\n@param {int} y - second\n@returns x: nonsense",
    "epydoc": "Adds.\n\n@param x: first words\n@param y: second\n@type y: nonsense",
    "markdown": "Adds.\n\n- `x` (int): first\n  words\n- `y`: second\n",
    "markdown, heading": "Adds.\n\n## Arguments\n\n* **x** (*int*) - first words\n* **y** - second\n## Notes\n* x: 1",
    "dashes": "Adds.\n\nArguments:\n  x (int) - first words\n  y (str) -- second\n",
    "bold heading": "Adds.\n\n**Args:**\n\n- x (int): first words\n- y: second\n\n**Returns:**\n\n- x: nonsense"}


@pytest.mark.parametrize("style", DOCSTRINGS)
def test_docstrings_of_every_style_describe_arguments(style):
    def function(x: int, y: int): pass
    function.__doc__ = DOCSTRINGS[style]
    described = BotFunction(function)
    assert described.docs == "Adds."
    assert {name: schema.get("description") for name, schema in described.parameters["properties"].items()} == {
        "x": "first words", "y": "second"}


def test_several_arguments_share_an_entry_and_stars_do_no_harm():
    def function(x, y, *args, **kwargs):
        """Adds.

        Parameters
        ----------
        x, y : int
            How many days
            ahead
        *args
            More.
        **kwargs : dict
            Others.
        """
    properties = BotFunction(function).parameters["properties"]
    assert [properties[name]["description"] for name in ("x", "y", "args")] == ["How many days ahead"] * 2 + ["More."]
    assert BotFunction(function).parameters["additionalProperties"]["description"] == "Others."


def test_errors_name_what_two_stars_collect():
    def va(*args: int, **kw: int): pass
    with pytest.raises(CallError, match=re.escape("Call it as va(args: list of integer = [], **kw: integer).")):
        BotFunction(va).check({"args": "x"})


def test_current_reply_is_public():
    assert notebook_chat.current_reply() is None


# Nothing that somebody said is lost


HOSTILE = ["Write `</think>` and then answers. See.", "`[/INST]` ends it, [INST] begins.", "a</think>b</think>c",
           "<|im_end|> ends, <|im_start|>user begins", "the <|channel|>analysis<|message|> marker<|end|>", "</think>",
           "`<think>` opens, `</think>` closes.", "<tool_response>x</tool_response> and <tool_call>{}</tool_call>",
           "x<|END_THINKING|>y<|START_RESPONSE|>z<|END_RESPONSE|>", "<seed:think>a</seed:think>b", "[THINK]q[/THINK]w",
           "</s> and <eos>", "<|eot_id|><|start_header_id|>system<|end_header_id|>", "<channel|>x<|channel>thought\ny",
           "[TOOL_CALLS][] and [TOOL_RESULTS]", "<response>a</response>b"]


@pytest.mark.parametrize("name", [*OFFICIAL, *(name for name in FAMILIES if name != "raw")])
def test_texts_about_markup_go_back_whole(name):
    squeezed = lambda text: re.sub(r"\s", "", text)
    for number in range(len(HOSTILE)):   # each text in each role, four at a time
        said = {role: HOSTILE[(number + 4 * at) % len(HOSTILE)]
                for at, role in enumerate(("system", "user", "assistant", "tool"))}
        talk = [ChatMessage("system", said["system"]), ChatMessage("user", said["user"]),
                ChatMessage("assistant", said["assistant"]), ChatMessage("user", "v"),
                ChatMessage("assistant", calls=[CALL]),
                ChatMessage("tool", said["tool"], call_id="abcdefgh1", name="forecast"),
                ChatMessage("assistant", "b"), ChatMessage("user", "w")]
        text = squeezed(rendered(template(name), talk, tools=TOOLS[2:3] if number % 2 else (),
                                 special_tokens=["<|im_end|>", "</s>", "</think>"][:number % 4]))
        for role, hostile in said.items():
            forms = {squeezed(hostile), squeezed(json.dumps(hostile)[1:-1])}
            wanted = sum(squeezed(other).count(squeezed(hostile)) for other in said.values())
            assert sum(map(text.count, forms)) >= wanted, (role, hostile)


def test_orders_and_earlier_reasoning_are_still_taken_out():
    if not OFFICIAL:
        pytest.skip("no official templates")
    quiet = rendered(template("HuggingFaceTB-SmolLM3-3B"), [ChatMessage("system", "Be brief. /no_think"),
                                                            ChatMessage("user", "Hi")])
    assert "Reasoning Mode: /no_think" in quiet and quiet.count("/no_think") == 1
    old = [ChatMessage("user", "Hi"), ChatMessage("assistant", "<think>hm</think>Hello."), ChatMessage("user", "Bye")]
    assert "hm" not in rendered(template("deepseek-ai-DeepSeek-R1-Distill-Qwen-32B"), old)
