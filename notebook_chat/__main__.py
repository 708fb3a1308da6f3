"""`python -m notebook_chat`: the terminal chat."""

import sys

from notebook_chat.terminal.app import main

sys.exit(main())
