"""What a user sees in JupyterLab, through a real browser."""

import pytest

pytestmark = pytest.mark.browser


def test_harness(lab):
    lab.open(["1 + 1", "import time; time.sleep(60)"])
    lab.run(0)
    lab.outputs(0).get_by_text("2", exact=True).wait_for(timeout=60_000)
    lab.run(1)
    lab.cell(1).get_by_text("[*]").wait_for()
    lab.interrupt()
    lab.outputs(1).get_by_text("KeyboardInterrupt").first.wait_for(timeout=60_000)
