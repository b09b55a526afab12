"""What each script does: it finds out what is meant, has gapub do it, and says in a few words what came out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from gapub.cli.commands import COMMANDS
from gapub.cli.messages import report, say
from gapub.desk import files
from gapub.desk.machine import Machine, Ran
from gapub.diagnostics import GapubError, Text
from gapub.model.registry import BASELINES

CATALOGUES: Final = {
    "county": Text("县级目录", "county"),
    "township": Text("乡级目录", "township"),
    "village": Text("村级目录", "village"),
}
"""The folder of a catalogue of a level, by the Chinese; and what it is called."""
_FORMATS: Final = ("html", "xlsx", "docx", "json")
_ONE_PLACE: Final = ("pdf",)
"""The formats that a catalogue has besides if it is of one place: each takes a second or more."""
_IN_THE_WAY: Final = ("output-edited", "output-foreign", "output-exists")
_EDITOR: Final = Text("“记事本”", "Notepad") if sys.platform == "win32" else Text("文本编辑器", "a text editor")
_YES: Final = ("y", "yes", "是", "好", "要")
_NO: Final = ("n", "no", "否", "不", "不要")


class Desk(NamedTuple):
    """The folder of gapub, the machine, and what was dropped on the script."""

    program: Path
    machine: Machine
    paths: Sequence[Path] = ()


def start(desk: Desk) -> int:
    """Ask for the locality, write its profile into a folder of its name, and open that."""
    work = files.work(desk.program)
    if work is None:
        return _nowhere(desk.program)
    say(Text("生成本地的配置文件。文件放在：{}", "A profile of your locality. Files go to: {}").format(work))
    found = _division(desk, Text("请输入本地的名称或者行政区划代码", "Name or code of the locality"))
    if found is None:
        return 0
    code, name, level = found
    folder = work / name
    profile = folder / "profile.yaml"
    if profile.exists():
        say(Text("已有 {}，没有改动。", "{} is there already and stays as it is.").format(profile))
    else:
        words: list[str | Path] = ["init", code or name, "-o", profile]
        if level == "county" and code:
            towns = desk.machine.ask(
                Text("同时生成所辖乡镇、街道共用的文件吗？（直接按回车为“是”，不要的输入 n）",
                     "Also a file for its townships? (Enter for yes, n for no) ")
            )  # fmt: skip
            words += ["--townships"] if towns.lower() not in _NO else []
        ran = desk.machine.gapub(words + ([] if code else ["--zone"]), work)
        if ran.code:
            return ran.code
    say(
        Text(
            "下一步：用{}打开其中的 profile.yaml，按文件里的说明填写、保存；然后依次双击 待办、检查、编译。",
            "Next: open profile.yaml in {}, fill it in as it says, and save it; then todo, check and compile.",
        ).format(_EDITOR)
    )
    desk.machine.show(folder)
    return 0


def check(desk: Desk) -> int:
    """Check profiles, those that were dropped or the newest."""
    given = _given(desk)
    if not given:
        return 2
    ran = desk.machine.gapub(["validate", *given], _folder(given[0]))
    say(
        {
            0: Text("检查完毕，没有错误。下一步：双击 编译。", "Checked: no errors. Next: compile."),
            1: Text(
                "有错误：请按上面的“改法”改正、保存，再检查一次。",
                "There are errors: mend them as said above, save, and check again.",
            ),
        }.get(ran.code, _FAILED)
    )
    return ran.code


def compile_(desk: Desk) -> int:
    """Compile the catalogue of each profile that was dropped, of those of a folder, or of the newest; open the page."""
    given = _given(desk)
    found = [each for path in given for each in (files.profiles(path) if path.is_dir() else (path,))]
    if not found:
        if given:
            say(Text("其中没有配置文件。", "There is no profile in it."))
        return 2
    worst = 0
    for profile in found:
        worst = max(worst, _compile(desk, profile))
    return worst


def _compile(desk: Desk, profile: Path) -> int:
    from gapub.sources.library import of_project

    try:
        own = of_project(None, profile).chain(profile)[-1]
    except GapubError as error:
        report(error.diagnostics)
        say(_FAILED)
        return 2
    level = own.level if own.level in BASELINES else "county"
    place = files.results(profile, desk.program)
    if place is None:
        return _nowhere(profile.parent)
    folder = place / CATALOGUES[level].zh
    say(Text("正在编译 {}，请稍候……", "Compiling {} …").format(profile))

    def compiled(*formats: str) -> Ran:
        words: list[str | Path] = ["compile", level, profile, "--format", ",".join(formats), "-o", folder]
        return _with_backup(desk, lambda *more: desk.machine.gapub([*words, *more], profile.parent))

    ran = compiled(*_FORMATS, *(_ONE_PLACE if len(own.divisions) < 2 else ()))
    if ran.code and ran.tells("pdf-"):
        say(Text("PDF 没有做成，改做其余格式。", "No PDF could be made; the other formats are made without it."))
        ran = compiled(*_FORMATS)
    if ran.code:
        say(_FAILED)
        return ran.code
    say(
        Text(
            "编译完毕：{}。网页用浏览器打开；Excel、Word、PDF 在同一文件夹。",
            "Compiled: {}. The page opens in the browser; Excel, Word and PDF are in the same folder.",
        ).format(folder)
    )
    desk.machine.show(folder / "index.html")
    return 0


def todo(desk: Desk) -> int:
    """Write the workbook of what is left to do, say how much that is, and open it."""
    given = _given(desk)
    worst = 0 if given else 2
    for path in given:
        place = files.results(path, desk.program)
        if place is None:
            return _nowhere(_folder(path))
        desk.machine.gapub(["todo", path, "--summary"], _folder(path))
        for profile in files.profiles(path) if path.is_dir() else (path,):
            book = place / f"待办-{profile.stem}.xlsx"
            words: list[str | Path] = ["todo", profile, "--format", "xlsx", "-o", book]
            ran = desk.machine.gapub([*words, "--backup"], profile.parent)
            worst = max(worst, ran.code)
            if ran.code:
                say(_FAILED)
                continue
            say(Text("待办清单：{}，做完一项可以勾一项。", "The list: {}; tick off what is done.").format(book))
            desk.machine.show(book)
    return worst


def audit(desk: Desk) -> int:
    """Audit the published catalogues that were dropped, and open the report."""
    given = _dropped(
        desk, Text("公布的目录（Excel、Word、网页、PDF）", "published catalogues (Excel, Word, web page, PDF)")
    )
    if not given:
        return 2
    level = _level(desk)
    name = given[0].stem if len(given) == 1 else Text("多份目录", "several").zh
    words: list[str | Path] = ["audit", *given, "--level", level, "--as-of", "today"]
    return _reported(desk, given, "检查报告", name, words)


def site(desk: Desk) -> int:
    """Check what a website has published, by its export, against the newest profile, and open the report."""
    if "check-site" not in COMMANDS:
        say(Text("这个版本还不能检查网站。", "This version cannot check websites yet."))
        return 2
    given = _dropped(desk, Text("网站后台导出的栏目和文章清单", "what the website's system exports"))
    if not given:
        return 2
    profile = files.newest(desk.program)
    if profile is None:
        return _none(desk)
    say(Text("按 {} 检查", "By {}").format(profile))
    words: list[str | Path] = ["check-site", *given, "--profile", profile, "--as-of", "today"]
    return _reported(desk, given, "网站检查", given[0].stem, words)


def import_(desk: Desk) -> int:
    """Make a profile of the tables that were dropped, and open its folder."""
    given = _dropped(
        desk, Text("手头已有的目录（Excel、Word、网页、PDF）", "tables of a catalogue (Excel, Word, web page, PDF)")
    )
    if not given:
        return 2
    work = files.work(desk.program)
    if work is None:
        return _nowhere(desk.program)
    found = _division(desk, Text("这是哪个地方的目录？请输入名称或者代码", "Whose catalogue is it? Name or code"))
    if found is None:
        return 0
    code, name, _ = found
    target = work / name / "profile.yaml"
    if target.exists():
        target = target.with_name(f"导入-{given[0].stem}.yaml")
    words: list[str | Path] = ["import", *given, "--as", "profile", "--division", code or name, "-o", target]
    ran = _with_backup(desk, lambda *more: desk.machine.gapub([*words, *more], work))
    if target.exists():
        say(
            Text("已写成配置文件：{}。没有读懂的，上面逐格列出，请补上。", "The profile: {}. What was not understood is said above.")
            .format(target)
        )  # fmt: skip
        desk.machine.show(target.parent)
    elif ran.code:
        say(_FAILED)
    return ran.code


def console(desk: Desk) -> int:
    """Open a console in which `gapub` can be typed."""
    work = next((each for each in files.places(desk.program) if each.is_dir()), desk.program)
    say(Text("可以输入的命令：", "Commands:"))
    for name, said in COMMANDS.items():
        say(Text.same(f"  gapub {name:<11} ") + said)
    say(Text("各命令的用法：gapub 命令 --help；关闭：exit", "How to use one: gapub COMMAND --help; to leave: exit"))
    desk.machine.shell(work, desk.program)
    return 0


TASKS: Final[Mapping[str, Callable[[Desk], int]]] = {
    "start": start,
    "todo": todo,
    "check": check,
    "compile": compile_,
    "import": import_,
    "audit": audit,
    "site": site,
    "console": console,
}
"""What a script may ask for."""


# --- what several of them do ---------------------------------------------------------------------------------------------


_FAILED: Final = Text("没有做成，原因见上面。", "It could not be done, for the reason above.")


def _given(desk: Desk) -> list[Path]:
    """What was dropped, if it is there, else the newest profile."""
    if desk.paths:
        return _there(desk)
    found = files.newest(desk.program)
    if found is None:
        _none(desk)
        return []
    say(Text("最近改过的配置文件：{}", "The profile that was changed last: {}").format(found))
    return [found]


def _dropped(desk: Desk, what: Text) -> list[Path]:
    """What was dropped, if it is there; else what a person names."""
    if desk.paths:
        return _there(desk)
    say(
        Text(
            "请把{}拖进这个窗口，再按回车；也可以输入它的路径。",
            "Drop {} into this window and press Enter, or type its path.",
        ).format(what)
    )
    typed = desk.machine.ask(Text("路径（直接按回车退出）：", "Path (Enter to leave): ")).strip(
        "\"' "
    )  # as terminals quote
    return _there(desk._replace(paths=[Path(typed)])) if typed else []


def _there(desk: Desk) -> list[Path]:
    """The paths, all of them absolute; none if one is not there."""
    paths = []
    for each in desk.paths:
        path = each.absolute()
        try:
            found = path.exists()
        except (OSError, ValueError):
            found = False
        if not found:
            say(Text("没有这个文件或者文件夹：{}", "There is no such file or folder: {}").format(path))
            return []
        paths.append(path)
    return paths


def _none(desk: Desk) -> int:
    say(
        Text(
            "还没有配置文件：请先双击 开始，或者把 profile.yaml 拖到这个文件上。找过的文件夹：{}",
            "There is no profile yet: begin with start, or drop profile.yaml on this file. Looked in: {}",
        ).format(files.places(desk.program)[0])
    )
    return 2


def _nowhere(folder: Path) -> int:
    say(
        Text(
            "{} 和“文档”都不能写入：请把整个文件夹复制到可以写入的磁盘，如 D 盘。",
            "Neither {} nor your documents can be written to: copy the whole folder to a disk that can.",
        ).format(folder)
    )
    return 2


def _folder(path: Path) -> Path:
    return path if path.is_dir() else path.parent


def _with_backup(desk: Desk, run: Callable[..., Ran]) -> Ran:
    """Run something; where a person's files are in the way, ask, and run it again with copies of them kept."""
    ran = run()
    if ran.code == 2 and ran.tells(*_IN_THE_WAY):
        answer = desk.machine.ask(
            Text("换成新的，原文件另存为 .bak 吗？（要的输入 y，直接按回车为“不”）", "Replace them, and keep the old as .bak? (y) ")
        )  # fmt: skip
        if answer.lower() in _YES:
            return run("--backup")
    return ran


def _reported(desk: Desk, given: Sequence[Path], kind: str, name: str, words: Sequence[str | Path]) -> int:
    """Have a command write its report as a page and as a workbook, and open the page."""
    place = files.results(given[0], desk.program)
    if place is None:
        return _nowhere(_folder(given[0]))
    page, book = (place / f"{kind}-{name}.{each}" for each in ("html", "xlsx"))
    ran = desk.machine.gapub([*words, "--format", "html", "-o", page, "--backup"], _folder(given[0]))
    if ran.code < 2:
        desk.machine.gapub([*words, "--format", "xlsx", "-o", book, "--backup"], _folder(given[0]))
    if not page.exists() or (ran.code > 1 and ran.tells("output-")):
        say(_FAILED)
        return ran.code
    say(Text("报告：{}（另有同名的 Excel 文件）", "The report: {} (and a workbook of the same name)").format(page))
    desk.machine.show(page)
    return ran.code


def _level(desk: Desk) -> str:
    """The level of a catalogue, as a person says it."""
    levels = list(CATALOGUES)
    said = Text("、", ", ").join(Text.same(i) + each for i, each in enumerate(CATALOGUES.values(), 1))
    answer = desk.machine.ask(
        Text("这是哪一级的目录？{}（直接按回车为 1）：", "Of which level? {} (Enter for 1): ").format(said)
    )
    return levels[int(answer) - 1] if answer in ("1", "2", "3") else levels[0]


def _division(desk: Desk, question: Text) -> tuple[str, str, str] | None:
    """The code, full name and level of the division that a person names; None if nobody does. A zone has no code."""
    from gapub.sources.divisions import full_name, resolve, zone

    while answer := desk.machine.ask(question + Text("（直接按回车退出）：", " (Enter to leave): ")):
        try:
            found = resolve(answer)
        except GapubError as error:
            [finding] = error.diagnostics
            say(finding.message + Text("。", "."))
            made = zone(answer)
            if finding.code == "unknown-division" and made is not None:
                sure = desk.machine.ask(
                    Text("如果是开发区等没有代码的地方，名称又没有写错，请输入 y；否则按回车重新输入：",
                         "If it is a zone or another place without a code, type y; else press Enter: ")
                )  # fmt: skip
                if sure.lower() in _YES:
                    return "", made.name, made.level
            continue
        say(Text.same(f"{found.code} {full_name(found)}"))
        return found.code, full_name(found), found.level
    return None
