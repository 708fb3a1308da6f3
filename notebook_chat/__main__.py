"""`python -m notebook_chat`: the terminal chat."""

import sys

from notebook_chat.cli import main

sys.exit(main())
