"""Reading what others wrote: tables of Excel, Word, web pages, PDF and plain text, as rows of a catalogue.

A file becomes grids of cells (`files`, a module a format), a grid the rows of a table (`headings`, `rows`), and a row the
values of a guideline (`values`). `matching` pairs rows with those of a guideline. Each step keeps the place of every cell,
so that whatever is not understood is told with its sheet, row and column, and nothing is dropped in silence.
"""
