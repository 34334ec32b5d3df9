"""A finding's picture, which links unfurl with: drawn by the keeper's browser, decoded, drawn anew and labelled here.

What arrives is only ever pixels afterwards: nothing of the sent file but its colours is kept. The label says what the
picture is of; it cannot say that the browser drew the stored figure, and does not.
"""

import base64
import binascii
import io
import warnings
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

from isogloss.findings.slugs import PUBLIC_LENGTH
from isogloss.vocabulary.errors import Refused, TooLarge

#: The kind of artifact.
PICTURE = "picture"
#: Pixels of a side at most; a link's picture is 1200 x 630.
_LONGEST = 3000
_STRIP, _TEXT = 34, 16
#: What the library raises for a file that is no sound PNG.
_UNREADABLE = (ValueError, OSError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning)
_INK, _PAPER, _RULE = "#4a4f57", "#fcfbf8", "#c8c4b9"


def labelled(sent: str, slug: str, runs: Sequence[str]) -> bytes:
    """A PNG of our own making from a PNG in base64, naming its runs below. Raises Refused, TooLarge."""
    try:
        drawn = _decoded(base64.b64decode(sent, validate=True))
    except binascii.Error as error:
        raise _no_picture() from error
    size = (drawn.width, drawn.height + _STRIP)
    out = Image.new("RGB", size, _PAPER)
    out.paste(drawn, (0, 0))
    pen = ImageDraw.Draw(out)
    pen.line([(0, drawn.height), (drawn.width, drawn.height)], fill=_RULE)
    named = ", ".join(key[:8] for key in runs[:3]) + (" ..." if len(runs) > 3 else "")
    # A private slug is the key to its finding: a picture that is passed on must not hand it over.
    text = f"Isogloss finding {slug}, run {named}" if len(slug) <= PUBLIC_LENGTH else f"Isogloss, run {named}"
    pen.text((12, drawn.height + 8), text, fill=_INK, font=ImageFont.load_default(_TEXT))
    return _encoded(out)


def rewritten(data: bytes) -> bytes:
    """The same pixels as a PNG of our own making: a picture that came with a bundle. Raises Refused, TooLarge."""
    return _encoded(_decoded(data))


def _encoded(image: Image.Image) -> bytes:
    facts = PngImagePlugin.PngInfo()
    facts.add_text("Software", "Isogloss")
    facts.add_text("Comment", "Drawn by the browser of who kept the finding; the numbers are at its address.")
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True, pnginfo=facts)
    return file.getvalue()


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height of a picture of ours."""
    with Image.open(io.BytesIO(png)) as image:
        return image.size


def _decoded(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            # The library only warns of a picture that unpacks to more than memory has.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
                if max(image.size) > _LONGEST:
                    raise TooLarge("large_picture", f"The picture is longer than {_LONGEST:,} pixels.", field="picture")
                image.load()
                return image.convert("RGB")
    except _UNREADABLE as error:
        raise _no_picture() from error


def _no_picture() -> Refused:
    return Refused("no_picture", "The picture is no PNG that can be read.", field="picture")
