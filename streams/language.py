"""Which language a text is in: ISO 639-1 of those that have lexicons, and of others as ELD or CLD2 read them.

ELD (its C edition, with the large table of letters in sequence) is right on short posts where CLD2 is not, in 6 us
where CLD2 takes 16; it knows 60 languages. Of others its scores are low, and CLD2, which knows some of them, is asked.
Kyrgyz is none of the 60 but an event language: letters that only Kyrgyz uses decide, then how little Russian a text in
Cyrillic is by ELD and by its words. Hindi in Latin letters is told by its commonest words; Serbian in Latin letters,
which is Croatian to ELD, by the lack of words that only Croatian has. What may be English as well is what the source
claims, else English. Limits: a text in two languages is read as the one with more letters; Indonesian and Malay are
one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from functools import cache, lru_cache

import eldc
import pycld2

__all__ = ["balance", "detect", "may_be_foreign"]

_NOISE = re.compile(r"https?://\S+|[@#]\w+|\bRT\b")
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_KYRGYZ = re.compile(
    r"\b(?:жана|менен|үчүн|болду|болгон|эмес|деп|бул|киши|адам|жок|эле|кийин|боюнча|тарабынан|маалымдады|билдирди|алып|"
    r"каза|мурдагы|мурунку|камакка|алынды|берилди|катары|тууралуу|жөнүндө|ичинде|бар|барбы|бир|эки|беш|алты|жети|сегиз|тогуз|отуз|кырк|мен|сен|биз|силер|алар|ал|кечки|жаш|чыкты|келди|кетти|"
    r"милиция|полиция|\w{3,}(?:ип|үп|[тд]ерди|[тд]ерге|лерди|лерге|ларды|ларга)|алды|берди|айтты|эл|элди|киши\w*|жат\w+|карма\w+|экен|ошол|азыр|кечээ|эртең|дагы|абдан|бат|анан|чейин|карай|бою|убакыт|жолу|аба|шаар|айыл|ашык|каршы|жакын)\b|\b\w{3,}(?:чини|чилер|чилерди|чилерге)\b|"
    r"\b(?!(?:не|пере)?воор|соор|коорд|зоо)\w*(?:аа|оо|уу|ээ|ыы)(?!п|б|х)\w*|\b\w{3,}(?:дарды|лардын|нын|нун|дын|дун|лар|лор|лер|дар|дор|дер|тар|тор|тер|"
    r"[ыу]п|ылды|алды|ынды|[уо]лду|унду|[еи]лди|инди|ганы?|генде|ыптыр|ыпты|иптир|абыз|ебиз|абыз|асыз|шты|шти|ланды|ленди|ууга|ырды|йбойт|байт|бейт|ойт|ейт|айт|дык|дук|дум|дим|дым)\b|"
    r"\b\w{4,}(?:аян|шаар|айыл|кол|бат|кек|ош)?(?:кте|кто|тто|лдо|рдо|ндо|што|лда|нда|рда|ктан|ндан|рдан|лдан)\b|"
    r"\b(?:бишкек|ош|талас|нарын|баткен|токмок|каракол|жалал-абад|балыкчы|кант|кызыл-кыя)"
    r"(?:[кг][аео]|[тд](?:[аео]н?|[аео]г[ыиу]|[ыиу]н?)|н[ыиу]н?)\b|"
    r"\b(?:четке|иш|кулады|каптады|козгоду|какты|кирди|урады|имарат\w*)\b|"
    r"\b\w{2,}[дт](?:агы|еги|огу)\b|\b\w{4,}(?:тарды|терди|ттан|ттен|рлик|нчы|нчи)\b",
    re.IGNORECASE,
)
_RUSSIAN = re.compile(
    r"\b(?:и|в|во|на|не|по|что|с|со|из|к|у|за|от|для|как|но|это|мы|я|он|она|они|мне|нас|был|была|было|были|до|после|"
    r"нет|сказал\w*|заявил\w*|жертв\w*|\w+атор\w*|директор\w*|доктор\w*|\w{3,}(?:ал|ял|ел)|при|там|тут|все|весь|уже|ещё|еще|же|бы|ли|или|под|над|об|о|а|один|два|три|просто|двое|трое|человек|погиб\w*|ранен\w*|задержан\w*|пострада\w*|сегодня|вчера|никто|где|когда)\b|"
    r"\b\w{3,}(?:ого|его|ому|ему|ый|ий|ая|яя|ые|ие|ов|ев|ать|ять|ить|еть|ться|тся|лся|лась|лись|ами|ями|ах|ях|ция|ций|"
    r"ции|ость|ости|ение|ения|ил|ила|или|али|ала)\b|[щъ]",
    re.IGNORECASE,
)
_OF_KYRGYZ = re.compile("[үөң]", re.IGNORECASE)
_NEITHER = re.compile("[іїєґўђћџљњјѓќѕ]", re.IGNORECASE)  # letters that neither Kyrgyz nor Russian has
_KAZAKH = re.compile(r"[әқұіғһ]", re.IGNORECASE)
_NO_UKRAINIAN = re.compile("[ыэъё]", re.IGNORECASE)  # letters of Russian that Ukrainian has not
_UKRAINIAN = re.compile(
    r"\b(?:поранен\w*|постраждал\w*|загибл\w*|загинул\w*|затриман\w*|травмован\w*|пожеж\w*|вибух\w*|лікар\w*|"
    r"будинк\w*|людин\w*|пролунал\w*|сталас[яь]|евакуйован\w*|відомо|немає|також|чоловік\w*|безвісти|минулос[яь])\b",
    re.IGNORECASE,
)
"""Words that are spelt so in no Russian text; of one without Ukrainian letters nothing else tells."""
_EASTERN = re.compile("[\u0400-\u06ff]")  # Cyrillic to Arabic
_FOREIGN_LETTER = re.compile("[\u00df-\u00f6\u00f8-\u024f\u0400-\u04ff\u0621-\u064a]")
_ARABIC = re.compile(r"[\u0621-\u064a]")
_LATIN = re.compile(r"[a-z\u00c0-\u024f]", re.IGNORECASE)
_PERSIAN = re.compile(r"[پچژگکی]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CLD_TEXT = (
    "gl lb lv sw so ha ig af eu ht mt cy ga mg rw zu xh st sn ny bn ti km my ne si mn mk kk uz ps id tt ba tg ckb"
)
_CLD_KNOWS = frozenset(_CLD_TEXT.split())
"""Languages that ELD does not know; CLD2 also guesses Manx and Volapük on three words and a link."""
_HINDI_TEXT = (
    "hai hain nahi nahin kya aur abhi raha rahi rahe gaya gayi hua hui hue wala wale bhi koi yahan kahan mera meri tha "
    "thi lekin kuch subah bahut sab mein logon"
)
_HINDI = frozenset(_HINDI_TEXT.split())
_CROATIAN = re.compile(
    r"\b(?:tko|gdje|ovdje|prije|poslije|djec|dijet|vrijem|ozlij|povrij|uhi[ćt]|prosvjed|tisuć|vlak|kolodvor|tvornic|tjed|"
    r"općin|vijest|svijet|mjest|lijep|bijel|rijek|cijel|zrakoplov|susjed)",
    re.IGNORECASE,
)
_PRIOR = ("en", "hi", "ru")
"""What a text is where ELD is in doubt and these are among what it may be: most posts are, and Marathi looks Hindi."""
_DOUBT = 0.12
"""ELD's scores so far under the best are as likely, where it calls the best unreliable. Of 8,155 texts in English 5 are
then taken for another language, of 2,300 in twelve others 5 for a wrong one."""
_DOUBT_OF_SLAVIC = 0.03  # the same in Cyrillic
_UNKNOWN = 0.5  # ELD's score under which a text in Latin letters is in none of its languages: Swahili, Somali
_RUSSIAN_ENOUGH = 0.81
"""ELD's score of 510 posts and sentences in Russian, 51 in Ukrainian, 18 in Serbian is above this, that of 240 of 264
in Kyrgyz written without its own letters below."""
_PER_WORD, _PER_CLAIM = 0.03, 0.05  # what a Kyrgyz word more than Russian ones, and the source's claim, add to that
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
"""Function words that settle English without ELD. Of 7,751 ASCII posts that they settle (CrisisLexT26, disaster
response messages, the drill) CLD2 says otherwise of none."""
_PLAINLY = 2  # words more of one side than of the other
_FUNCTION_TEXT = {
    "it": "di il che della del nel nella una sono stati state dalla gli alla con per e ha hanno a in tra",
    "pt": "não em uma dos das na no foi há com por os que do da e nos pelo a ao houve nem",
    "de": "und der die das ist nicht ein eine bei im von wurde wurden auf mit den dem nach in sind worden einem einer",
    "es": "de la el los las un una y por con del al se en que a su dos fue fueron no ni hubo hay",
    "fr": "de la le les du et en aux est dans sur pour par qui ne pas une un des a à plus ont été son sa au",
    "id": "yang dan dari ke depan arah untuk dengan pada ini itu tidak ada akan oleh karena sudah telah saat dalam",
    "sr": "je se su na iz kod ispred nema ima nije bilo jos još ovde ovdje šta sta što samo kao sve svi smo već posle",
    "tr": "ve bir bu ile için olan olarak çok daha sonra var yok oldu etti edildi göre kadar",
}
_ALERT_TEXT = {
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
}
_OF_BOTH_TEXT = (
    "a in as an on so no me do da den war tote brand explosion police train accident protest alarm opera total date "
    "due son fort era plus mais dos pas metro grave vile pour sur die sans incident sei dei dai tout public dan oh hat "
    "fait hit dem sang sound fine ma mi la al os com si ha et am"
)
_OF_BOTH = frozenset(_OF_BOTH_TEXT.split())
_USED = frozenset(" ".join((*_FUNCTION_TEXT.values(), *_ALERT_TEXT.values())).split())
_ELSEWHERE_USED = (_FOREIGN | _USED) - _OF_BOTH - _ENGLISH
"""Words that other languages use, in function and in short alerts, and English does not."""
_BRAND = re.compile(r"\W*(?:\w[\w-]*: )?Brand (?:in|im|am|an|auf|bei) [A-ZÄÖÜ]")
"""How a headline begins of a fire in German and Dutch, and nothing in English."""
_ALIKE = {"ms": "id"}
_SAMPLE = 600  # characters; more say no more
_ASCII = 0.9  # share of characters
_SHORT = 24  # characters under which two English words settle nothing


def detect(text: str, claimed: str | None, words: Set[str] = frozenset()) -> str:
    """Return the language of ``text``; ``claimed`` breaks ties on short texts.

    Args:
        text: as published.
        claimed: by the source, if it says.
        words: its distinct folded words, where they are known already.
    """
    if claimed in (None, "en") and len(text) >= _SHORT and _plain(text) and _plainly_english(words):
        return "en"
    sample = _NOISE.sub(" ", text[:_SAMPLE])
    claimed = claimed[:2] if claimed else None
    if _EASTERN.search(sample):
        latin = len(_LATIN.findall(sample))
        if len(_CYRILLIC.findall(sample)) > latin:
            return _cyrillic(sample, claimed)
        if len(_ARABIC.findall(sample)) > latin and not _PERSIAN.search(sample):
            return "ar"
    return _other(sample, claimed, words)


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
    if _KAZAKH.search(text) and (other := _cld(text)):
        return other
    if _OF_KYRGYZ.search(text) and not _KAZAKH.search(text):
        return "ky"
    scores, reliable = _scores(text)
    if not scores:
        return claimed or "ru"
    unlike = _RUSSIAN_ENOUGH - max(scores.values())
    lean = sum(map(_lean, text.lower().split()))
    if unlike + _PER_WORD * lean + _PER_CLAIM * (claimed == "ky") > 0.0 and not _NEITHER.search(text):
        return "ky"
    best = _likeliest(scores, claimed, 0.0 if reliable else _DOUBT_OF_SLAVIC)
    if best == "ru" and not _NO_UKRAINIAN.search(text) and _UKRAINIAN.search(text):
        return "uk"
    return best


@lru_cache(maxsize=50_000)
def _lean(word: str) -> int:
    """Whether a word is Kyrgyz (1), Russian (-1), or could be either (0)."""
    return bool(_KYRGYZ.search(word)) - bool(_RUSSIAN.search(word))


def _other(text: str, claimed: str | None, words: Set[str]) -> str:
    scores, reliable = _scores(text)
    best = max(scores, key=scores.__getitem__, default=None)
    hindi = 0 if reliable else len(_HINDI & (words or set(text.lower().split())))
    if best is None or scores[best] < _UNKNOWN:
        return claimed or ("hi" if hindi else None) or _cld(text) or "en"
    if not reliable:
        fire = best in ("de", "nl") and _BRAND.match(text) is not None
        best = "hi" if hindi >= _PLAINLY else best if fire else _likeliest(scores, claimed, _DOUBT)
    return "sr" if best == "hr" and claimed != "hr" and not _CROATIAN.search(text) else best


def _likeliest(scores: Mapping[str, float], claimed: str | None, doubt: float) -> str:
    """Return the best of what ELD is in doubt about, or what is as likely and claimed or commoner."""
    best = max(scores, key=scores.__getitem__)
    likely = [language for language, score in scores.items() if score >= scores[best] - doubt]
    return next((one for one in (claimed, *_PRIOR) if one in likely), best)


def _scores(text: str) -> tuple[Mapping[str, float], bool]:
    """Return what ELD thinks of a text: the likeliest languages with a score up to 1, and whether it is sure."""
    found = _detector().detect_details(_SURROGATE.sub(" ", text))
    return {_ALIKE.get(language, language): score for language, score in found.scores.items()}, found.reliable


@cache
def _detector() -> eldc.Instance:
    eldc.init()
    return eldc.instance()


def _cld(text: str) -> str | None:
    """Return a language that ELD does not know, where CLD2 is sure of it."""
    try:
        reliable, _, details = pycld2.detect(text, bestEffort=True)
    except (pycld2.error, UnicodeError, ValueError):
        return None
    code: str = details[0][1]
    return code if reliable and code in _CLD_KNOWS else None
