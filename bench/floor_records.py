"""The floor of reading what a website exports: Python's csv over the file that is named, and its dates parsed by a pattern.

What a check of a website costs below this is out of gapub's hands. The garbage collector is off, as gapub runs.
"""

import gc
import sys

gc.disable()

import csv  # noqa: E402
import re  # noqa: E402
from datetime import date  # noqa: E402
from pathlib import Path  # noqa: E402

DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")

with Path(sys.argv[1]).open(encoding="utf-8-sig", newline="") as file:
    rows = csv.reader(file)
    dates = [i for i, name in enumerate(next(rows)) if name.endswith(("时间", "日期"))]
    records = []
    for row in rows:
        days = []
        for i in dates:
            found = DAY.match(row[i])
            days.append(date(int(found[1]), int(found[2]), int(found[3])) if found else None)
        records.append((row, days))
