"""Which binding the tests beside this one run over: the extension, or ctypes where FLAGPOST_BINDING says so."""

import os

import flagpost


def test_the_binding_is_the_one_that_was_asked_for():
    expected = "flagpost._foreign" if os.environ.get("FLAGPOST_BINDING") == "ctypes" else "flagpost._native"
    assert flagpost.Route.__module__.startswith(expected)
