"""`gapub build`: the catalogues of all profiles below a folder, or the general one of every division; nothing is made twice."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

from gapub.cli.declare import App, BadParameterError, Exit
from gapub.cli.messages import inline, lines, report, say
from gapub.cli.options import (
    BACKUP,
    BY_LEVEL,
    FORMATS,
    OVERWRITE,
    AllowUnverified,
    AllowWeaker,
    Areas,
    AsOf,
    BaselineName,
    CatalogueLanguage,
    Fonts,
    Formats,
    Level,
    Purpose,
    Root,
    SiteUrl,
    TemplateFolder,
    argument,
    called,
    day_of,
    existing,
    listed,
    option,
)
from gapub.cli.streams import flush, is_terminal, progress, write
from gapub.diagnostics import Diagnostic, GapubError, Text, counted

if TYPE_CHECKING:
    from gapub.batch.plan import Plan
    from gapub.batch.run import Pool
    from gapub.batch.targets import Sources
    from gapub.batch.work import Result
    from gapub.batch.writer import Writer
    from gapub.output import Existing

app = App()

_SHOWN: Final = 20
"""How many remarks, and how many lines of a list, are printed."""
_PAUSE: Final = 0.2
_PLAIN_PAUSE: Final = 10.0
"""Seconds between two lines of progress, on a terminal and elsewhere."""


def _general() -> Mapping[str, Text]:
    return {
        "counties": Text("县级|县|区县|县（市、区）", "county"),
        "townships": Text("乡级|乡镇|乡|镇|街道|乡镇（街道）", "township"),
    }


@app.command()
def build(
    folders: Annotated[
        list[Path] | None,
        argument(
            "地方配置文件，或者其所在的文件夹（含下级）；--all 的，为代码或名称",
            "profiles, or folders with profiles below; with --all, a code or name",
        ),
    ] = None,
    general: Annotated[
        Literal["counties", "townships"] | None,
        option(
            "各县或者各乡镇的通用目录，不用配置文件",
            "the general catalogue of every county or township, without profiles",
            "--all",
            **called(("counties", "townships"), _general),
        ),
    ] = None,
    level: Annotated[
        Level | None,
        option(
            "目录层级（默认为配置文件自己的层级）",
            "level of the catalogues (default: that of each profile)",
            "--level",
            **BY_LEVEL,
        ),
    ] = None,
    formats: Formats = FORMATS,
    lang: CatalogueLanguage = "zh",
    jobs: Annotated[
        int | None,
        option("同时运行的进程数（默认按可用的处理器）", "processes (default: the processors there are)", min=1),
    ] = None,
    part: Annotated[
        str | None,
        option(
            "只做第 K 部分，共 N 部分，如 1/4；各部分可在不同机器上做",
            "make part K of N alone, such as 1/4",
            metavar="K/N",
        ),
    ] = None,
    output: Annotated[
        str,
        option(
            "输出文件夹，或者对象存储的地址，如 s3://存储桶/前缀（须安装 gapub[cluster]）",
            "output folder, or the address of an object store such as s3://bucket/prefix (requires gapub[cluster])",
            "-o",
            "--output",
        ),
    ] = "dist/build",
    scheduler: Annotated[
        str | None,
        option(
            "交给 Dask 集群：调度器的地址，或者 local（在本机自建；须安装 gapub[cluster]）",
            "use a cluster of Dask: the address of its scheduler, or local for one of its own here (requires gapub[cluster])",
            "--scheduler",
            metavar="ADDRESS",
        ),
    ] = None,
    tls_ca: Annotated[
        Path | None, option("集群的 CA 证书", "certificate of the cluster's authority", "--tls-ca")
    ] = None,
    tls_cert: Annotated[
        Path | None, option("连接集群时出示的证书", "certificate to show to the cluster", "--tls-cert")
    ] = None,
    tls_key: Annotated[Path | None, option("该证书的私钥", "private key of that certificate", "--tls-key")] = None,
    check: Annotated[
        bool,
        option(
            "只检查是否都是最新的，不写出；不是的，退出码为 1",
            "write nothing; exit with 1 if something is out of date",
            "--check",
        ),
    ] = False,
    explain: Annotated[
        bool, option("逐一说明为什么要重做", "say of each catalogue that is made why it is made", "--explain")
    ] = False,
    verify: Annotated[
        bool, option("逐字节核对已写出的文件", "compare what is written by its bytes, not by size and time", "--verify")
    ] = False,
    force: Annotated[bool, option("全部重做", "make everything again", "--force")] = False,
    prune: Annotated[
        bool, option("删除已不再有配置文件的目录", "remove catalogues whose profile is gone", "--prune")
    ] = False,
    index: Annotated[
        bool, option("只写总页，不编译", "write the page that leads to all catalogues, and nothing else", "--index")
    ] = False,
    shared: Annotated[
        bool,
        option(
            "村庄众多时用：共用的内容只写一次，各村只写不同之处",
            "for many villages: write what they share once, and of each what differs",
            "--shared",
        ),
    ] = False,
    expand: Annotated[
        bool,
        option(
            "把用 --shared 写出的一个文件夹还原为完整的目录",
            "make the whole catalogue of a folder that was written with --shared",
            "--expand",
        ),
    ] = False,
    fail_fast: Annotated[
        bool, option("一处有错即停止", "stop at the first catalogue that fails", "--fail-fast")
    ] = False,
    baseline: BaselineName = None,
    area: Areas = None,
    allow_weaker: AllowWeaker = False,
    as_of: AsOf = None,
    purpose: Purpose = "review",
    allow_unverified: AllowUnverified = False,
    templates: TemplateFolder = None,
    fonts: Fonts = "bundled",
    site_url: SiteUrl = None,
    root: Root = None,
    overwrite: Annotated[bool, OVERWRITE] = False,
    backup: Annotated[bool, BACKUP] = False,
) -> None:
    """Make what is out of date; exit with 1 if something could not be made, or with `--check` is out of date."""
    from gapub.batch.options import Options, formats_of
    from gapub.batch.plan import Asked, plan_of

    if expand:
        _expand(folders or [], Path(output), existing(overwrite=overwrite, backup=backup))
        return
    if general and len(folders or ()) > 1:
        raise BadParameterError(inline(Text("--all 后面最多写一个代码或名称", "--all takes one code or name at most")))
    if general and level:
        raise BadParameterError(inline(Text("--level 不能与 --all 同用", "--level cannot be used with --all")))
    options = Options(
        formats_of(listed([formats])),
        lang,
        baseline,
        tuple(area or ()),
        allow_weaker,
        day_of(as_of),
        purpose,
        allow_unverified,
        templates,
        fonts == "system",
        site_url,
        shared=shared,
    )
    if shared:
        from gapub.batch.shared import check_formats

        check_formats(options.formats)
    tls = (tls_ca, tls_cert, tls_key)
    if scheduler is None and any(tls):
        raise BadParameterError(inline(Text("--tls-… 须与 --scheduler 同用", "--tls-… requires --scheduler")))

    def pool(sources: Sources, count: int) -> Pool:
        if scheduler is None:
            from gapub.batch import run

            return run.pool(count, jobs or _processors())
        from gapub.batch.cluster import Tls
        from gapub.batch.remote import Dask

        return Dask(scheduler, Tls(*tls), jobs or _processors(), sources)

    writer = _writer(output, existing(overwrite=overwrite, backup=backup))
    with writer.records() as records:
        asked = Asked(
            options,
            records,
            root,
            () if general else tuple(folders or ()),
            None if general is None else "county" if general == "counties" else "township",
            str(folders[0]) if general and folders else None,
            (level,) if level else (),
            _part(part),
            force,
            verify,
        )
        plan = plan_of(asked, writer)
        if explain or check:
            _say_why(plan, everything=explain)
        if check:
            raise Exit(_checked(plan, writer))
        plan = plan._replace(tasks=[]) if index else plan
        raise Exit(_made(plan, writer, pool, prune=prune, fail_fast=fail_fast))


def _writer(output: str, existing: Existing) -> Writer:
    """What writes into a folder, or into an object store."""
    if "://" in output:
        from gapub.batch.store import Bucket

        return Bucket(output, existing)
    from gapub.batch.writer import Folder

    return Folder(Path(output), existing)


def _checked(plan: Plan, writer: Writer) -> int:
    """Say what is out of date, and give the exit code."""
    _report(plan.wrong)
    _say_gone(plan, writer)
    say(
        Text(f"共 {_all(plan)} 个目录，{len(plan.tasks)} 个需要重做", "{}, {} out of date").format(
            counted(_all(plan), "catalogue"), len(plan.tasks)
        )
        if plan.tasks
        else Text(f"共 {_all(plan)} 个目录，都是最新的", f"{counted(_all(plan), 'catalogue')}, all up to date")
    )
    return int(bool(plan.tasks) or _is_wrong(plan.wrong))


def _expand(folders: list[Path], output: Path, existing: Existing) -> None:
    """Write the whole catalogue of a folder of `--shared` into another one, as `compile` would."""
    from gapub.batch.shared import FILE, expanded
    from gapub.output import Publication
    from gapub.sources.disk import read_bytes

    if len(folders) != 1:
        raise BadParameterError(inline(Text("--expand 后面写一个文件夹", "--expand takes one folder")))
    (folder,) = folders
    files = expanded(lambda name: read_bytes(folder / name, (folder / name).as_posix()))
    with Publication(output, existing, waiting=_say_waiting) as publication:
        publication.stage(files, last=FILE)
        publication.commit()
    names = ", ".join(files)
    say(Text(f"已写入 {output}（{names}）", f"written to {output} ({names})"))


def _made(plan: Plan, writer: Writer, pool: Callable[[Sources, int], Pool], *, prune: bool, fail_fast: bool) -> int:
    """Carry a plan out, say what became of it, and give the exit code."""
    from contextlib import ExitStack, closing

    from gapub.batch import run

    failed: list[Result] = []
    remarks: dict[Diagnostic, None] = {}
    written = 0
    if plan.tasks or (prune and plan.gone) or run.index_is_old(plan, writer):
        from gapub.batch.work import Setting

        with ExitStack() as held:
            plan = run.started(plan, writer, held, _say_waiting)
            setting = Setting(plan.asked.options, plan.asked.root, plan.folders, writer)
            meter = _Meter(len(plan.tasks))
            tasks = plan.tasks if not (fail_fast and _is_wrong(plan.wrong)) else []
            chosen = pool(plan.sources, len(tasks))
            try:
                for result in held.enter_context(closing(run.results(plan, tasks, setting, chosen))):
                    meter.step(result)
                    if result.failed:
                        failed.append(result)
                        if fail_fast:
                            break
                    else:
                        written += 1
                        remarks |= dict.fromkeys(result.found)
            except GapubError as error:
                if error.diagnostics[0].code != "cluster-gone":
                    raise
                plan.wrong.extend(error.diagnostics)  # what was written counts all the same
            progress()
            if prune:
                _say_pruned(*run.prune(plan.gone, writer, plan.record))
            for name in run.index(plan, writer).backups:
                say(Text("原文件已另存为：{}", "old file kept as: {}").format(name))
    _say_remarks([*(each for each in plan.wrong if each.severity != "error"), *remarks])
    errors = [each for each in plan.wrong if each.severity == "error"]
    _report([*errors, *(finding for each in failed for finding in each.found)])
    if not prune:
        _say_gone(plan, writer)
    _say_failed(failed)
    open_ = len(plan.tasks) - written - len(failed)
    parts = [
        Text(f"新写出 {written} 个", f"{written} written"),
        Text(f"未变 {len(plan.fresh)} 个", f"{len(plan.fresh)} unchanged"),
    ]
    if failed or errors:
        parts.append(Text(f"未能写出 {len(failed)} 个", f"{len(failed)} failed"))
    if open_:
        parts.append(Text(f"未做 {open_} 个", f"{open_} not tried"))
    done = Text("，", ", ").join(parts)
    say(
        Text("共 {} 个目录：{}；位于 {}", "{}: {}; in {}").format(
            Text(str(_all(plan)), counted(_all(plan), "catalogue")), done, writer.shown
        )
    )
    return int(bool(failed) or bool(errors) or bool(open_))


class _Meter:
    """Says how far a run has come: on a terminal in a line that is replaced, elsewhere now and then, in CI not at all."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.done = 0
        self.start = self.last = time.monotonic()
        self.on_terminal = is_terminal(error=True)
        self.silent = not self.on_terminal and bool(os.environ.get("CI"))

    def step(self, result: Result) -> None:
        """One more is done."""
        self.done += 1
        now = time.monotonic()
        if self.silent or now - self.last < (_PAUSE if self.on_terminal else _PLAIN_PAUSE):
            return
        self.last = now
        rate = self.done / (now - self.start)
        left = _duration((self.count - self.done) / rate)
        said = Text(
            f"{self.done}/{self.count}，每秒 {rate:.1f} 个，约剩 {left}",
            f"{self.done}/{self.count}, {rate:.1f} a second, {left} left",
        )
        if self.on_terminal:
            progress(f"{inline(said)} {result.target.name}")
        else:
            say(said)
            flush()


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _part(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    found = re.fullmatch(r"([1-9]\d{0,4})/([1-9]\d{0,4})", text.strip())
    if found and int(found[1]) <= int(found[2]):
        return int(found[1]), int(found[2])
    raise BadParameterError(inline(Text(f"“{text}”应写作 K/N，如 1/4", f"{text!r} is not K/N, such as 1/4")))


def _is_wrong(found: Iterable[Diagnostic]) -> bool:
    return any(each.severity == "error" for each in found)


def _all(plan: Plan) -> int:
    return len(plan.tasks) + len(plan.fresh)


# --- what is told ------------------------------------------------------------------------------------------------------


def _say_waiting() -> None:
    say(Text("另一个 gapub 正在写入该文件夹，请稍候", "another gapub is writing to the folder; waiting"))


def _say_why(plan: Plan, *, everything: bool) -> None:
    """The catalogues that are out of date, each with why, on standard output."""
    shown = plan.tasks if everything else plan.tasks[:_SHOWN]
    for task in shown:
        why = Text("；", "; ").join(task.reasons[:3])
        if len(task.reasons) > 3:
            why += Text(f"等 {len(task.reasons)} 处", f" and {len(task.reasons) - 3} more")
        for line in lines(Text("{}：{}", "{}: {}").format(f"{task.target.folder} {task.target.name}", why)):
            write(f"{line}\n")
    if more := len(plan.tasks) - len(shown):
        for line in lines(Text(f"另有 {more} 个，全部见 --explain", f"{more} more; --explain lists all")):
            write(f"{line}\n")


def _say_gone(plan: Plan, writer: Writer) -> None:
    if plan.gone:
        names = _few(each.target.folder for each in plan.gone)
        message = Text(
            f"{len(plan.gone)} 个目录已没有配置文件，未删除：",
            f"{counted(len(plan.gone), 'catalogue')} without a profile kept: ",
        )
        hint = Text("要删除，请加 --prune", "remove them with --prune")
        report([Diagnostic("build-gone", "warning", message + names, entity=writer.shown, hint=hint)])


def _say_pruned(removed: list[str], kept: list[str]) -> None:
    if removed:
        say(Text("已删除没有配置文件的目录：{}", "removed, as their profiles are gone: {}").format(_few(removed)))
    if kept:
        message = Text("写出后被改动过，未删除：{}", "kept, for they were changed since they were written: {}")
        report([Diagnostic("output-kept", "warning", message.format(_few(kept)))])


def _say_failed(failed: list[Result]) -> None:
    if failed:
        names = _few(f"{each.target.folder} {each.target.name}" for each in failed)
        say(Text("未能写出：{}", "not written: {}").format(names))


def _say_remarks(found: list[Diagnostic]) -> None:
    """What was found and stops nothing: the first of it, each once."""
    _report(found[:_SHOWN])
    if (more := len(found) - _SHOWN) > 0:
        say(Text(f"另有 {more} 条提示，见 gapub validate", f"{more} more remarks; see gapub validate"))


def _report(found: list[Diagnostic]) -> None:
    """Each finding once: divisions of a profile share most of theirs."""
    if found:
        report(dict.fromkeys(found))


def _few(names: Iterable[str]) -> Text:
    from gapub.output.errors import several

    return several(list(names))
