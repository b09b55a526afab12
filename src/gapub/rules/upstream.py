"""Rules without a check: an earlier stage reports their findings, and here they are listed, so that they are explained.

The YAML reader reports `yaml-…`; shapes and readers report the rest of those about any file, and the filter those about
`allow`; what is about profiles is reported when a profile is applied.
"""

from __future__ import annotations

from collections.abc import Iterator

from gapub.diagnostics import Severity
from gapub.rules.rule import Kind, Rule


def _rules(family: str, codes: str, severity: Severity = "error", kind: Kind = "any") -> Iterator[Rule]:
    return (Rule(code, family, severity, kind) for code in codes.split())


RULES = (
    *_rules("yaml", "yaml-syntax yaml-empty yaml-duplicate-key yaml-anchor yaml-alias yaml-tag yaml-merge-key"),
    *_rules("yaml", "yaml-key-not-text yaml-directive yaml-documents yaml-too-deep yaml-too-large"),
    *_rules("yaml", "yaml-too-many-findings yaml-encoding yaml-not-utf8 yaml-control-character"),
    Rule("yaml-mark", "yaml", "error", "any", fix="safe"),
    *_rules("yaml", "yaml-line-separator"),
    *_rules("structure", "unknown-kind cannot-read outside-root shape-kind shape-word shape-empty shape-pattern"),
    *_rules(
        "structure",
        "shape-unknown-field shape-missing-field shape-one-of shape-needs shape-id duplicate-id unknown-name",
    ),
    *_rules("structure", "text-not-understood"),
    *_rules("completeness", "missing-field"),
    *_rules("timeliness", "bad-time-limit"),
    *_rules("evidence", "unknown-source evidence-twice"),
    *_rules("structure", "ambiguous-name method-not-split misplaced-edition"),
    *_rules("structure", "edition-twice edition-cycle two-editions baseline-cycle baseline-change", kind="registry"),
    *_rules("structure", "bad-holidays", kind="registry"),
    *_rules("references", "unknown-instrument unknown-body unknown-channel unknown-group unknown-event unknown-part"),
    *_rules("references", "unknown-condition unknown-exception"),
    *_rules("allow", "allow-unused allow-expired accepted-unused", "warning"),
    *_rules("allow", "allow-unknown"),
    *_rules("profile", "unknown-target two-entries new-topic-without-title unknown-element omit-into", kind="profile"),
    *_rules(
        "profile", "merged-away own-channel-taken own-channel-missing column-taken of-one-division", kind="profile"
    ),
    *_rules("profile", "unknown-baseline unknown-edition missing-profile profile-cycle profile-levels", kind="profile"),
    *_rules("profile", "profile-division upgrade-conflict", kind="profile"),
    *_rules("profile", "attestation-lapsed missing-areas", "warning", kind="profile"),
    *_rules("profile", "attestation-mark", kind="profile"),
    *_rules("profile", "attestation-without-mark", "info", kind="profile"),
    *_rules("decisions", "decisions-of-whom decision-period", kind="decisions"),
    *_rules("events", "event-day event-without-rows event-twice event-row event-of-whom", kind="events"),
    *_rules("events", "event-order", "warning", kind="events"),
    *_rules("scheme", "scheme-points scheme-reference", kind="scheme"),
    *_rules("strength", "weaker-content weaker-time-limit weaker-channels weaker-audience", kind="profile"),
    *_rules("strength", "weaker-method reason-needed-basis reason-needed-content", kind="profile"),
    *_rules("strength", "reason-needed-audience reason-needed-method", kind="profile"),
)
