"""JSON schemas made by chance, and many small values to try on them."""

import itertools

_PLAIN = [None, True, False, 0, 1, 2, 3, 1.5, 0.5, "", "a", "b", "ab", "ba", "abc"]
_LISTS = [list(items) for count in range(4)
          for items in itertools.product([1, 2, True, "a", None, 1.5] if count < 3 else [1, 2, "a"], repeat=count)]
_OBJECTS = [dict(zip(keys, parts)) for keys in ("", "a", "b", "ab", "c", "ac", "abc")
            for parts in itertools.product([1, 2, "a", None, [], {}] if len(keys) < 3 else [1, "a"], repeat=len(keys))]
VALUES = _PLAIN + _LISTS + _OBJECTS + [[[]], [[1]], [[1], [1]], [{}], [{"a": 1}]]
_TYPES = ["string", "integer", "number", "array", "object", "null", "boolean", ["string", "null"], ["array", "object"],
          ["integer", "boolean"]]


def _of_lists(chosen, inner):
    key = chosen.choice(["minItems", "maxItems", "uniqueItems", "items", "prefixItems", "contains", "counted"])
    if key in ("minItems", "maxItems"):
        return {key: chosen.randint(0, 3)}
    if key == "uniqueItems":
        return {key: True}
    if key == "prefixItems":
        return {key: [inner() for _ in range(chosen.randint(1, 2))]}
    if key == "counted":
        return {"contains": inner(), "minContains": chosen.randint(0, 2), "maxContains": chosen.randint(0, 2)}
    return {key: inner()}


def _of_objects(chosen, inner):
    key = chosen.choice(["properties", "required", "minProperties", "maxProperties", "additionalProperties",
                         "patternProperties", "propertyNames", "dependentRequired", "dependentSchemas"])
    name = chosen.choice("abc")
    if key in ("minProperties", "maxProperties"):
        return {key: chosen.randint(0, 3)}
    if key in ("properties", "dependentSchemas"):
        return {key: {name: inner()}}
    if key == "patternProperties":
        return {key: {chosen.choice(["^a", "b", "."]): inner()}}
    return {"required": {key: chosen.sample("abc", 2)},
            "dependentRequired": {key: {name: [chosen.choice("abc")]}}}.get(key) or {key: inner()}


def _of_plain_values(chosen, inner):
    key = chosen.choice(["type", "type", "const", "enum", "minimum", "exclusiveMaximum", "multipleOf", "minLength",
                         "maxLength", "pattern"])
    return {key: {"type": chosen.choice(_TYPES), "const": chosen.choice(VALUES), "enum": chosen.sample(VALUES[:20], 2),
                  "minimum": chosen.choice([0, 1.5, 3]), "exclusiveMaximum": chosen.choice([0, 1.5, 3]),
                  "multipleOf": chosen.choice([1, 2, 0.5]), "minLength": chosen.randint(0, 3),
                  "maxLength": chosen.randint(0, 3), "pattern": chosen.choice(["^a", "b$", "^ab?$", "^$"])}[key]}


def _combined(chosen, inner):
    key = chosen.choice(["anyOf", "oneOf", "allOf", "not", "if"])
    if key == "not":
        return {key: inner()}
    if key == "if":
        return {"if": inner(), "then": inner(), "else": inner()}
    return {key: [inner() for _ in range(chosen.randint(1, 3))]}


def random_schema(chosen, depth=2):
    """Returns a JSON schema, made by `chosen`, a `random.Random`."""
    if chosen.random() < 0.08:
        return chosen.random() < 0.5
    makers = [_of_plain_values] * 3 + ([_of_lists, _of_objects, _combined] if depth else [])
    schema = {}
    for _ in range(chosen.randint(1, 3)):
        schema |= chosen.choice(makers)(chosen, lambda: random_schema(chosen, depth - 1))
    return schema
