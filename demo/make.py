"""Makes the demo model from nothing: text, tokenizer, training, export, checks."""
from .check import check
from .export import export
from .train import train


def main():
    """Run every step; training goes on from its last saved state."""
    train()
    export()
    check()


if __name__ == "__main__":
    main()
