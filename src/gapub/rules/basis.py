"""Legal basis: whether what a row rests on still holds, and whether it is named at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from gapub.diagnostics import Diagnostic, Place, Text
from gapub.model.cells import BasisRef
from gapub.model.cells.article import read as read_article
from gapub.model.cellwords import listed
from gapub.model.registry import Instrument, Registry, last_day
from gapub.rules.context import Cause, Context, GuidelineContext, Row, causes, edition_day, locally
from gapub.rules.instruments import nameable_as, named
from gapub.rules.rule import Rule


def repealed(context: Context) -> Iterator[Diagnostic]:
    """The instruments cited that had ceased on the day asked for, each once a file."""
    laws = _cited(context)
    dead = {law.id for law in laws.values() if law.ceased(context.as_of)}
    for name, cause in _by_reference(context, lambda each: each.instrument if each.instrument in dead else None):
        law = laws[name]
        ended = (
            Text("废止", "repealed") if law.status == "repealed" else Text("被取代或者到期", "superseded or expired")
        )
        message = Text("{}已经", "{}: ").format(named(name, context.registry)) + ended
        if law.repealed:
            message += Text(f"（自 {law.repealed} 起）", f" ({law.repealed})")
        if law.ground:
            message += Text("：", ". ") + law.ground
        message += _doubt(law)
        yield cause.found(message, locally(context, _instead(law, context.registry, context.as_of)), (law.id,))


def _by_reference(context: Context, key_of: Callable[[BasisRef], Any]) -> Iterator[tuple[Any, Cause]]:
    """The rows by what `key_of` finds wrong with a legal basis that they state; nothing where that is empty."""

    def wrong(row: Row) -> Iterator[tuple[Any, Place]]:
        for each in row.basis:
            if key := key_of(each):
                yield key, row.place("basis", each.instrument or each.unnamed)

    return causes(context.rows, wrong)


def _cited(context: Context) -> dict[str, Instrument]:
    """The instruments that the file cites, by id."""
    known = context.registry.instruments
    cited = dict.fromkeys(each.instrument for row in context.rows for each in row.basis)
    return {name: known[name] for name in cited if name is not None and name in known}


def _doubt(law: Instrument) -> Text:
    """Which of these facts nobody has seen."""
    recalled = [name for key, name in _FACTS.items() if key in law.recalled]
    if not recalled:
        return Text("", "")
    names = listed(recalled, "、", " and ")
    return Text(f"；其中{names.zh}系据回忆填写，使用前请核对", f"; {names.en} is recalled, check before use")


_FACTS = {
    "status": Text("效力", "the state"),
    "repealed": Text("失效日期", "the day"),
    "successor": Text("取代的文件", "the successor"),
}


def _instead(law: Instrument, registry: Registry, as_of: str) -> Text:
    if not (successors := registry.instead(law.id, as_of)):
        return Text("请改引现行依据，或者删去", "cite what is in force, or remove the basis")
    names = listed(named(each, registry) for each in successors)
    return Text("请核对条文，改引{}（{}）", "read {} ({}) and cite it instead").format(names, ", ".join(successors))


def coming(context: Context) -> Iterator[Diagnostic]:
    """The instruments cited that were certainly not yet in force on the day asked for, each once a file."""
    later = {law.id: law for law in _cited(context).values() if law.coming(context.as_of)}
    for name, cause in _by_reference(context, lambda each: each.instrument if each.instrument in later else None):
        law = later[name]
        message = Text(
            f"《{law.title}》自 {law.effective} 起才施行，晚于判断法律状态的日期 {context.as_of}",
            f"{law.en} takes effect on {law.effective}, after the day by which the law is judged ({context.as_of})",
        )
        hint = locally(context, Text("施行之前请引现行依据", "until then, cite what is in force"))
        yield cause.found(message, hint, (law.id,))


def amended(context: GuidelineContext) -> Iterator[Diagnostic]:
    """The instruments cited that were certainly amended after the edition, and that version is in force."""
    issued, as_of = edition_day(context.guideline), context.as_of
    newer = {
        law.id: law
        for law in _cited(context).values()
        if law.amended
        and "amended" not in law.recalled
        and issued < law.amended  # a bare year sorts before its days: certain only from the next one on
        and last_day(law.effective or law.amended) <= as_of
        and not law.ceased(as_of)
    }
    for name, cause in _by_reference(context, lambda each: each.instrument if each.instrument in newer else None):
        law = newer[name]
        message = Text(
            f"《{law.title}》在本版指引印发之后修改（{law.amended}）",
            f"{law.en} was amended after this edition ({law.amended})",
        )
        yield cause.found(message, _REREAD, (law.id, law.amended or ""))


_REREAD = Text(
    "请对照新的文本，核对条文和要求有无变化", "check the new text: are the article and the requirement still the same?"
)


_INNER = str.maketrans("“”", "‘’")


def unnamed(context: GuidelineContext) -> Iterator[Diagnostic]:
    """The bases that name no instrument, once a file; not those that the registry can name."""
    registry = context.registry
    for _, cause in _by_reference(context, lambda each: each.unnamed and not nameable_as(each.unnamed, registry)):
        words = dict.fromkeys(each.unnamed for row in cause.rows for each in row.basis if each.unnamed)
        said = [f"“{each.translate(_INNER)}”" for each in words]
        message = Text(f"依据没有写明文件：{'、'.join(said)}", f"the basis names no instrument: {', '.join(said)}")
        yield cause.found(message, locally(context, Text("请写明文件", "name the instruments")))


def nameable(context: Context) -> Iterator[Diagnostic]:
    """The unnamed bases whose words hold the title of an instrument that the registry has."""

    def known(each: BasisRef) -> tuple[str, str] | None:
        name = nameable_as(each.unnamed, context.registry) if each.unnamed else None
        return (each.unnamed, name) if each.unnamed and name else None

    for (words, name), cause in _by_reference(context, known):
        message = Text(f"“{words}”在登记册中的编号为 {name}", f"“{words}” is in the registry as {name}")
        yield cause.found(message, Text(f"请写 {name}", f"write {name}"), (words,))


def article_form(context: Context) -> Iterator[Diagnostic]:
    """The articles cited that cannot be told from their text."""
    for written, cause in _by_reference(
        context, lambda each: each.article if each.article and not read_article(each.article).is_understood else None
    ):
        message = Text(f"“{written}”看不出是哪一条", f"cannot tell which article {written!r} is")
        hint = Text(
            "写作 第二十条、第二十条第（二）项 或者 第十九条至第二十一条；别的说明请另写",
            "write art. 20, 20(2) or 19-21, and anything else elsewhere; it is printed as it stands, also in English",
        )
        yield cause.found(message, hint, (written,))


RULES = (
    Rule("repealed-basis", "basis", "warning", "any", repealed),
    Rule("coming-basis", "basis", "warning", "any", coming),
    Rule("amended-basis", "basis", "info", "guideline", amended),
    Rule("unnamed-basis", "basis", "warning", "guideline", unnamed),
    Rule("nameable-basis", "basis", "warning", "any", nameable),
    Rule("article-form", "basis", "warning", "any", article_form),
)
