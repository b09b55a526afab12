"""Many localities in one run: which there are, what has to be made, by whom, and what was made.

`targets` finds the profiles and says where the catalogue of each goes; `locality` makes the files of one, `index` the page that
leads to all.
"""
