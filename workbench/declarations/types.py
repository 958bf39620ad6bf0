"""Notations for what an item holds that are no COBOL pictures: those of databases, services, RPG, PL/I and Natural.

The vocabulary is closed: a word that nobody uses for a type makes no column one of types. What such a type says of the
bytes differs from system to system, so it is kept as it is written.
"""

import re
from functools import lru_cache

MOST = 60
"""Characters of a type."""

_TEXTS = (
    "CHAR CHARACTER CHARACTERS CHR CH STRING STR TEXT VARCHAR VARCHAR2 NVARCHAR NVARCHAR2 NCHAR BPCHAR VARCHARACTER "
    "ALPHA ALPHANUM ALPHANUMERIC ALPHA-NUMERIC ALPHABETIC ALPH ALNUM ANUM AN ALPHANUMERISCH ALPHABETISCH ZEICHEN TEXTE "
    "ZEICHENKETTE ALPHANUMÉRIQUE ALPHANUMERIQUE ALPHABÉTIQUE ALPHABETIQUE CARACTERE CARACTÈRE CARACTÈRES CARACTERES "
    "TEXTO TESTO TEKST CADENA CARACTER CARÁCTER CARATTERE CARATTERI ALFANUMERICO ALFANUMÉRICO ALFANUMERIEK ALFA "
    "ALFABETICO ALFABÉTICO KARAKTER"
)
_OTHERS = (
    "NUM NUMERIC NUMBER NUMERICAL NMBR NUMERISCH NUMÉRIQUE NUMERIQUE NUMERICO NUMÉRICO NUMERIEK NUMERO NÚMERO ZAHL "
    "PACKED PACK PACKED-DECIMAL PD GEPACKT ZONED ZONED-DECIMAL ZD DECIMAL DEC DCML DÉCIMAL DECIMALE DÉCIMALE DEZIMAL "
    "DECIMAAL BIGDECIMAL BIGINTEGER MONEY SMALLMONEY CURRENCY FIXED FLOAT DOUBLE REAL SINGLE BINARY VARBINARY BIN BI "
    "FI FL INTEGER INT INTEG SMALLINT TINYINT BIGINT MEDIUMINT SHORT LONG LONGINT WORD DWORD HALFWORD FULLWORD "
    "HALF-WORD UNSIGNED SIGNED UINT SERIAL BIGSERIAL COUNTER COUNT BYTE BYTES BYTEA ENTIER GANZZAHL ENTERO ENTEIRO "
    "INTERO GEHEEL BINÄR BINAIRE BINARIO COMP COMPUTATIONAL DISPLAY DATE DATUM FECHA TIME HEURE ZEIT UHRZEIT HORA ORA "
    "TIJD TIMESTAMP TIMESTAMPTZ DATETIME DATETIME2 SMALLDATETIME LOCALDATE LOCALTIME LOCALDATETIME ZEITSTEMPEL "
    "HORODATAGE INTERVAL YEAR DATE-TIME BOOLEAN BOOL BIT BITS LOGICAL LOGIQUE LOGISCH LÓGICO LOGICO BOOLÉEN BOOLEEN "
    "BOOLEANO BOOLSCH FLAG ENUM UUID GUID ROWID CLOB BLOB DBCLOB NCLOB RAW MEMO XML HEX HEXADECIMAL GRAPHIC "
    "VARGRAPHIC INTE DECI LOGI CHARA LICZBA TEKSTOWY DATUMTID HELTAL TAL TEKSTI NUMERISK ALFANUMERISK NÚM POINTER "
    "PTR OCTET IND BINDEC UNS"
)
WORDS = (*_TEXTS.split(), *_OTHERS.split())
"""The words for types, in capitals."""

_BESIDE = (
    r"UNSIGNED|SIGNED|VARYING|VAR|NOT NULL|NULL|WITH(?:OUT)? TIME ?ZONE|FOR BIT DATA|PRECISION|DECIMAL|DEC|FIXED|FLOAT|"
    r"BINARY|BIN|REAL|INTEGER|INT|VARCHAR|NUMERIC|ALIGNED|UNALIGNED|CODE|SIGNÉ|SIGNE|CONDENSÉ|CONDENSE|PACKED|PACKÉ|"
    r"BYTES?|CHARS?|CHARACTERS?|DIGITS?|COMP(?:-\d)?|LANG|STELLEN|"
    r"WITH \d{1,2} DECIMALS?"
)
_SIZE = r"(?:\d{1,5}(?:[.,:]\s?\d{1,3})?|MAX|\*(?:[A-Z]{1,8})?)"
_SIZES = rf"(?:\s?[*/]\s?\d{{1,5}}|\s?[(\[{{<]\s?{_SIZE}\s?(?:BYTES?|CHAR)?\s?[)\]}}>]|\s?{_SIZE}(?![\w(.,-]))"
_DATED = (
    r"(?:(?:CC|SS)?(?:YY|JJ|AA)(?:YY|JJ|AA)?[-/. ]?MM(?:[-/. ]?(?:DD|TT|JJ|GG))?"
    r"|(?:DD|TT|JJ|GG)?[-/. ]?MM[-/. ]?(?:YY|JJ|AA)+)?(?:(?<=\w)[ T-])?(?:HH[:.]?[MIN]{2}(?:[:.]?SS)?|UUMM(?:SS)?)?"
)


def _alternatives(words: str) -> str:
    return "|".join(sorted(map(re.escape, words.split()), key=len, reverse=True))


_WORD = rf"(?:(?:XSD?:)?(?:{_alternatives(_TEXTS)}|{_alternatives(_OTHERS)})(?![^\W\d_])(?:-\d(?!\d))?)"
_TAIL = rf"(?:[ ,/]\s?(?:(?:{_BESIDE})(?!\w)(?:{_SIZES})?|{_DATED}(?<=[A-Z])(?!\w)))"
_REMARK = r"(?:\s*[(,;][^\n]*)?"
_WORDY = re.compile(rf"{_WORD}(?:{_SIZES})?(?:\[\])?{_TAIL}{{0,3}}{_REMARK}")
_SIZED = re.compile(r"[A-Z][A-Z0-9_]{0,15}\s?[(\[]\d{1,5}(?:[.,]\s?\d{1,3})?[)\]](?:\s?[A-Z]{1,12})?")
"""Any word with its size in brackets: `decimal(11,2)`, `AN(20)`, `char[35]`."""
_CODED = re.compile(
    r"(?:[ANPBIFUCXDTHSZLV]|AN|NS|ANS|NP|PS|PL|ZL|CL|XL|FL|BL|VC|VA)[\s/]?\d{1,5}(?:[.,/]\d{1,2}|V\d{1,2})?"
)
"""A letter and its size: `A8`, `N5.2`, `P7`."""
_SUFFIXED = re.compile(r"\d{1,5}(?:[.,]\d{1,2})?\s?[APSBFIUGZTLNDCXH](?:\s?\d{1,2})?")
"""A size and its letter, and decimals behind: `10A`, `7P0`, `9S 2`."""
_SWIFT = re.compile(r"(?:\d{1,2}(?:!|\*\d{1,2})?[nacxdzhe/]){1,6}|(?:a?n?s?|b|z|x\+n)\s?\.{2,3}\s?\d{1,4}", re.I)
"""Messages between banks and on cards: `16x`, `6!n`, `4*35x`, `an..35`, `ns ...12`."""
_PL1 = re.compile(r"PIC(?:TURE)?\s?'[^'\n]{1,24}'")
_LETTER = re.compile(r"[ANPBIFUCXDTHSZLK9]|AN|NS|NP|PS")
"""A letter alone is a type only where a size stands beside it."""
_DATE = re.compile(_DATED)
_TEXTUAL = re.compile(rf"(?:{_alternatives(_TEXTS)})(?![^\W\d_])|[ACX](?![^\W_])|(?:[AC]|AN|VC)\s?[(\d]|\d+\s?A\Z")
_GROUP = re.compile(r"GROUP|GRUPPE|GROUPE|GRUPO|GRUPPO|GROEP|STRUCT(?:URE)?|STRUKTUR|ESTRUCTURA|STRUTTURA|GRP|PERIODIC")


@lru_cache(maxsize=4096)
def is_type(text: str, sized: bool = False) -> bool:
    """Whether a text is a type in a known notation. `sized`: a size stands beside it, so a letter is enough.

    >>> [is_type(text) for text in ("VARCHAR2(12)", "NUM 9,2", "7P0", "date", "A8", "ORDER-FILE", "A")]
    [True, True, True, True, True, False, False]
    """
    told = text.strip().upper()
    if not told or len(told) > MOST:
        return False
    forms = (_WORDY, _SIZED, _CODED, _SUFFIXED, _SWIFT, _PL1, _DATE)
    return any(form.fullmatch(told) for form in forms) or (sized and _LETTER.fullmatch(told) is not None)


@lru_cache(maxsize=4096)
def is_textual(text: str) -> bool:
    """Whether a type is one of texts, so that its length is that of its bytes."""
    return _TEXTUAL.match(text.strip().upper()) is not None


def is_group(text: str) -> bool:
    """Whether a type says that other items stand in the item."""
    return _GROUP.fullmatch(text.strip().upper()) is not None


def is_coded(text: str) -> bool:
    """Whether a type is a size with its letter, which would be another PICTURE: `9P0` of RPG, `N9` of Natural."""
    told = text.strip().upper()
    return _SUFFIXED.fullmatch(told) is not None or (_CODED.fullmatch(told) is not None and told[0] not in "SVZ")
