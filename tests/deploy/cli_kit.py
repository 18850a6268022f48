"""What tests of the command line share: posts, and a verb in a process of its own."""

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

from connectors.post import POSTS, Post

TOCSIN = (sys.executable, "-m", "deploy.cli")
NIGHT = datetime(2020, 10, 5, 14, 10, tzinfo=UTC)


def post(number, text="Two people were killed in clashes in Bishkek", **fields):
    defaults = {"source": "mastodon:a.example", "kind": "social", "author": f"author {number}"}
    at = NIGHT + timedelta(seconds=number)
    return Post(**{**defaults, "id": f"p{number}", "text": text, "published_at": at, **fields})


def lines(posts):
    return b"".join(POSTS.encode(each) + b"\n" for each in posts)


def process(*arguments, feed=b""):
    """Run a verb in a process of its own."""
    return subprocess.run([*TOCSIN, *arguments], input=feed, capture_output=True, timeout=60, check=False)  # noqa: S603


def started(*arguments):
    """Start a verb whose pipes the test holds.

    A shell starts what runs in its background with SIGINT ignored, and a child inherits that: here it hears it anyway.
    """
    pipe, before = subprocess.PIPE, signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen([*TOCSIN, *arguments], stdin=pipe, stdout=pipe, stderr=pipe)  # noqa: S603
    finally:
        signal.signal(signal.SIGINT, before)


def python(code):
    """Run a few lines in an interpreter of their own."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)  # noqa: S603
