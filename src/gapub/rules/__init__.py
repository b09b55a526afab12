"""The rules of `gapub validate`: each is one small function with a line in a list, and a document in `docs/`.

How to write one. A family is a module of this package (`basis.py`, `hygiene.py` …) that ends in a tuple `RULES`;
`registry.py` lists the families. A rule is

    def none(context: GuidelineContext) -> Iterator[Diagnostic]:
        without = (row for row in context.rows if row.item.time_limit.state == "none")
        for cause in at_cell(without, "time_limit"):                 # one finding for all rows of the file
            yield cause.found(Text("没有公开时限", "there is no time limit"), Text("…", "…"))

    RULES = (
        Rule("no-time-limit", "timeliness", "warning", "guideline", none),
    )

and `docs/no-time-limit.yaml`, which says what it means: title, why, reference, a bad and a good example, in both languages.

`kind` says what `check` is given: `guideline` a GuidelineContext, `profile` a ProfileContext, `registry` a
RegistryContext, `any` the plain Context of every file (for rules on texts: `context.texts`, `context.found`). A file is given to
the rules only when parser, shape and reader found nothing wrong with it. `check` yields what `report` makes; code and
severity come from the line in the list. One fault is one finding: what has one cause in a file is one finding with the
number in its words. `arguments` are what tells two findings of one code and entity apart (an id, the words found): never a
line number. A rule with `fix="safe"` gives `edits` with each finding that it can fix; nothing else of the file changes,
what it makes validates, and to fix again changes nothing.

A rule without a check is reported by an earlier stage (parser, shape, model, tailor): `upstream.py` lists it, so that it is
explained.

`bad` and `good` are YAML, run by the tests: the bad one makes exactly this code appear, and no other; the good one
no finding at all. In the sample of a profile, `# guideline` and `# profile` part what the guideline's row says from what the
profile says. `frame` says what they are laid into (tests/rule_examples.py has the samples): `row`, fields of the one
row of a sample guideline (usual for `guideline` and `any`); `guideline`, `profile`, `registry`, keys at the top of the
sample file of that kind, each taking the place of the sample's key; `raw`, whole files, where a line `# file: NAME` starts a
further file and the last one is meant. `expect` in tests/rules/CODE/bad/*.yaml: see tests/test_rules.py.
"""
