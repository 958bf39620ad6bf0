"""The verbs of the command line, one module a noun; `cli` loads the one that is asked for.

A verb is a plain function: its parameters are the options, its docstring the help (with an example), its result the
exit code (0 without one). What it prints goes through `terminal`.
"""
