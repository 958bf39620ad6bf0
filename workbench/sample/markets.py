"""The 53 markets and how each writes: code page, currency, dates, decimals, words and exceptions of its own."""

import random

HEADER = ["code", "name", "code_page", "currency", "date_form", "decimals", "dictionary_additions", "overrides"]

_MARKETS = """
AR Argentina ARS|AT Österreich EUR|AU Australia AUD|BE België EUR|BG България BGN|BR Brasil BRL|CA Canada CAD
CH Schweiz CHF|CI Côte d'Ivoire XOF|CL Chile CLP|CN 中国 CNY|CO Colombia COP|CR Costa Rica CRC|CZ Česko CZK
DE Deutschland EUR|DK Danmark DKK|DO República Dominicana DOP|EC Ecuador USD|EE Eesti EUR|ES España EUR|FI Suomi EUR
FR France EUR|GB United Kingdom GBP|GR Ελλάδα EUR|GT Guatemala GTQ|HK Hong Kong HKD|HR Hrvatska EUR|HU Magyarország HUF
ID Indonesia IDR|IE Éire EUR|IL ישראל ILS|IN India INR|IT Italia EUR|JP 日本 JPY|KR 대한민국 KRW|LT Lietuva EUR
LV Latvija EUR|MX México MXN|MY Malaysia MYR|NL Nederland EUR|NO Norge NOK|NZ New Zealand NZD|PE Perú PEN
PH Pilipinas PHP|PL Polska PLN|PT Portugal EUR|RO România RON|SE Sverige SEK|SG Singapore SGD|SK Slovensko EUR
TH ไทย THB|TR Türkiye TRY|US United States USD
"""
_PAGES = {
    "DE": "cp273", "AT": "cp273", "CH": "cp500", "BE": "cp500", "US": "cp037", "CA": "cp037", "BR": "cp037",
    "GR": "cp875", "IL": "cp424", "TR": "cp1026", "BG": "cp1251", "TH": "cp874", "PL": "cp1250", "CZ": "cp1250",
    "HU": "cp1250", "RO": "cp1250", "SK": "cp1250", "HR": "cp1250", "EE": "cp1257", "LT": "cp1257", "LV": "cp1257",
    "IE": "cp1140", "NL": "cp1140", "PT": "cp1140", "FR": "cp1140", "ES": "cp1140", "IT": "cp1140", "NO": "cp037",
}  # fmt: skip
_DECIMALS = {"JP": 0, "KR": 0, "CL": 0, "ID": 0, "CI": 0}
_FORMS = ("YYYYMMDD", "YYYYMMDD", "DDMMYYYY", "DDMMYY", "YYMMDD", "MMDDYYYY", "YYYYDDD")
_ADDITIONS = (
    "", "", "MVA-KD=value added tax code", "CPF-NR=personal tax number;UF=state", "PLZ=postal code;ORT=city",
    "NIP=tax number", "KVK-NR=company registration number", "RFC=tax number;COLONIA=district", "ABN=business number",
)  # fmt: skip
_OVERRIDES = (
    "",
    "",
    "",
    "NO=norway",
    "ORDER-PRIORITY=off",
    "TAX-RATE=0.081",
    "ROUNDING=0.05",
    "ON=1;OFF=0",
    "LATE-FEE=~",
)


def markets(seed: int) -> list[list[str]]:
    """The rows, header first: 53 markets by code.

    Values such as NO, ON and 0.081 are texts, whatever they look like.
    """
    rng = random.Random(f"{seed}/markets")
    rows = []
    for entry in _MARKETS.strip().replace("\n", "|").split("|"):
        code, rest = entry.split(" ", 1)
        name, currency = rest.rsplit(" ", 1)
        page = _PAGES.get(code) or rng.choice(("latin-1", "cp1252", "cp037", "cp500"))
        decimals = str(_DECIMALS.get(code, 2))
        rows.append(
            [code, name, page, currency, rng.choice(_FORMS), decimals, rng.choice(_ADDITIONS), rng.choice(_OVERRIDES)]
        )
    return [HEADER, *sorted(rows)]
