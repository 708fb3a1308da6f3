"""Messages of a talk, made and read."""

from notebook_chat.core.messages import ChatMessage


def user(text, *images):
    """A question, with pictures perhaps."""
    return ChatMessage("user", text, images=images)


def turns(texts, system=None):
    """User and assistant in turn, after a system message if there is one."""
    talk = [ChatMessage(("user", "assistant")[number % 2], text) for number, text in enumerate(texts)]
    return [ChatMessage("system", system), *talk] if system is not None else talk


def texts(messages):
    """What the messages say."""
    return [message.text for message in messages]
