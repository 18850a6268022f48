"""Whose paper a text is: words that a country's people use of their own affairs, in English, Spanish and Portuguese.

They tell the towns of one name apart where the text names nothing else: ``Renfe`` runs trains in Spain alone, ``crore``
is said in India. Our own lists.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

__all__ = ["leaning"]

WORD, MOST = 0.4, 1.2  # what a word speaks for its country, and all of them
ONLY = 4.5  # what a name that one country alone has speaks, of its police, railway or power company
_ENGLISH = {
    "US": "sheriff sheriff's county counties interstate troopers trooper deputies coroner freshman sophomore gop "
    "congressman congresswoman senator's statehouse superintendent",
    "GB": "councillor councillors constabulary borough nhs motorway lorry pensioner mp mps postcode paramedics",
    "IN": "lakh lakhs crore crores rs tehsil taluk panchayat collector bjp fir lathi rupees sabha mla",
    "CA": "mla mlas premier provincial",
    "AU": "nsw shire bushfire bushfires suburb",
    "IE": "garda",
    "ZA": "saps rand",
    "NG": "lga",
    "PK": "rangers rupees tehsil",
}
_ENGLISH_ONLY = {"CA": "rcmp", "IE": "gardai gardaí taoiseach", "NG": "naira"}
_SPANISH = {
    "ES": "ayuntamiento concejal alcaldesa autovía autovia ambulatorio vosotros",
    "MX": "balacera sicarios federales ejido ahorita",
    "AR": "intendente colectivo pibe pibes boliche galpón galpon vecinal",
    "VE": "perdigones guarimba guarimbas colectivos malandros",
    "CL": "pobladores cabros",
    "CO": "vereda",
    "CU": "guagua",
    "DO": "guagua motoconcho",
}
_SPANISH_ONLY = {
    "ES": "renfe adif alvia talgo xunta mossos ertzaintza aemet",
    "CL": "carabineros senapred onemi conaf weón weon metrotren",
    "MX": "sedena semar pemex huachicol huachicoleros fgr imss issste",
    "AR": "subte boludo edenor gendarmería",
    "VE": "cicpc gnb pnb sebin corpoelec",
    "CO": "esmad transmilenio invías invias ideam ungrd",
    "PE": "serenazgo indeci senamhi",
    "EC": "ecu911 conaie cnel",
    "CR": "oij costarricense",
    "GT": "conred",
    "HN": "copeco",
    "PA": "sinaproc",
    "DO": "edenorte edeeste digesett intrant",
    "CU": "etecsa cubadebate",
}
_PORTUGUESE = {"BR": "ônibus onibus delegacia trem prefeitura", "PT": "autocarro comboio elétrico telemóvel"}
_PORTUGUESE_ONLY = {"BR": "bope samu copel cemig prf", "PT": "gnr inem psp"}
_WORDS = {"en": (_ENGLISH, _ENGLISH_ONLY), "es": (_SPANISH, _SPANISH_ONLY), "pt": (_PORTUGUESE, _PORTUGUESE_ONLY)}
_RELATED = {"gl": "es", "ca": "es"}


def _weights(words: Mapping[str, str], only: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """Word -> country -> what it speaks for it."""
    found: dict[str, dict[str, float]] = {}
    for named, weight in ((words, WORD), (only, ONLY)):
        for country, text in named.items():
            for word in text.split():
                found.setdefault(word, {})[country] = weight
    return found


_WEIGHTS = {language: _weights(*several) for language, several in _WORDS.items()}


def leaning(vocabulary: Set[str], language: str) -> dict[str, float]:
    """Country -> how much the text's words speak for its being written there."""
    found: dict[str, float] = {}
    weights = _WEIGHTS.get(_RELATED.get(language, language))
    if weights is None or weights.keys().isdisjoint(vocabulary):
        return found
    for word in sorted(weights.keys() & vocabulary):
        for country, weight in weights[word].items():
            found[country] = max(weight, min(MOST, found.get(country, 0.0) + weight), found.get(country, 0.0))
    return found
