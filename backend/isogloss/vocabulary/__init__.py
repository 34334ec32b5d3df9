"""The words every other layer speaks: languages, checkpoints, addresses, digests, errors."""
