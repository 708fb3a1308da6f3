"""Makes the demo model from nothing: text, tokenizer, training, eyes, training of both together, export, checks."""
from .check import check
from .export import export
from .train import BUILD, train
from .vision_check import check_pictures
from .vision_export import export_tower
from .vision_tower import train_tower
from .vision_train import train_both


def main():
    """Run every step; training goes on from its last saved state, or from the shipped file after `python -m demo.restore`."""
    if not (BUILD / "text.pt").exists():
        train()
    train_tower()
    train_both()
    export()
    export_tower()
    check()
    check_pictures()


if __name__ == "__main__":
    main()
