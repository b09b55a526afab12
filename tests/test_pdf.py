"""The PDF of the Markdown: nothing lost, nothing cut, every page a page of the official form."""

from __future__ import annotations

import io
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pymupdf
import pytest
from pdf_support import A3, BOTTOM, SIDE, TOP, Char, Frame, bare, frames, in_order, printed, real_size
from pypdf import PdfReader
from samples import HOSTILE, hostile_catalogue, item, small_catalogue

from gapub.diagnostics import GapubError, Text
from gapub.model.catalogue import Element
from gapub.render import markdown, pdf
from gapub.render.view import Table, View, view


@pytest.fixture(scope="session")
def county() -> View:
    return view(real_size())


@pytest.fixture(scope="session")
def book(county: View) -> Iterator[pymupdf.Document]:
    with pymupdf.open(stream=pdf.files(county)["catalogue.pdf"], filetype="pdf") as document:
        yield document


@pytest.fixture(scope="session")
def tables(book: pymupdf.Document) -> list[Frame]:
    return list(frames(book))


def columns(table: Table) -> int:
    return 8 + len(table.tick_columns)


def official(tables: list[Frame]) -> list[Frame]:
    """The parts of the official tables; the lists 待核 have six columns."""
    return [frame for frame in tables if len(frame.rules) - 1 > 6]
