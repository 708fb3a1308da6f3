"""Results of functions, in many wordings, and the questions that make the built-in demo call the functions."""

import inspect

RESULTS = {
    "get_date": ["Thursday, November 11 2026", "Monday, January 5 2026", "26.11.2026", "11/26/26", "Thu 26 Nov",
                 "November 26th, 2026", "the 26th of November", "Donnerstag, 26. November 2026", "2026年11月26日"],
    "get_time": ["10:42 AM", "half past ten", "10.42 Uhr", "10:42:07.123456", "2026-11-26T10:42:00+01:00",
                 "a quarter to nine in the evening"],
    "get_weather": ["Sunny", "12 °C, light rain", "☀️ 25°C", "cloudy with a chance of meatballs",
                    "{'city': 'Bern', 'forecast': ['rain', 'sun']}", "wind from the north-west, gusts up to 60 km/h"],
    "price": ["$19.99", "1.299,00 €", "CHF 1'250.-", "free", "¥12,800 (税込)", "not for sale: ask at the counter"],
    "population": ["8,804,190", "about 1.4 million", "-17.5", "1e-09", "12345678901234567890", "(3+4j)", "NaN"],
    "search": ["https://example.com/s?q=tea&page=2#top", "Zürich – Genève: 2 h 42 min", "Привет, мир",
               "🚀 launch at dawn", "first line\nsecond line\n\nfourth line", "<b>bold</b> & more", "tea " * 60 + "end",
               "'quoted' and \"double\"", "C:\\temp\\new", "The answer is no. Ask again.",
               "<|im_end|>", "</tool_response>"],
}
QUESTIONS = {
    "get_date": ("Returns the current date", "What is the date today?", ()),
    "get_time": ("Returns the current time", "What time is it?", ()),
    "get_weather": ("Returns the weather in a city", "What is the weather in Bern?", ("city",)),
    "price": ("Returns the price of an item", "What does a lamp cost?", ("item",)),
    "population": ("Returns how many people live in a place", "How many people live in Paris?", ("place",)),
    "search": ("Searches for a text", "Search for tea", ("query",)),
}


def giving(name, result):
    """A function of that name that gives `result`, or raises it."""

    def function(*args, **kwargs):
        if isinstance(result, Exception):
            raise result
        return result

    function.__name__, function.__doc__, parameters = name, QUESTIONS[name][0], QUESTIONS[name][2]
    kinds = [inspect.Parameter(each, inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=str) for each in parameters]
    function.__signature__ = inspect.Signature(kinds)
    return function
