"""What differs between two editions, and what the differences ask of a locality.

Two layers. `facts`: what stands on one side and not, or otherwise, on the other; enough to make one side of the other
(`facts.apply`). `judge`: what each fact asks of those who must act, by the order of strength, as a kind of `kinds`.
`identity` says which rows belong together; `report` puts all of it into words, and `text`, `markdown`, `html` and `json`
print that one report.
"""
