"""The desktop: the only place that knows Qt."""

import builtins

import PySide6.QtCore  # noqa: F401  (now: what it leaves behind is taken away below)

# Qt for Python puts an import of its own in place, which reads the source of every module that is loaded after it, in
# case it wants a `__feature__`. Nothing here does, and all that reading cost 6 ms of the first window, a tenth of the
# loading behind it, and 30 MB.
_NAMES = vars(builtins)
if _NAMES["__import__"] is _NAMES.get("__feature_import__"):
    _NAMES["__import__"] = _NAMES["__orig_import__"]
