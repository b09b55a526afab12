"""The method of a row (公开方式): proactive, on request, or both."""

from __future__ import annotations

from gapub.model.shape import Either, Many, Scalar
from gapub.model.text import METHODS_CALLED

METHOD = Scalar(words=("proactive", "on_request"), called=METHODS_CALLED)
METHODS = Either(text=METHOD._replace(make=lambda method: (method,)), sequence=Many(METHOD, least=2))
