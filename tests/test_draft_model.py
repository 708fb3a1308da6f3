"""A small model that guesses for a large one."""

from array import array
from functools import partial

import pytest

from notebook_chat import load_model
from notebook_chat.core.errors import LoadError
from notebook_chat.llama.draft_costs import AlwaysDraft
from notebook_chat.llama.draft_model import FollowedText
from notebook_chat.llama.drafts import Draft
from notebook_chat.llama.model import LlamaModel
from support.drafting import drafting, plain, whole_text
from support.talks import user
from support.tiny_models import BPE_CONTROLS, bpe_vocabulary, spm_vocabulary

GREEDY = {"temperature": 0}
EXACT = dict(cache_type="f32", flash_attn=False, n_threads=1)
QUESTIONS = ["one two one two", "a longer question that goes on and on, and on", "x", "again and again"]


class NoLookup:
    """Finds nothing in the text, so that all guesses are the model's."""

    def __init__(self):
        self.tokens = array("i")

    def read(self, tokens):
        """Take in nothing."""

    def propose(self, most, least=0.0):
        """No guess."""
        return Draft(array("i"))


@pytest.fixture
def pair(model_file):
    """`pair(**options)` gives a model with a draft model: by default two with random weights of their own."""
    models = []

    def open_pair(large=None, small=None, **options):
        path, draft = large or model_file(width=96, seed=1), small or model_file(seed=2)
        models.append(LlamaModel(path, draft=draft, **{"n_ctx": 512, "n_sequences": 4, **EXACT, **options}))
        models[-1]._engine.draft.least = 0.0   # what has random weights is never sure
        return models[-1]

    yield open_pair
    for model in models:
        model.close()


def ask_all(model, settings, questions=QUESTIONS):
    """Finished replies to some questions at once."""
    replies = [model.reply([user(question)], dict(settings, seed=number)) for number, question in enumerate(questions)]
    for reply in replies:
        assert reply.wait(60) and reply.error is None
    return replies


def both_ways(model, settings, questions=QUESTIONS):
    """The replies a token at a time, and those with the guesses of the draft model."""
    with plain(model):
        expected = ask_all(model, settings, questions)
    with drafting(model, NoLookup):
        replies = ask_all(model, settings, questions)
    for one, other in zip(expected, replies):
        assert whole_text(one) == whole_text(other) and one.finish_reason == other.finish_reason
    return replies


@pytest.mark.parametrize("settings", [GREEDY, dict(temperature=1.0), dict(GREEDY, grammar="root ::= [a-z ]+"),
                                      dict(temperature=1.0, logprobs=2)])
def test_a_random_pair_changes_no_text(pair, settings):
    replies = both_ways(pair(), dict(settings, max_tokens=30))
    assert sum(reply.stats.drafted_tokens for reply in replies) > 20


def test_a_model_that_guesses_for_itself_is_always_right(pair, model_file):
    model = pair(model_file(seed=1), model_file(seed=1))
    for reply in both_ways(model, dict(GREEDY, max_tokens=40), QUESTIONS[:1]):
        assert reply.stats.accepted_tokens == reply.stats.drafted_tokens > 0
        assert reply.stats.decode_steps < 40


def test_the_time_that_guessing_takes_is_a_part_of_what_a_batch_took(pair):
    model, told = pair(), []
    policy = AlwaysDraft()
    policy.note_step = lambda *step: told.append(step)
    with drafting(model, NoLookup):
        model._engine.speculation.policy = policy
        reply = model.complete("one two one two", GREEDY, max_tokens=12)
        assert reply.wait(60) and reply.stats.drafted_tokens > 0
    guessed = {width > alone: guessed > 0 for width, alone, _, _, _, guessed in told}
    assert guessed[True], "batches with a draft took the draft model's time, too"


def test_long_prompts_are_read_in_several_batches(pair):
    model = pair(n_batch=32)
    replies = both_ways(model, dict(GREEDY, max_tokens=30), ["word " * 40, "text " * 30])
    assert sum(reply.stats.drafted_tokens for reply in replies) > 0


def test_a_cache_that_is_full(pair):
    model = pair(n_ctx=200)
    for round in range(3):
        both_ways(model, dict(GREEDY, max_tokens=20), ["word " * 15 + str(round), "text " * 15])


def test_conversations_and_forks_are_followed(pair):
    model = pair()
    both_ways(model, dict(GREEDY, max_tokens=20))
    draft, tokens = model._engine.draft, array("i", range(100, 160))
    def follow(engine):
        engine.draft.draft([(0, tokens, FollowedText())], [1])
        return engine.draft.follow(1, tokens[:50] + array("i", [7] * 10), FollowedText()).length
    assert model._engine.call(follow) == 50   # copied, not read again
    assert draft.sequences[0].tokens[:60] == tokens


def test_other_vocabularies_are_refused(pair, model_file):
    with pytest.raises(LoadError, match=r"vocabularies differ.*leave out draft="):
        pair(small=model_file(vocabulary=spm_vocabulary))
    words = partial(bpe_vocabulary, special_tokens=(*BPE_CONTROLS[:2], "<|other|>", "<|im_end|>"))
    with pytest.raises(LoadError, match=r"token 273 is|token \d+ is"):
        pair(small=model_file(vocabulary=words))
    with pytest.raises(LoadError):
        pair(small="no/such/file.gguf")


def test_a_few_tokens_more_at_the_end_are_all_right(pair, model_file):
    words = partial(bpe_vocabulary, special_tokens=(*BPE_CONTROLS, "<|padding|>"))
    both_ways(pair(small=model_file(vocabulary=words)), dict(GREEDY, max_tokens=20))


def test_a_recurrent_model_can_not_draft(pair, model_file):
    with pytest.raises(LoadError, match="take tokens back"):
        pair(small=model_file(architecture="mamba"))


def test_engines_with_and_without_a_draft_model_are_two(pair, model_file):
    model = pair()
    with LlamaModel(model_file(width=96, seed=1), n_ctx=512, n_sequences=4, **EXACT) as other:
        assert other._engine is not model._engine and other._engine.draft is None


def test_it_is_an_option_of_load_model(model_file):
    with load_model(model_file(width=96, seed=1), draft=model_file(seed=2), n_ctx=256) as model:
        assert model._engine.draft is not None
        assert model.complete("one two", GREEDY, max_tokens=5).text


@pytest.mark.real
@pytest.mark.slow
def test_smollm2_guesses_for_itself():
    from support.real_models import smollm2_path

    with LlamaModel(smollm2_path(), draft=smollm2_path(), n_ctx=1024) as model:
        question = [user("Write a story about a lighthouse keeper.")]
        with plain(model):
            expected = model.reply(question, dict(GREEDY, max_tokens=80))
            assert expected.wait(120)
        with drafting(model, NoLookup):
            reply = model.reply(question, dict(GREEDY, max_tokens=80))
            assert reply.wait(120)
        print(reply.stats.drafts())
        assert reply.text == expected.text
        assert reply.stats.accepted_tokens == reply.stats.drafted_tokens > 20
