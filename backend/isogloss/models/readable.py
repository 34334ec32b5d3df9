"""Tokens as people can read them: bytes put together to characters, and what is no whole character as escapes."""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

_BYTE_TOKEN = re.compile(r"<0x([0-9A-Fa-f]{2})>")
#: What SentencePiece writes for a space.
_BLANK = "\u2581"


@cache
def bytes_of_pieces() -> dict[str, int]:
    """Byte-level tokenizers write each byte as one printable character: the byte each stands for.

    Printable Latin-1 stands for itself; the other bytes, in order, for the characters from U+0100.
    """
    themselves = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    others = [byte for byte in range(256) if byte not in themselves]
    return {chr(byte): byte for byte in themselves} | {chr(0x100 + i): byte for i, byte in enumerate(others)}


def is_byte_level(tokenizer: "PreTrainedTokenizerBase") -> bool:
    """Whether its tokens are spelled byte by byte."""
    return "ByteLevel(" in repr(tokenizer.backend_tokenizer.decoder)


def _unescaped(token: str, byte_level: bool) -> bytes:
    if byte_level and all(character in bytes_of_pieces() for character in token):
        return bytes(bytes_of_pieces()[character] for character in token)
    lone = _BYTE_TOKEN.fullmatch(token)
    return bytes([int(lone[1], 16)]) if lone else token.replace(_BLANK, " ").encode()


def readable(tokenizer: "PreTrainedTokenizerBase", ids: list[int]) -> list[str]:
    """Each token's text; bytes that are no whole character are written ``\\xe4``, special tokens as spelled."""
    byte_level, special = is_byte_level(tokenizer), set(tokenizer.all_special_ids)
    spelled = tokenizer.convert_ids_to_tokens(ids)
    return [
        token if i in special else _unescaped(token, byte_level).decode("utf-8", errors="backslashreplace")
        for i, token in zip(ids, spelled, strict=True)
    ]
