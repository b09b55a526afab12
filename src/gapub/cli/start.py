"""One run of the command line: what stops the work is printed, never a traceback; exit codes 0, 1 and 2."""

from __future__ import annotations

import io
import sys

import typer

from gapub.cli.app import app
from gapub.cli.speech import arranged, command_of, report
from gapub.cli.words import worded
from gapub.diagnostics import GapubError


def run() -> None:
    """Run the command line; what stops the work is printed, never a traceback."""
    arguments = arranged(sys.argv[1:])
    app.keep(command_of(arguments))
    try:
        code = app(args=arguments, standalone_mode=False)
    except GapubError as error:
        report(error.diagnostics)
        code = 2
    except typer.TyperException as error:  # a command line that cannot be understood
        said = io.StringIO()
        error.show(said)  # type: ignore[attr-defined]  # those that typer raises have it
        sys.stderr.write(worded(said.getvalue()))
        code = error.exit_code
    except typer.Abort:
        code = 130
    sys.exit(code if isinstance(code, int) else 0)
