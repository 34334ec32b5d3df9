"""Findings: what people keep, cite and move. At the top what one is and how it is kept and read;
``standing`` is what it rests on, ``bundle`` the file it travels in, ``sharing`` how it is shown elsewhere."""
