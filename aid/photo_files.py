"""What is known of photos before one is decoded, by ``aid.photos``."""

MOST_BYTES = 8 * 1024 * 1024
# How a photo is served: a picture and nothing else, whatever a browser takes it for.
HEADERS = {
    "Content-Type": "image/jpeg",
    "X-Content-Type-Options": "nosniff",
    "Content-Disposition": 'inline; filename="photo.jpg"',
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "no-store, private",
}


class PhotoRefused(Exception):
    """``code`` is stable: photo_empty, photo_too_large, photo_too_many_pixels,
    photo_kind_unknown, photo_broken, photo_waits."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)
