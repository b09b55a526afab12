"""How commands declare their arguments and options, and what several of them share."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias

from gapub.cli.declare import BadParameterError, Declared
from gapub.cli.language import CATALOGUE_LANGUAGES
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.diagnostics.report import SEVERITIES
from gapub.render import NAMES

if TYPE_CHECKING:
    from gapub.model.scheme import Scheme
    from gapub.output import Existing

Level: TypeAlias = Literal["county", "township", "village"]
"""The level of a catalogue."""


def called(words: Iterable[str], names: Callable[[], Mapping[str, Text]]) -> dict[str, Any]:
    """Settings of an argument or option that takes one of these words, or what people call it; `names` is asked if need be."""
    known = tuple(words)

    def word(text: str) -> str:
        if text in known:
            return text
        from gapub.model.text import word_for

        found = word_for(text, {each: said for each, said in names().items() if each in known})
        if found is None:
            raise BadParameterError(f"{text!r} is not one of {', '.join(map(repr, known))}.")
        return found

    word.__name__ = "|".join(known)  # what typer calls the type of the value, in help and complaints
    return {"parser": word}


def _levels() -> Mapping[str, Text]:
    from gapub.model.text import LEVELS_CALLED

    return LEVELS_CALLED


def or_stdout(path: Path | None) -> Path | None:
    """The file to write to; None, which is standard output, also for `-`."""
    return None if path == Path("-") else path


BY_LEVEL: Final = called(("county", "township", "village"), _levels)
"""Settings of an argument or option that is a level: it takes 县级, 乡镇, 村级 as well."""
_FORMAT: Final = Text("输出格式", "format")


def argument(zh: str, en: str, **settings: Any) -> Any:
    """Declare an argument; the texts of its help are Chinese and English, `settings` are of `typer.Argument`."""
    return Declared("argument", Text(zh, en), (), settings)


PROFILE_ARGUMENT: Final = argument(
    "地方配置文件 profile.yaml，或者它所在的文件夹", "profile.yaml of a locality, or its folder"
)
"""The argument that names a profile."""


def option(zh: str, en: str, *names: str, **settings: Any) -> Any:
    """Declare an option by its help and its names, by default that of its parameter; `settings` are of `typer.Option`."""
    return Declared("option", Text(zh, en), names, settings)


Root: TypeAlias = Annotated[
    Path | None,
    option(
        "项目的根文件夹（默认从工作文件夹起向上查找）",
        "root folder of the project (default: found from the working folder upwards)",
        "--root",
    ),
]
"""The root of the project, for every command that reads its settings or guidelines."""

OVERWRITE: Final = option(
    "覆盖被人改动过的文件", "replace files that gapub did not write or that were changed since", "--overwrite"
)
BACKUP: Final = option("同上，原文件另存为 .bak", "likewise, but keep each old file as NAME.bak", "--backup")
"""What is done with files in the way; `existing` makes one word of both."""


def existing(*, overwrite: bool, backup: bool) -> Existing:
    """What is to be done with a person's file in the way; a backup is the safer of both."""
    return "backup" if backup else "overwrite" if overwrite else "refuse"


WATCH: Final = option(
    "文件改动后立即重新运行，按 Ctrl-C 结束（须安装 gapub[watch]）",
    "run again whenever a file changes, until Ctrl-C (requires gapub[watch])",
    "--watch",
)
"""For commands that `cli.watch` repeats."""

AsOf: TypeAlias = Annotated[
    str | None, option("法律状态和期限以这一天为准；可写 today", "judge law and dates as of this day, or today")
]
"""The day by which `validate` and `compile` judge."""


def day_of(asked: str | None) -> str | None:
    """The day of `--as-of`; the only use of the clock, and only when it is asked for."""
    if asked is None:
        return None
    from datetime import date

    from gapub.validate.settings import is_date

    if asked == "today":
        return date.today().isoformat()
    if not is_date(asked):
        from gapub.model.typed import spellings

        message = Text(f"“{asked}”不是日期", f"{asked!r} is not a date")
        meant = next(filter(is_date, spellings(asked)), "2026-11-24")
        hint = Text(f"写作 {meant} 或者 today", f"write {meant}, or today")
        raise GapubError([Diagnostic("bad-date", "error", message, hint=hint)])
    return asked


def repeated_option(zh: str, en: str, *names: str) -> Any:
    """Declare an option that may be repeated; typer 0.29 and later would call its value `list[str]`."""
    return option(zh, en, *names, metavar="<str>")


def format_option(names: Iterable[str], help: Text = _FORMAT) -> Any:
    """Declare `--format`, which takes the name of a format."""
    names = tuple(names)

    def known(name: str) -> str:
        if name not in names:
            raise BadParameterError(f"{name!r} is not one of {', '.join(map(repr, names))}.")
        return name

    return option(*help, "--format", metavar=f"<{'|'.join(names)}>", callback=known)


def listed(values: Iterable[str]) -> tuple[str, ...]:
    """The words of an option that may be repeated, and may hold several with commas between."""
    return tuple(word.strip() for value in values for word in re.split("[,，、]", value) if word.strip())


FAIL_ON: Final = option(
    "有这些问题的，退出码为 1：error、warning、info、never，或者问题代码，用逗号隔开",
    "exit with 1 on these, separated by commas: error, warning, info, never, or codes of findings",
)
"""For commands that judge what others published; `watched` reads it."""
_NEVER: Final = "never"


def watched(words: str, codes: Collection[str]) -> frozenset[str]:
    """The severities and codes that `--fail-on` names; of a severity, the graver ones as well.

    Raises GapubError `unknown-code` for a word that is none of them.
    """
    found = set[str]()
    for word in listed([words]) or ("",):
        if word in SEVERITIES:
            grave = [*SEVERITIES]
            found.update(grave[: grave.index(word) + 1])
        elif word in codes:
            found.add(word)
        elif word != _NEVER:
            from gapub.model.shape import suggestion

            message = Text(f"没有“{word}”这种问题", f"unknown kind of finding {word!r}")
            raise GapubError(
                [Diagnostic("unknown-code", "error", message, hint=suggestion(word, (*SEVERITIES, _NEVER, *codes)))]
            )
    return frozenset(found)


def answers(words: Sequence[str], scheme: Scheme) -> dict[str, int]:
    """What persons counted, by indicators that they have to judge. Raises GapubError `bad-answer`."""
    manual = {each.id for each in scheme.indicators if each.test is None}
    found = dict[str, int]()
    for word in words:
        name, _, number = word.partition("=")
        if name not in manual or not (number.isascii() and number.isdigit() and len(number) < 9):
            message = Text(f"“{word}”写法不对", f"{word!r} is not in the required form")
            known = Text("、", ", ").join(map(Text.same, sorted(manual)))
            hint = Text("写作 编号=处数；由人评判的指标：", "write INDICATOR=NUMBER; those that a person judges: ") + (
                known if manual else Text("无", "none")
            )
            raise GapubError([Diagnostic("bad-answer", "error", message, hint=hint)])
        if found.setdefault(name, int(number)) != int(number):
            message = Text(f"“{name}”写了不同的处数", f"different numbers are given for {name!r}")
            raise GapubError([Diagnostic("bad-answer", "error", message, hint=Text("只写一次", "give it once"))])
    return found


def to_a_file(format: str, output: Path | None, formats: Collection[str]) -> None:
    """Raise GapubError `needs-output` for a format that is never printed and has no file to go to."""
    if format in formats and output is None:
        message = Text(f"{format} 格式须用 -o 写明文件", f"{format} must be written to a file: use -o")
        raise GapubError([Diagnostic("needs-output", "error", message)])


# --- what is asked of a catalogue, by `compile` and `build` ------------------------------------------------------------


def _purposes() -> Mapping[str, Text]:
    from gapub.model.text import PURPOSES_CALLED

    return PURPOSES_CALLED


CatalogueLanguage: TypeAlias = Annotated[
    Literal["zh", "en", "zh-en"],
    option(
        "目录和提示信息的语言",
        "language of the catalogue and of messages",
        "--lang",
        **called(CATALOGUE_LANGUAGES, lambda: CATALOGUE_LANGUAGES),
    ),
]
"""The languages of a catalogue: Chinese, English, or Chinese with English below."""
Purpose: TypeAlias = Annotated[
    Literal["review", "publication"],
    option(
        "供审核（带全部说明和标记），或者供发布（不带；有未核对的不写出）",
        "for review, with all notes and marks, or for publication, without; refused while anything is unverified",
        "--for",
        **called(("review", "publication"), _purposes),
    ),
]
"""What the edition of a catalogue is for."""
Fonts: TypeAlias = Annotated[
    Literal["bundled", "system"],
    option(
        "PDF 的字体：只用自带字体，或缺字时也用本机字体（不同机器的字节可能不同）",
        "fonts of the PDF: the bundled ones, or those of this machine too where they lack a character; bytes then differ "
        "between machines",
        "--fonts",
    ),
]
"""The fonts of the PDF."""
Formats: TypeAlias = Annotated[
    str,
    option(
        f"输出格式，用逗号隔开：{'、'.join(NAMES)}（pdf 须安装 gapub[pdf]）",
        f"formats, separated by commas: {', '.join(NAMES)} (pdf requires gapub[pdf])",
        "--format",
    ),
]
FORMATS: Final = "json,md,html,xlsx"
"""The formats of a catalogue, and those that are made where none is named."""
BaselineName: TypeAlias = Annotated[
    str | None,
    option(
        "基线（默认 national-2019，村级为 village）",
        "baseline (default: national-2019; for villages: village)",
        "--baseline",
    ),
]
Areas: TypeAlias = Annotated[
    list[str] | None, repeated_option("只编译这个领域，可以重复写", "compile only this area; may be repeated", "--area")
]
AllowWeaker: TypeAlias = Annotated[
    bool, option("弱于上级的也写出，并标明", "write weaker rows too, marked", "--allow-weaker")
]
AllowUnverified: TypeAlias = Annotated[
    bool,
    option(
        "供发布的，有未核对的也写出，保留其标记",
        "for publication: write what is unverified too, with its marks",
        "--allow-unverified",
    ),
]
TemplateFolder: TypeAlias = Annotated[
    Path | None, option("自有模板的文件夹", "folder of your own templates", "--templates")
]
SiteUrl: TypeAlias = Annotated[
    str | None, option("网站的发布地址", "address at which the site is published", "--site-url")
]
