"""Parallel corpora: read from files, joined by id, stored with licence and digest, and handed out in memory.

``imports`` takes a source (``sources``, ``hub``) through one of the readers (``treebank``, ``rows``), joins what they
read (``joining``, ``documents``) and writes it in one transaction. ``parallel`` gives a corpus in memory, ``concepts``
and ``id_sets`` what people say about its ids, ``surface`` the surface forms that fool comparisons between languages,
``catalogue`` what pages show.
"""
