"""Which language a text is in: ISO 639-1 of those that have lexicons, and of others as CLD2 reads them.

Kyrgyz and Russian share a script, so letters that only Kyrgyz uses and its commonest words decide before CLD2, which
errs on short posts. Short Latin texts fall back to what the source claims, then to English. Limits: a text in two
languages is read as the one with more letters.
"""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache

import pycld2

__all__ = ["balance", "detect", "may_be_foreign"]

_NOISE = re.compile(r"https?://\S+|[@#]\w+|\bRT\b")
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_KYRGYZ = re.compile(
    r"\b(?:жана|менен|үчүн|болду|болгон|эмес|деп|бул|киши|адам|жок|эле|кийин|боюнча|тарабынан|маалымдады|билдирди|алып|"
    r"каза|мурдагы|мурунку|камакка|алынды|берилди|катары|тууралуу|жөнүндө|ичинде|бар|барбы|бир|эки|беш|алты|жети|сегиз|тогуз|отуз|кырк|мен|сен|биз|силер|алар|ал|кечки|жаш|чыкты|келди|кетти|"
    r"милиция|полиция|\w{3,}(?:ип|үп|[тд]ерди|[тд]ерге|лерди|лерге|ларды|ларга)|алды|берди|айтты|эл|элди|киши\w*|жат\w+|карма\w+|экен|ошол|азыр|кечээ|эртең|дагы|абдан|бат|анан|чейин|карай|бою|убакыт|жолу|аба|шаар|айыл|ашык|каршы|жакын)\b|\b\w{3,}(?:чини|чилер|чилерди|чилерге)\b|"
    r"\b(?!(?:не|пере)?воор|соор|коорд|зоо)\w*(?:аа|оо|уу|ээ|ыы)(?!п|б|х)\w*|\b\w{3,}(?:дарды|лардын|нын|нун|дын|дун|лар|лор|лер|дар|дор|дер|тар|тор|тер|"
    r"[ыу]п|ылды|алды|ынды|[уо]лду|унду|[еи]лди|инди|ганы?|генде|ыптыр|ыпты|иптир|абыз|ебиз|абыз|асыз|шты|шти|йбойт|байт|бейт|ойт|ейт|айт|дык|дук|дум|дим|дым)\b|"
    r"\b\w{4,}(?:аян|шаар|айыл|кол|бат|кек|ош)?(?:кте|кто|тто|лдо|рдо|ндо|што|лда|нда|рда|ктан|ндан|рдан|лдан)\b",
    re.IGNORECASE,
)
_RUSSIAN = re.compile(
    r"\b(?:и|в|во|на|не|по|что|с|со|из|к|у|за|от|для|как|но|это|мы|я|он|она|они|мне|нас|был|была|было|были|до|после|"
    r"нет|сказал\w*|заявил\w*|жертв\w*|\w+атор\w*|директор\w*|доктор\w*|\w{3,}(?:ал|ял|ел)|при|там|тут|все|весь|уже|ещё|еще|же|бы|ли|или|под|над|об|о|а|один|два|три|просто|сегодня|вчера|никто|где|когда)\b|"
    r"\b\w{3,}(?:ого|его|ому|ему|ый|ий|ая|яя|ые|ие|ов|ев|ать|ять|ить|еть|ться|тся|лся|лась|лись|ами|ями|ах|ях|ция|ций|"
    r"ции|ость|ости|ение|ения|ил|ила|или|али|ала)\b|[щъ]",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"[іїєґўђћџљњјѓќѕәқұһ]", re.IGNORECASE)
_KAZAKH = re.compile(r"[әқұіғһ]", re.IGNORECASE)
_UKRAINIAN = re.compile("[іїєґ]", re.IGNORECASE)
_SOUTHERN_LETTER = re.compile("[ђћџљњјѓќѕ]", re.IGNORECASE)
_WITH_I = frozenset({"uk", "be", "kk", "tt", "ba"})  # CLD2 takes short Ukrainian for Serbian and Bulgarian
_SOUTHERN = frozenset({"sr", "hr", "bs"})
_SERBIAN = re.compile(r"\b(?:су|због|двоје|троје|није|нису|особе|особа)\b(?!-)", re.IGNORECASE)
_EASTERN = re.compile("[\u0400-\u06ff]")  # Cyrillic to Arabic
_FOREIGN_LETTER = re.compile("[\u00df-\u00f6\u00f8-\u024f\u0400-\u04ff\u0621-\u064a]")
_ARABIC = re.compile(r"[\u0621-\u064a]")
_LATIN = re.compile(r"[a-z\u00c0-\u024f]", re.IGNORECASE)
_PERSIAN = re.compile(r"[پچژگکی]")
_PLAUSIBLE_TEXT = (
    "en es fr pt it de nl ca gl ro pl cs sk hu fi sv da no nb et lt lv sl hr bs sr sq tr az uz id ms tl "
    "vi sw so ha yo ig af eu ht mt cy ga is mg rw zu xh st sn ny zh ja ko th hi bn ta te ml kn gu mr pa "
    "ur fa ps he am ti ka hy el km lo my ne si mn uk be bg mk kk ky ru tg ar ku "
)
_PLAUSIBLE = frozenset(_PLAUSIBLE_TEXT.split())  # CLD2 also guesses Manx and Volapük on three words and a link
_ENGLISH_TEXT = (
    "the and of was were with that is are for from have has had been this they their by after while who which about "
    "would there an at as it he his her we our us you your be will can not said"
)
_FOREIGN_TEXT = (
    "de la el los las un una y por con del al se le les du et aux est dans sur pour par qui ne pas und der das ist "
    "nicht mit ein eine het een voor niet di il che sono dos das uma os na em mga ko ay yang ini itu untuk ada dengan "
    "nou yo ki que en nan ng sa si ka da do"
)
_ENGLISH, _FOREIGN = frozenset(_ENGLISH_TEXT.split()), frozenset(_FOREIGN_TEXT.split())
"""Function words that settle English without CLD2. Of 7,751 ASCII posts that they settle (CrisisLexT26, disaster
response messages, the drill) CLD2 says otherwise of none."""
_PLAINLY = 2  # words more of one side than of the other
_TELLING_TEXT = {
    "it": "di il che della del nel nella una sono stati state dalla gli alla con per e ha hanno a in tra",
    "pt": "não em uma dos das na no foi há com por os que do da e nos pelo a ao houve nem",
    "de": "und der die das ist nicht ein eine bei im von wurde wurden auf mit den dem nach in sind worden einem einer",
    "es": "de la el los las un una y por con del al se en que a su dos fue fueron no ni hubo hay",
    "fr": "de la le les du et en aux est dans sur pour par qui ne pas une un des a à plus ont été son sa au",
    "en": f"{_ENGLISH_TEXT} in a on",
    "id": "yang dan dari ke depan arah untuk dengan pada ini itu tidak ada akan oleh karena sudah telah saat dalam",
    "tr": "ve bir bu ile için olan olarak çok daha sonra var yok oldu etti edildi göre kadar",
}
_TOLD_TEXT = {
    "it": "morti morto morta feriti ferito ferita tre quattro cinque sei crollo crollato crollata terremoto "
    "alluvione maltempo incendio polizia carabinieri esplosione scontri famiglia strada ponte scossa "
    "dispersi vigili fuoco morte vittime incidente treno aereo città oggi ieri è più ma sul sulla sui dal "
    "dai delle degli anche sotto qui questa questo non ci ho abbiamo allagata allagato occupato liceo "
    "paura grave corpi recuperati estratti vivi",
    "pt": "mortos morto feridos ferido incêndio incendio três tres quatro polícia policia explosão protesto "
    "terremoto enchente bombeiros rua ponte desaparecidos tiroteio moradores mortes confirmadas vítimas "
    "vítima boate acidente trem avião cidade divulga mais são também está estão até pela pelas isso aqui "
    "já só mas seu sua meu minha num numa queda chuva enchentes temporal tremor avenida",
    "de": "tote toter verletzte verletzter brand feuer drei vier fünf polizei feuerwehr explosion erdbeben "
    "hochwasser schüsse festgenommen vermisste unfall zug stadt heute gestern opfer wir ich aber auch "
    "gerade alles kein keine uns vom zum zur über brücke schon noch",
    "es": "muertos muerto heridos herido incendio tres cuatro cinco policía policia explosión terremoto "
    "sismo explosion inundación bomberos calle puente desaparecidos balacera protesta temblor accidente "
    "tren muertes avión ciudad hoy ayer están está pero también confirman reportan fallecidos tembló "
    "derrumbe tras sin más para como desde hasta nos sus les lo este esta ya sobre víctimas acaba otra "
    "vez gente personas según durante cuando había mientras contra ocho siete seis nueve diez vecinos manifestantes "
    "detenidos miles cientos policías barrio ha han habían luego hacia",
    "fr": "morts mort blessés blessé incendie trois quatre cinq police explosion séisme inondation pompiers "
    "rue pont disparus manifestation fusillade accident avion ville victimes hier nous vous mais très "
    "émeute émeutes affrontements heurts grève tués tué flammes fumée quartier immeuble interpellés tirs "
    "avec ce cette elle ils chez vers depuis tout rien encore métro évacué blessées école sous hôpital devant "
    "personnes quelque selon lors après leur leurs elles celle ceux dont où jeudi lundi mardi mercredi vendredi samedi "
    "dimanche policiers gendarmes six sept huit neuf dix plusieurs milliers centaines ayant étaient était eu fait "
    "contre arrestations interpellations deux coup",
    "id": "tewas orang luka korban kebakaran gempa banjir polisi warga ledakan rumah jalan tiga empat lima "
    "kecelakaan hilang ditangkap",
    "tr": "kişi öldü yaralı yaralandı ölü yangın deprem patlama polis gözaltına kaza mahallesi üç dört beş itfaiye "
    "saldırı kayıp",
    "en": "dead killed injured fire three four five police explosion earthquake quake flood street bridge missing "
    "people hit hits lost power blast crash near shot storm killing injuring "
    "wounding leaving burst",
}
_TELLING = {language: frozenset(f"{text} {_TOLD_TEXT[language]}".split()) for language, text in _TELLING_TEXT.items()}
"""Function words, and those of short alerts, asked where CLD2 does not know."""
_OF_BOTH_TEXT = (
    "a in as an on so no me do da den war tote brand explosion police train accident protest alarm opera total date "
    "due son fort era plus mais dos pas metro grave vile pour sur die sans incident sei dei dai tout public dan oh hat "
    "fait hit dem sang sound fine ma mi la al os com si ha et am"
)
_OF_BOTH = frozenset(_OF_BOTH_TEXT.split())
_ELSEWHERE_USED = frozenset().union(_FOREIGN, *(_TELLING[one] for one in _TELLING if one != "en")) - _OF_BOTH - _ENGLISH
"""Words that other languages use and English does not."""
_PLACES = tuple(zip(range(0, 16 * len(_TELLING), 16), _TELLING, strict=True))
_MOST = 0xFFFF
_TOLD: dict[str, int] = {}
"""Word -> one for each language that it tells, side by side in one number, so that one sum counts for all of them."""
for _place, _language in _PLACES:
    for _word in _TELLING[_language]:
        _TOLD[_word] = _TOLD.get(_word, 0) + (1 << _place)
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 600  # characters; CLD2 gains nothing from more
_ASCII = 0.9  # share of characters
_SHORT = 24  # letters under which CLD2's guess is worth less than the source's claim


def detect(text: str, claimed: str | None, words: Set[str] = frozenset()) -> str:
    """Return the language of ``text``; ``claimed`` breaks ties on short texts.

    Args:
        text: as published.
        claimed: by the source, if it says.
        words: its distinct folded words, where they are known already.
    """
    if claimed in (None, "en") and len(text) >= _SHORT and _plain(text) and _plainly_english(words):
        return "en"
    sample = text[:_SAMPLE]
    if sample.isascii() and len(sample) < _SHORT:
        guessed = None if claimed else _cld(sample, None)
        return claimed or (guessed if guessed in ("es", "fr") else "en")
    cleaned = _NOISE.sub(" ", sample)
    if _EASTERN.search(cleaned):
        latin = len(_LATIN.findall(cleaned))
        if len(_CYRILLIC.findall(cleaned)) > latin:
            return _cyrillic(cleaned, claimed)
        if len(_ARABIC.findall(cleaned)) > latin and not _PERSIAN.search(cleaned):
            return "ar"
    return _latin(cleaned, claimed)


def balance(piece: str) -> int:
    """Return 1 for a function word of other languages, -1 for an English one, 0 for what tells nothing."""
    return (piece in _ELSEWHERE_USED) - (piece in _ENGLISH)


def may_be_foreign(folded: str, balanced: int) -> bool:
    """Whether a text may be in another language than English: cheaply told, of most that it is not.

    Args:
        folded: text.
        balanced: the sum of `balance` over its distinct `streams.text.pieces`.
    """
    if balanced <= -_PLAINLY:
        return False
    return balanced >= _PLAINLY or (not folded.isascii() and _FOREIGN_LETTER.search(folded) is not None)


def _plain(text: str) -> bool:
    """Whether a text is ASCII but for a name with accents, curly quotes or an emoji here and there."""
    if text.isascii():
        return True
    sample = text[:_SAMPLE]
    return len(sample.encode("ascii", "ignore")) >= _ASCII * len(sample)


def _plainly_english(words: Set[str]) -> bool:
    return len(_ENGLISH & words) >= 2 + 3 * len(_FOREIGN & words)


def _cyrillic(text: str, claimed: str | None) -> str:
    if any(letter in text for letter in "үөңҮӨҢ") and not _KAZAKH.search(text):
        return "ky"
    if _ELSEWHERE.search(text):
        guessed = _cld(text, None)
        if guessed not in _WITH_I and _UKRAINIAN.search(text) and not _SOUTHERN_LETTER.search(text):
            return "uk"
        return guessed or claimed or "uk"
    if _SERBIAN.search(text):
        return "sr"
    lean = sum(map(_lean, text.lower().split()))
    if lean:
        return "ky" if lean > 0 else "ru"
    return "ky" if claimed == "ky" else "ru"


@lru_cache(maxsize=50_000)
def _lean(word: str) -> int:
    """Whether a word is Kyrgyz (1), Russian (-1), or could be either (0)."""
    return bool(_KYRGYZ.search(word)) - bool(_RUSSIAN.search(word))


def _latin(text: str, claimed: str | None) -> str:
    found = _cld(text, claimed)
    if claimed and found is None:
        return claimed[:2]
    guess = _by_function_words(text, found)
    if found in _PLAUSIBLE and (found in _TELLING or guess is None):
        return guess or found
    return guess or (claimed or "en")[:2]


def _by_function_words(text: str, found: str | None) -> str | None:
    """Return the language whose function words a text has clearly more of than any other's, or None.

    CLD2's ``found`` is doubted for a word where it is one of these languages or nothing, for English and for others
    for two.
    """
    words = _WORD.findall(text.lower())
    counts = sum(filter(None, map(_TOLD.get, words)))
    if not counts:
        return None
    said = {language: counts >> place & _MOST for place, language in _PLACES}
    best = max(said, key=said.__getitem__)
    rest = max(count for language, count in said.items() if language != best)
    least = 1 if found is None or (found in _TELLING and found != "en") else 4 if found in _SOUTHERN else 2
    return best if said[best] >= least and said[best] > rest + (found == "en" and best != "en") else None


def _cld(text: str, claimed: str | None) -> str | None:
    try:
        reliable, _, details = pycld2.detect(text, bestEffort=True)
    except (pycld2.error, UnicodeError, ValueError):
        return None
    code: str = details[0][1]
    if code == "un" or (not reliable and claimed):
        return None
    return code[:2] if len(code) > 1 else None
