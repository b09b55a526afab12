"""The judge of a website's own list: each module asks one kind of question of one run (`run.Run`)."""
