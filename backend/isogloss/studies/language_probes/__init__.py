"""Language probes: what each layer knows of language and meaning, and which neurons belong to one language."""
