"""Cells of a live kernel that must end well."""


def ok(cell):
    """The cell, which has ended well."""
    assert cell.reply["status"] == "ok", cell.text
    assert not [output for output in cell.outputs if output["output_type"] == "error"], cell.text
    return cell


def quiet(cell):
    """The cell, which has ended well and said nothing beside its displays."""
    assert not [output for output in ok(cell).outputs if output["output_type"] == "stream"], cell.text
    return cell


def run(kernel, source):
    """Run a cell that ends well."""
    return ok(kernel.execute(source))


def value(kernel, expression):
    """What an expression is worth in the kernel. ipykernel 6 drops what comes right behind an error: then once more."""
    cell = kernel.execute(expression)
    if cell.reply["status"] == "aborted":
        cell = kernel.execute(expression)
    return eval(quiet(cell).outputs[0]["data"]["text/plain"])
