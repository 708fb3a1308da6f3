"""A small MCP server of raw JSON-RPC whose tools misbehave on demand. Run as a script."""

import json
import os
import sys
import time

ZONE = {"type": "object", "required": ["zone"],
        "properties": {"zone": {"type": "string"}, "hours": {"type": "integer"}}}
TREE = {"type": "object", "properties": {"tree": {"$ref": "#/$defs/tree"}},
        "$defs": {"tree": {"type": "object", "properties": {"left": {"$ref": "#/$defs/tree"}}}}}
HUGE = {"type": "object", "properties": {f"argument_{number}": {"type": "string"} for number in range(3000)}}
NONE = {"type": "object"}
GOOD = {"name": "get-time", "description": "The \x1b[31mtime\u202e. " + "Long. " * 1000, "inputSchema": ZONE}
HOSTILE = [
    {"name": "tree", "inputSchema": TREE}, {"name": "huge", "inputSchema": HUGE},
    {"name": "listed", "inputSchema": [1]}, {"name": "array", "inputSchema": {"type": "array"}},
    {"name": "remote", "inputSchema": {"type": "object", "properties": {"a": {"$ref": "https://example.com/a"}}}},
    {"name": "odd_type", "inputSchema": {"type": "object", "properties": {"a": {"type": "word"}}}},
    {"description": "no name", "inputSchema": NONE}, "no tool", GOOD]
WILD = ["die", "hang", "flood", "odd", "no_result", "not_json", "spill", "picture", "fail", "count", "pid"]


def text(words):
    return {"content": [{"type": "text", "text": words}]}


def act(name, arguments):
    """The result of a call."""
    if name == "die":
        print("\n".join(f"line {number}" for number in range(50)), "KeyError: 'zone'", sep="\n", file=sys.stderr)
        os._exit(3)
    if name == "hang":
        time.sleep(600)
    if name == "flood":
        return text("x" * 10_000_000)
    if name == "odd":
        return {"content": "twelve o'clock"}
    if name == "no_result":
        return "twelve o'clock"
    if name == "not_json":
        print("DEBUG: asked for the time", '{"level": "info"}', sep="\n", flush=True)
        return text("12:00")
    if name == "spill":
        for _ in range(200):
            sys.stderr.write("y" * 10_000 + "\n")
        return text("spilled")
    if name == "picture":
        return {"content": [{"type": "image", "mimeType": "image/png", "data": "A" * 400},
                            {"type": "resource", "resource": {"uri": "file:///a.txt", "text": "inside"}},
                            {"type": "resource_link", "name": "notes", "uri": "file:///notes"}]}
    if name == "fail":
        return {**text("no such zone"), "isError": True}
    if name == "pid":
        return text(str(os.getpid()))
    return text(json.dumps(arguments))


def main(kind):
    if kind == "silent":
        time.sleep(600)
    if kind == "ends":
        sys.exit("ValueError: no API key")
    tools = HOSTILE if kind == "hostile" else [GOOD] + [{"name": name, "inputSchema": NONE} for name in WILD]
    for line in sys.stdin:
        message = json.loads(line)
        method = message.get("method")
        if method == "initialize":
            result = {"protocolVersion": message["params"]["protocolVersion"], "capabilities": {"tools": {}},
                      "serverInfo": {"name": "fake", "version": "1"}}
        elif method == "tools/list":
            result = {"tools": tools}
        elif method == "tools/call":
            result = act(message["params"]["name"], message["params"].get("arguments"))
        elif "id" in message:
            result = {}
        else:
            continue
        print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "wild")
