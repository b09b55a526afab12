"""What the forms of JSON have in common: a strict model or an open one, and its JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

Words = Annotated[str, Field(pattern=r"\S")]
"""A text that says something."""


class Form(BaseModel):
    """An object with exactly these keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


VERSIONS: Final[Mapping[str, int]] = MappingProxyType({"catalogue": 2})
"""The forms that have changed so that readers must know, with their number; the others are the first of their name."""


class OpenForm(BaseModel):
    """An object with at least these keys; what a later version adds is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def json_schema(form: type[BaseModel], name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the form that gapub publishes by this name."""
    schema = form.model_json_schema(by_alias=True)
    identity = f"urn:gapub:schema:{name}:{VERSIONS.get(name, 1)}"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": identity, **schema}
