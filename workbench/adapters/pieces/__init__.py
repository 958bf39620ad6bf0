"""The pieces that adapters are built of. The text of each one that an adapter uses is copied into it.

    storages   Text, Zoned, Packed, Binary, Float, Wide, Opaque: bytes <-> a legacy value (text, Decimal, None)
    values     Copy, Integer, Number, Exact, Flag, Code, Day, Scale: a legacy value <-> a JSON value
    rows       Field, Unmapped, Table, Join, Cut, Layout: the bytes of a record <-> a JSON object

Only the standard library may appear in them. They are checked and tested here, where they are code, so that a
generated adapter holds no line that was never run.
"""
