"""What is double-clicked in the folder for Windows, UOS and Kylin: it asks, runs gapub, shows what came out, and waits.

A script of the folder starts `python -m gapub.desk VERB SCRIPT [PATH...]`. What is said here is for who never types a command;
all work is done by commands of gapub, each in a process of its own, so that what goes wrong stays readable.
"""
