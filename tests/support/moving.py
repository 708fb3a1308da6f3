"""States that move between the KV cache and the computer's memory whether it pays or not."""

from notebook_chat.llama import resting


def move_all_the_time(monkeypatch):
    """Have whatever rests leave the cache before any request, be it ever so little."""
    for name, value in dict(_WORTH=1, _WORTH_PASSING=1, _FEW_CELLS=1, _LITTLE_WORK=0).items():
        assert hasattr(resting, name)
        monkeypatch.setattr(resting, name, value)


def count_moves(model):
    """A list that grows by the number of tokens with each state that is put back into the cache."""
    context, moves = model._engine.context, []
    load = context.set_state

    def counted(sequence, tokens, state):
        taken = load(sequence, tokens, state)
        if taken:
            moves.append(len(tokens))
        return taken

    context.set_state = counted
    return moves
