"""``python -m isogloss.cli``: how a process of ours starts another one."""

from isogloss.cli import main

main()
