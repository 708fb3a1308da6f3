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
    """What an expression is worth in the kernel."""
    return eval(quiet(kernel.execute(expression)).outputs[0]["data"]["text/plain"])
