"""Which programs are called: by a literal name, a name in an item, within the module, or as the runtime's routines."""

from collections import defaultdict

from workbench.records import UNKNOWN
from workbench.reverse.image import Image
from workbench.reverse.machine import Touch
from workbench.reverse.programs import Program
from workbench.reverse.recovered import RecoveredCall
from workbench.reverse.values import constant

RESOLVES = frozenset({"cob_resolve_cobol", "cob_resolve", "cob_resolve_func"})
SYSTEM = {
    "cob_sys_system": "SYSTEM", "cob_sys_and": "CBL_AND", "cob_sys_or": "CBL_OR", "cob_sys_nor": "CBL_NOR",
    "cob_sys_xor": "CBL_XOR", "cob_sys_imp": "CBL_IMP", "cob_sys_nimp": "CBL_NIMP", "cob_sys_eq": "CBL_EQ",
    "cob_sys_not": "CBL_NOT", "cob_sys_xf4": "X\"F4\"", "cob_sys_xf5": "X\"F5\"", "cob_sys_x91": "X\"91\"",
    "cob_sys_change_dir": "CBL_CHANGE_DIR", "cob_sys_check_file_exist": "CBL_CHECK_FILE_EXIST",
    "cob_sys_close_file": "CBL_CLOSE_FILE", "cob_sys_copy_file": "CBL_COPY_FILE",
    "cob_sys_create_dir": "CBL_CREATE_DIR", "cob_sys_create_file": "CBL_CREATE_FILE",
    "cob_sys_delete_dir": "CBL_DELETE_DIR", "cob_sys_delete_file": "CBL_DELETE_FILE",
    "cob_sys_error_proc": "CBL_ERROR_PROC", "cob_sys_exit_proc": "CBL_EXIT_PROC",
    "cob_sys_flush_file": "CBL_FLUSH_FILE", "cob_sys_get_csr_pos": "CBL_GET_CSR_POS",
    "cob_sys_get_current_dir": "CBL_GET_CURRENT_DIR", "cob_sys_get_scr_size": "CBL_GET_SCR_SIZE",
    "cob_sys_open_file": "CBL_OPEN_FILE", "cob_sys_read_file": "CBL_READ_FILE",
    "cob_sys_get_char": "CBL_READ_KBD_CHAR", "cob_sys_rename_file": "CBL_RENAME_FILE",
    "cob_sys_set_csr_pos": "CBL_SET_CSR_POS", "cob_sys_write_file": "CBL_WRITE_FILE", "cob_sys_fork": "CBL_GC_FORK",
    "cob_sys_hosted": "CBL_GC_HOSTED", "cob_sys_oc_nanosleep": "CBL_GC_NANOSLEEP",
    "cob_sys_waitpid": "CBL_GC_WAITPID", "cob_sys_getopt_long_long": "CBL_GC_GETOPT",
    "cob_sys_calledby": "C$CALLEDBY", "cob_sys_chdir": "C$CHDIR", "cob_sys_copyfile": "C$COPY",
    "cob_sys_file_delete": "C$DELETE", "cob_sys_file_info": "C$FILEINFO", "cob_sys_getpid": "C$GETPID",
    "cob_sys_justify": "C$JUSTIFY", "cob_sys_mkdir": "C$MAKEDIR", "cob_sys_return_args": "C$NARG",
    "cob_sys_parameter_size": "C$PARAMSIZE", "cob_sys_printable": "C$PRINTABLE", "cob_sys_sleep": "C$SLEEP",
    "cob_sys_tolower": "CBL_TOLOWER", "cob_sys_toupper": "CBL_TOUPPER", "cob_sys_sound_bell": "X\"E5\"",
    "cob_sys_clear_screen": "CBL_CLEAR_SCREEN",
}  # fmt: skip
"""Routines of the runtime -> the name that programs call them by; some have a second one, which leaves no trace."""

LIBRARY = ("cob_", "mem", "str", "__", "_", "set", "long", "free", "malloc", "calloc", "bcmp", "abort", "exit", "main")


def calls(image: Image, program: Program, names: dict[int, str]) -> list[RecoveredCall]:
    """The calls of a program; `names` are the programs of this module by the address they are entered at."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in program.story.told:
        if isinstance(one, Touch):
            if isinstance(one.wrote, int) and one.wrote in names and one.size == 8 and isinstance(one.place, int):
                found[names[one.wrote], "nested"].append(one.at)
        elif one.name in RESOLVES:
            name = image.text(constant(one.arguments[0]))
            found[name or UNKNOWN, "literal"].append(one.at)
        elif one.name == "cob_call_field":
            found[UNKNOWN, "item"].append(one.at)
        elif one.name in SYSTEM:
            found[SYSTEM[one.name], "system"].append(one.at)
        elif one.name and not one.name.startswith(LIBRARY):
            found[one.name, "static"].append(one.at)
        elif isinstance(one.target, int) and one.target in names and names[one.target] != program.name:
            found[names[one.target], "nested"].append(one.at)
    return [
        RecoveredCall(
            program=program.name,
            target=target,
            kind=kind,
            sites=tuple(sites),
            aliases=ALIASES.get(target, (target.replace("__", "-"),) if kind == "static" and "__" in target else ()),
        )
        for (target, kind), sites in found.items()
    ]


ALIASES = {
    "CBL_TOUPPER": ("C$TOUPPER",), "CBL_TOLOWER": ("C$TOLOWER",), "CBL_GC_NANOSLEEP": ("CBL_OC_NANOSLEEP",),
    "CBL_GC_HOSTED": ("CBL_OC_HOSTED",), "CBL_GC_GETOPT": ("CBL_OC_GETOPT",),
}  # fmt: skip
"""Names that leave the same trace as another one."""


def entrances(image: Image, made: list[Program]) -> dict[int, str]:
    """Where programs of this module are entered: the address of each door and of each program itself."""
    found = {}
    for one in made:
        found[one.at] = one.name
        for name, (at, _) in one.doors.items():
            found[at] = name
    return {at: name for at, name in found.items() if at and name != UNKNOWN and image.section(at)}
