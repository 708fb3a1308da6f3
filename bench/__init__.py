"""Figures: what the package costs beside the bare library. `python -m bench` takes them; they are never asserted in
tests.
"""
