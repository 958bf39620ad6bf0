"""The governed kernel: a Jupyter kernel that cannot write, whatever its notebook wants.

    workbench kernel install                                   # for JupyterLab and papermill
    papermill -k workbench-governed notebooks/market.ipynb out.ipynb
    workbench doctor --prove                                   # attempts what is forbidden, and says what happened

`launcher` runs outside: it finds the project, opens the kernel's ports and stays as a `keeper`, which starts an
executor when the kernel asks for one.
`inside` is what it starts: a kernel that gives up every right it does not need, one layer after the other, before the
first line of a notebook. bubblewrap shows it a file system of its own; Landlock says again what may be opened; seccomp
refuses what no notebook needs. What a kernel wants done goes through the gate to the executor (`workbench.serving`).

Nothing is imported here: a kernel starts as fast as this package does.
"""
