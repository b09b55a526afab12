"""Reports: where each value of a row comes from (`explain`), what is still to do (`todo`); and what any report is made of (`document`)."""
