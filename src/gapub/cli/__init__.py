"""The command line: arguments in, exit code out. Each command imports the stages it needs and no others."""
