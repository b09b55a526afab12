"""The road from guidelines to a catalogue, in the order of its steps.

`succession` puts an old edition beside a later one; `tailor` applies a profile, and `strength` judges it; `prepare` walks
a whole chain of profiles; `select` takes the rows of a level, and `wording` puts their ids into words.
"""
