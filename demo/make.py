"""Makes the demo models from nothing: text, tokenizer, training, export, checks; then eyes, training of both together,
the same again.
"""

from .check import check
from .export import export
from .runs import BUILD
from .train import train
from .vision_check import check_pictures
from .vision_export import export_both
from .vision_tower import train_tower
from .vision_train import train_both


def main():
    """Run every step; training goes on from its last saved state, or for the eyes from the shipped text model after
    `python -m demo.restore`.
    """
    if not (BUILD / "text.pt").exists():
        train()
        export()
        check()
    train_tower()
    train_both()
    export_both()
    check_pictures()


if __name__ == "__main__":
    main()
