"""Times reading and checking what a website exports beside the floor, and prints the ratios of one and the same run.

    python bench/publication.py                       100,000 records in csv: the floor, and reading them
    python bench/publication.py --records 200000
    python bench/publication.py --profile FILE        check-site with this profile, too

The records are made up, by a seed. Processor time counts, of each command and of the processes that it starts.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent / "src"
HEADINGS = (
    "栏目",
    "标题",
    "发布时间",
    "成文日期",
    "文号",
    "发布机构",
    "网址",
    "有效性",
    "状态",
    "下线时间",
    "被解读文件",
)
LAST = date(2026, 11, 30)
DAYS = 730
READING = (
    "import gc, sys; gc.disable(); from pathlib import Path; from gapub.publication.reading import read; "
    "export, = read([Path(sys.argv[1])]); assert not export.unread"
)


def records(number: int) -> Iterator[list[str]]:
    """Rows as a content management system gives them, over two years."""
    draw = random.Random(2026)
    columns = [
        f"政务公开 > 法定主动公开内容 > 重点领域{i} > 栏目{j}" if j else f"政务公开 > 重点领域{i}"
        for i in range(30)
        for j in range(10)
    ]
    offices = [f"示例县第{i}局" for i in range(40)]
    for i in range(number):
        day = LAST - timedelta(draw.randrange(DAYS))
        formed = day - timedelta(draw.randrange(30))
        clock = f"{draw.randrange(24):02}:{draw.randrange(60):02}:{draw.randrange(60):02}"
        yield [
            draw.choice(columns),
            f"关于印发《示例县第{i}号重点领域信息公开工作实施方案》的通知",
            f"{day} {clock}",
            formed.isoformat(),
            f"示政办发〔{day.year}〕{i}号",
            draw.choice(offices),
            f"http://www.example.gov.cn/zwgk/{day:%Y%m}/t{day:%Y%m%d}_{i}.html",
            "有效",
            "已发布",
            "",
            f"《示例县第{i - 1}号文件》" if i % 10 == 9 else "",
        ]


def write(path: Path, number: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADINGS)
        out.writerows(records(number))


def processor(command: list[str]) -> float:
    """Seconds of the processor that a command takes, with the processes that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(SOURCE)}, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        sys.exit(done.stderr)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--profile", type=Path, help="check the site with this profile, too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        export = Path(folder) / "export.csv"
        write(export, options.records)
        commands = {
            "floor: csv and dates": [sys.executable, str(HERE / "floor_records.py"), str(export)],
            "reading": [sys.executable, "-c", READING, str(export)],
        }
        if options.profile:
            day = (LAST + timedelta(1)).isoformat()
            check = ["check-site", str(export), "--profile", str(options.profile), "--as-of", day]
            commands["check-site"] = [sys.executable, "-m", "gapub", *check, "--format", "json"]
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(options.rounds):
            for name, command in commands.items():
                times[name].append(processor(command))
    floor, *_ = times.values()
    print(f"{options.records:,} records in csv, medians of {options.rounds} rounds")
    print(f"{'':24} {'processor ms':>14} {'ratio to the floor':>20}")
    for name, each in times.items():
        ratio = statistics.median(mine / its for mine, its in zip(each, floor, strict=True))
        print(f"{name:24} {statistics.median(each) * 1000:14.0f} {ratio:20.2f}")


if __name__ == "__main__":
    main()
