"""What a study is, as types: what it is asked and answers, what its job is handed, what its figures say.

Pure: no torch, no database, no figure library. Studies are written against it, and ``runs``, ``web`` and ``findings``
read them by it.
"""
