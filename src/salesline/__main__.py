"""`python -m salesline`: the same as the command `salesline`."""

import sys

from salesline.cli import main

sys.exit(main())
