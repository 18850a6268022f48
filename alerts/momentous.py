"""What is grave in itself, before anybody has counted: a building stormed, a ferry sunk, a fire that people flee from.

The first hour of an event has no figures, and one report an hour is no rise. So a report also weighs by what it tells
of: `moments` names it. A house on fire, an arrest, a rally, a car crash, a small tremor are none; most days have those.
What makes a fire or a flood one is that people have to leave, that it blows up, its size, or people hurt or held in a
crowded place; a crash, that a train, a ship or an aircraft is in it (an airliner, or two trains, before anybody is
known to be hurt); of a flood also that people are on roofs, of a landslide that it buried them; a quake, its magnitude
or that something fell. Words are looked for in the excerpt (title or beginning) in small letters, in the tagger's
languages. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from alerts.hazards import UNNAMED, hazard_phrase, phrase_of
from alerts.signs import (
    RAMMED,
    afloat,
    attacked_among_many,
    brawl,
    buried,
    downed,
    overthrown,
    plunged,
    rammed,
    shots,
    stabs,
    staged,
    stranded,
)

__all__ = ["bears_out", "captive", "checks", "denied", "heard", "hearsay", "hostages", "moments", "scare", "succumbed"]

LEAST_MAGNITUDE = 5.0
LEAST_HECTARES = 100.0
HECTARES_PER_ACRE = 0.4047

FLIGHT = re.compile(
    r"evac|evaku|евакуи|shelter[- ]in[- ]place"
    r"|(?:ordered|told|forced|urged) (?:\w+ ){0,3}(?:to (?:leave|flee)|out\b|from (?:their )?homes)"
    r"|(?:people|families|residents|villagers|hundreds|thousands|dozens|\d[\d,.]*) (?:\w+ ){0,2}"
    r"(?:flee|fled|fleeing|displaced)\b"
    r"|(?:leave|flee|fled|fleeing|left) (?:their |the )?(?:homes?|houses?|town|village|now|immediately)|level 3|go now"
    r"|stay indoors|do not go out|эваку|көчүр|покинуть (?:дома|жиль)|не выходить|désalojo|desaloj|desaloja|confin[ée]"
    r"|évacu|sgomber|evacua|sfollat|räum|in sicherheit gebracht|tahliye|εκκεν|اخلاء|إخلاء|نزوح",
)
LARGE = re.compile(
    r"\b(?:large|huge|massive|major|giant|big|enormous|raging|deadly|fast[- ](?:moving|growing|spreading)|uncontrolled)"
    r"(?: \w+){0,2} (?:fire|blaze|wildfire|explosion|bushfire|smoke)|out of control|engulf|inferno"
    r"|(?:homes|houses|buildings|structures|villages?) (?:\w+ ){0,2}(?:burn|lost|destroyed|gutted|threatened|on fire)"
    r"|destroy\w* (?:\w+ ){0,3}(?:homes|houses|buildings|structures)"
    r"|\b(?:two|three|four|five|six|[2-9])[- ]alarm\b|(?:second|third|fourth|fifth)[- ]alarm"
    r"|(?:razed|gutted|reduced to ashes|burn(?:ed|t) (?:down|to the ground)|raging|rages|ripp?(?:ed|s|ing) through)"
    r"|(?:tore|tears|tearing|swept|sweeps|sweeping|spread|spreads|spreading) through|sky (?:is |was )?(?:orange|red)"
    r"|(?:flames|blaze|glow|smoke) (?:\w+ ){0,4}(?:visible|seen) (?:from|for) (?:\w+ ){0,3}(?:away|kilomet|miles?|km)"
    r"|масштабн\w+ пожар|огромн\w+ пожар|зарево|огонь перекин|повышенн\w+ (?:ранг|номер)|третьему (?:рангу|номеру)"
    r"|сгорел\w* дотла|полностью (?:сгорел|охвач)|столб\w* (?:ч[её]рного )?дыма|чоң өрт|ири өрт|күлгө айлан"
    r"|arrasó|arrasad|calcinad|reducid\w+ a cenizas|voraz incendio|pavoroso|se propag|fuera de control|columna de humo"
    r"|ravag|réduit en cendres|se propage|colonne de fumée|vollbrand|meterhoh|rauchsäule|divampa|colonna di fumo"
    r"|destruído pelo fogo|grandes proporções|kül oldu|alev alev|التهم|ألسنة (?:اللهب|النيران)|أعمدة الدخان"
    r"|крупн\w+ пожар|сильн\w+ пожар|пожар\w* охват|охвач\w+ (?:огн|плам)|gran incendio|incendio de gran"
    r"|(?:enorme|tremendo) incendio|kebakaran (?:\w+ )?(?:besar|hebat)|riesig\w+ (?:brand|feuer)"
    r"|threaten\w* (?:\w+ )?(?:homes|houses|villages?)|reach\w* the first (?:homes|houses)|prime(?:ras|iras) casas"
    r"|premières maisons|(?:amenaza\w*|ameaça\w*) (?:\w+ )?(?:viviendas|casas)"
    r"|menac\w+ (?:des |les )?(?:habitations|maisons)"
    r"|minaccia (?:le )?(?:case|abitazioni)|bedroht (?:häuser|wohn)|угрожает (?:домам|пос[её]лк)|mengancam rumah"
    r"|vast\w* incendio|grosso incendio|violent incendie|gigantesque incendie|important incendie|großbrand|großfeuer"
    r"|(?:incêndio|incendio) (?:enorme|gigant\w+|de grandes dimens)|huge flames"
    r"|grande incêndio|büyük yangın|dev yangın|حريق (?:هائل|ضخم|كبير)",
)
CROWDED = re.compile(
    r"night ?-?clubs?|disco|\b(?:dance|concert|wedding|banquet) hall|\bclub\b|theat(?:re|er)|cinema|concert|hospital"
    r"|clinic|prison|\bjail|detention cent|school|dormitor|hostel|hotel|orphanage|pabrik|sekolah|pasar\b"
    r"|asrama|rumah sakit|(?:nursing|care|children's) home"
    r"|madrasa|church|mosque|temple|bazaar|market|\bmall\b|shopping cent|factory|sweatshop|garment|high-?rise"
    r"|tower block|skyscraper|refugee camp|shelter|\btrain\b|\bbus\b|ferry|subway|metro\b|stadium|arena"
    r"|discoteca|boate|salle|hôpital|école|internat|foyer|usine|marché|cárcel|penal\b|escuela|fábrica|mercado|hogar\b"
    r"|ospedale|carcere|scuola|fabbrica|krankenhaus|schule|fabrik|altenheim|pflegeheim|gefängnis|hastane|okul|yurt\b|yurd\w+|fabrika"
    r"|клуб|больниц|школ|общежити|интернат|гостиниц|рын(?:ок|к)|торгов|\bтр?ц\b|завод|фабрик|кинотеатр|театр|тюрьм|колони|хостел"
    r"|оорукана|мектеп|базар|مستشفى|مدرسة|سجن|فندق|سوق|مصنع|ملهى"
)
"""Where many are in one place: a fire there that hurts or holds somebody is no house fire."""
HELD = re.compile(
    r"trapped|stuck inside|people (?:are |still )?inside|can(?:no|')t get out|jump(?:ed|ing)? (?:from|out)|casualt"
    r"|many (?:feared )?dead|dozens|bodies|screaming"
    r"|atrapad|piégé|bloqué|intrappolat|eingeschlossen|presos dentro|mahsur|заблокир|внутри люди"
    r"|people jump|can(?:no|')t reach|(?:at|from|through) the windows?\b|atlıyor|atladı"
    r"|pencere\w* (?:\w+ )?bağır|(?:à|pela)s? janela"
    r"|por las? ventana|par les fenêtres|dalle finestre|aus (?:dem|den) fenster|из окон|terjebak"
    r"|on the roof\b|auf dem dach|en el techo|sur le toit|no telhado|di atap|на крыше|çatıda|عالق|محاصر"
)
JUMPING = re.compile(
    r"jump(?:ing|ed|s)? (?:from|out of|off) (?:the |its )?(?:\w+ )?(?:windows?|balcon\w+|roofs?|floors?)\b"
    r"|(?:saltan|saltando|tiran|tirándose|tirando) (?:\w+ )?por las? ventana"
    r"|(?:sautent|saute|sautant) (?:\w+ )?(?:par|des) (?:les )?fenêtres|springen (?:\w+ )?aus (?:dem|den) fenster"
    r"|(?:saltano|buttano|gettano) (?:\w+ )?dalle finestre|(?:pulando|saltando|pulam) (?:\w+ )?(?:das?|pelas?) janela"
    r"|(?:прыга\w+|выпрыгива\w+) (?:\w+ )?(?:из|с) (?:окон|окна|балкон|крыш)|стриба\w+ (?:\w+ )?(?:з|із) вікон"
    r"|(?:camdan|pencereden|camlardan|pencerelerden) atl|skacz\w+ (?:\w+ )?z okien"
    r"|(?:lompat|loncat) (?:\w+ )?dari (?:jendela|lantai|atap)|терезеден секир|يقفزون من (?:النوافذ|الشرفات)"
)
"""Who jumps has nowhere else to go, whatever burns."""
CREWS = re.compile(
    r"(\d{2,3})\s(?:[a-z]+\s)?(?:(?:fire\s)?(?:engines|trucks|tenders|pumpers|appliances|vehicles|crews|units)\b)"
    r"|(\d{2,3})\s(?:пожарн\w+\s)?(?:машин|расч[её]т|автоцистерн|автомоб|единиц|экипаж|бригад)"
    r"|(\d{2,3})\s(?:dotaciones|unidades|camiones|carros|autobombas|viaturas)\b"
    r"|(\d{2,3})\s(?:engins|camions|véhicules|lances)\b|(\d{2,3})\s(?:squadre|mezzi|autobotti|autopompe)\b"
    r"|(\d{2,3})\s(?:lösch\w+|fahrzeuge)|(\d{2,3})\s(?:itfaiye arac|arazöz)|(\d{2,3})\s(?:өрт өчүр|унаа|расчет)"
    r"|(\d{2,3})\s(?:سيارة (?:إطفاء|اطفاء)|آلية|فرقة)"
)
"""Fire engines, or what they are counted by."""
MANY_CREWS = 10  # a house fire has three to six
MANY_MEN = re.compile(
    r"\b(?:[4-9]\d|[1-9]\d{2,3})\s(?:firefighters|пожарных|пожежник|bomberos|pompiers|bombeiros|feuerwehrleute)"
)
"""Forty firefighters or more."""
FUEL = re.compile(
    r"(?:oil|fuel|gas|ammunition|arms|munitions) (?:depot|terminal|tank|dump|storage)|tank farm|refiner(?:y|ies)\b"
    r"|нефтебаз|нефтезавод|\bнпз\b|нефтеперераб|резервуар|склад\w* (?:боеприпас|гсм|топлив)|нафтобаз|склад\w* бк"
    r"|refiner[ií]a|depósito de combustible|polvor[ií]n|raffinerie|dépôt (?:de carburant|pétrolier)|raffineria"
    r"|tanklager|refinaria|rafineri|مصفاة"
)
"""What burns for days and may blow up."""
AREA = re.compile(
    r"(\d[\d,. ]*\d|\d)\s*-?(acres?\b|ac\b|hectares?\b|ha\b|га\b|гектар|hectáreas?|hektar|ettari|hectares?)",
)
CARRIER = re.compile(
    r"\b(?:trains?|trams?|metro|subway|plane|jet|airliner|aircraft|airplane|helicopter|ferry|ship|boat|vessel|airbus|boeing"
    r"|tren|trenes|trem|trens|avión|avion|avião|aereo|aerei|treno|treni|barco|buque|navio|bateau|navire"
    r"|zug|züge|zügen|straßenbahn|flugzeug|fähre|tramway|trein|treinen|vliegtuig|veerboot|vozovi|vozova|voz|brod"
    r"|kereta|pesawat|kapal)\b|\b(?:pociąg|tramwaj|tramvaj|samolot|śmigłow|avion|helikopter|trajekt|vlak|letadl)|ट्रेन|विमान|नाव"
    r"|поезд|электричк|трамва|самол[её]т|вертол[её]т|паром|теплоход|учак|потяг|поїзд|літак|вертоліт|гелікоптер|влак"
    r"|قطار|طائرة|عبارة|سفينة|uçak|tren",
)
FALLEN = re.compile(
    r"build(?:ing)?|house|block|bridge|dam\b|mine\b|school|hospital|hotel|mall|stand\b|tower|apartment|roof|church|factory|flats"
    r"|здани|дом\b|дома\b|мост|шахт|подъезд|кровл|edificio|casa|puente|techo|immeuble|maison|pont\b|toit|gebäude|brücke"
    r"|haus\b|dach|palazz|tetto|ponte|prédio|bina|köprü|مبنى|جسر|سد|منزل|үй"
    r"|mosque|temple\b|market\b|warehouse|ceiling|balcony|grandstand|scaffold|crane\b|tunnel|mosquée|mezquita|moschee"
    r"|iglesia|église|chiesa|kirche|igreja|mercado|marché|balc[oó]n|balkon|gerüst|markt\b|cami\w*\b|мечет|церк|рын(?:ок|к)"
    r"|школ|больниц|балкон|pesantren|pondok|musa?la\b|masjid|jembatan|sekolah|мектеп|мечит|көпүрө|مسجد|مدرسة|سقف"
    r"|canopy|nadstrešnic|надстрешниц|zgrad|budyn|kamienic|plebani|gedung|bangunan|मकान|इमारत",
)
STRONG = re.compile(
    r"strong|powerful|major|massive|violent|fort\b|forte\b|fuerte|сильн|мощн|күчтүү|puissant|schwer|stark|heftig"
    r"|şiddetli|büyük|\bkuat|guncang|قوي|collaps|crollat?|crolli|derrumb|обруш|effondr|rubble|macerie|escombros|завал|décombres|trümmer",
)
MAGNITUDE = re.compile(
    r"(?:\bm[lwb]?\s?|magnitud\w*\s(?:\w+\s){0,2}|магнитуд\w*\s(?:\w+\s){0,2}|\bmagnitudo\s|richter\D{0,12}|stärke\s|büyüklüğ\w*\s)"
    r"(\d[.,]\d)|(\d[.,]\d)[- ](?:magnitude|richter|magnitud|büyüklüğ)",
)
DENIAL = re.compile(
    r"den(?:y|ies|ied)\b|\bno (?:shots?|shooting|explosion|bomb|blast|fire|attack|evidence)\b"
    r"|rumou?r|hoax|false|fake|debunk|unfounded|no truth|\bdrills?\b|\bexercises?\b"
    r"|anniversar|years? (?:ago|since|on\b)"
    r"|desmi(?:nt|en)|bulo\b|simulacro|aniversario|опроверг|фейк|слух|\bучени[яй]\b|годовщин|лет назад|démen|rumeur"
    r"|exercice|anniversaire|smenti|esercitazione|anniversario|dementier|gerücht|übung|jahrestag|boato|desment|yalan|asılsız"
    r"|tatbikat|жокко чыгар|نفى|نفت|شائعة|ذكرى",
)
WARNED = re.compile(
    r"\bwarn(?:ing|s|ed)\b|\balert\b|\bmay\b|might|forecast|alerta|vigilance|warnung|allerta|предупрежд|попередж|эскерт"
    r"|uyarı|ostrzeż|peringatan|تحذير"
)
"""What is to come, perhaps."""
SCARE = re.compile(
    r"\bscare\b|(?:bomb|security) (?:threat|alert|alarm|squad|disposal)|suspect(?:ed)? (?:package|device|bomb|item)"
    r"|suspicious|unattended|defus|unexploded|wwii|world war|controlled (?:explosion|detonation)|amenaza de bomba"
    r"|aviso de bomba"
    r"|artefacto sospechoso|alerte à la bombe|colis suspect|déminage|allarme bomba|pacco sospetto|bombendrohung"
    r"|bombenalarm|herrenlos|entschärf|weltkriegsbombe|ameaça de bomba|bomba ihbar|şüpheli paket"
    r"|заминирован|минировани|обезвре|fliegerbombe|blindgänger|kontrolliert\w* (?:\w+ )?(?:ge)?spreng|demolish\w* with"
    r"|sonic boom|sonik patlama|überschallknall|bang supersonique|boom s[oó]nico|звуков\w+ удар"
)
"""Nothing blew up: somebody feared that it might, or saw to it that it did no harm."""
FACT_CHECK = re.compile(
    r"fact[- ]?check|cek fakta|hoaks"
    r"|(?:old|wrong|fake) (?:photo|picture|image|video|footage)s? (?:is|was|are|were|show|from|of|circulat|used|going)"
    r"|fausse (?:photo|image|vidéo)|(?:foto|imagen|vídeo|video) (?:fals|antigu|viej)|faktencheck|фактчек|teyit\.org"
)
"""A text about a picture that is another event's gives that event's figures."""
HEARSAY = re.compile(
    r"reports? of|unconfirmed|not (?:yet )?confirmed|allegedly|apparently|hearing\b|suspected|по неподтвержд|якобы"
    r"|sin confirmar|presunt|al parecer|non confirm|apparemment|non conferm|unbestätigt|não confirmad|iddia",
)
HEARD = re.compile(
    r"\b(?:(?:i'?m |just |i |we )?hear(?:d|ing)\b(?! (?:shots|gun|an? |the |it|them|explosion|scream|two |three |loud))"
    r"|someone (?:said|says|told)|(?:people|they|every(?:one|body)) (?:are |is )?say(?:ing)?\b|rumou?rs?\b|unconfirmed)"
    r"|can ?not (?:be )?(?:verif|confirm)\w+|unverified|\bclaims? of\b"
    r"|\b(?:my|a) (?:friend|cousin|neighbou?r|uncle|aunt|mate|buddy|family member) (?:\w+ ){0,4}(?:says|said|told)"
    r"|(?:d.après|selon|dit) (?:mon|ma|un|une) (?:voisine?|amie?|pote|copain|copine|cousine?|oncle|tante|collègue)"
    r"|\b(?:mon|ma|un|une) (?:voisine?|amie?|pote|copain|copine|cousine?|oncle|tante|collègue|frère|sœur|soeur)"
    r" (?:\w+ ){0,4}(?:dit|raconte|écrit|affirme)"
    r"|\b(?:mein|ein)e? (?:cousine?|nachbar\w*|freund\w*|kumpel|bekannte\w*|kolleg\w+|onkel|tante|bruder|schwester)"
    r" (?:\w+ ){0,4}(?:sagt|schreibt|meint|erzählt)"
    r"|\b(?:mi[oa]|un[oa]?) (?:cugin[oa]|vicin[oa]|amic[oa]|zi[oa]|cognat[oa]|collega) (?:\w+ ){0,4}"
    r"(?:dice|detto|scrive)"
    r"|\b(?:arkadaşım|kuzenim|komşum|abim|amcam|teyzem)\b.{0,60}(?:diyor|dedi|söyledi|yazmış)"
    r"|(?:dice|dijo|cuenta) (?:mi|un|una) (?:prim[oa]|vecin[oa]|amig[oa]|tí[oa]|cuñad[oa]|conocid[oa])"
    r"|\b(?:mi|un) (?:prim[oa]|vecin[oa]|amig[oa]|tí[oa]|cuñad[oa]|conocid[oa]|compadre) (?:\w+ ){0,4}"
    r"(?:dice|dijo|cuenta|asegura)"
    r"|\b(?:meu|minha|um) (?:prim[oa]|vizinh[oa]|amig[oa]|ti[oa]|cunhad[oa]) (?:\w+ ){0,4}(?:diz|disse|falou|contou)"
    r"|laut (?:meinem|einem) (?:nachbar|freund|kumpel|bekannten|kollegen)"
    r"|(?:сосед|знаком|приятел)\w* (?:\w+ ){0,3}(?:сказал|говорит|пишет)"
    r"|(?:znajom[yae]|sąsiad\w*|kolega) (?:\w+ ){0,3}(?:mówi|pisze)|(?:mówi|pisze) (?:znajom|sąsiad|kolega)"
    r"|говорят|по слухам|слышал|dicen que|me dicen|según dicen|se dice|on dit|il paraît|apparemment|man hört|angeblich"
    r"|dizem que|dicono che|diyorlar|duydum|уккан|дешет|يقولون|سمعت"
)
"""Figures that a post only passes on."""
_MEANWHILE = r"(?:(?!\b(?:and|y|e|et|и|i)\b)[^.;:,\d]){0,60}?"
SUCCUMBED = re.compile(
    rf"(?:injured|wounded|hurt|burned)\b{_MEANWHILE}\b(?:died|succumbed)"
    r"|(?:died|succumbed) (?:of|from|to) \w+ (?:wounds|injuries)"
    rf"|(?:herid|ferid)[oa]s?\b{_MEANWHILE}\b(?:muri|falleci|morre)|bless[ée]+s?\b{_MEANWHILE}\b(?:décéd|mort|succomb)"
    rf"|(?:ранен|пострадавш)\w*{_MEANWHILE}(?:скончал|умер)|(?:скончал|умер)\w*{_MEANWHILE}(?:ранен|пострадавш)"
    rf"|preminul\w*{_MEANWHILE}(?:povr(?:ij|j)?eđen|ranjen)|(?:povr(?:ij|j)?eđen|ranjen)\w*{_MEANWHILE}preminul"
)
"""Of the injured some have died: so many are not what there are."""
HOSTAGES = (
    r"hostage|rehen|rehén|refém|reféns|otage|заложник|заручник|ostagg|geisel|rehine|rehin al|барымта|zakładni|gijzel"
    r"|رهائن|رهينة"
    r"|(?:tienen|mantienen|retienen) (?:retenid\w+ )?(?:a )?(?:\w+ ){0,2}"
    r"(?:gu[ií]as|guardias|custodios|agentes|funcionarios)"
    r"|(?:gu[ií]as|guardias|custodios|agentes|funcionarios|servidores)(?: \w+){0,3} retenid"
)
PRISON = re.compile(
    HOSTAGES + r"|\b(?:prison|jail|penitentiary)\b.*\b(?:riot|revolt|mutin|uprising|escap)"
    r"|\b(?:riot|revolt|escap)\w*.*\b(?:prison|jail)\b"
    r"|inmates.*(?:riot|escap|\bdied|\bdead|killed)|rebeli(?:ão|ón)|motín|motim|amotin|presídio|mutinerie"
    r"|(?:pres|reclus|intern|detent)os (?:\w+ )?(?:fug|mort|muert|mor|escap)|бунт.*(?:колони|тюрьм|сизо)",
    re.DOTALL,
)
CAPTIVE = re.compile(
    HOSTAGES
    + r"|\bheld\b|captive|custody|inmate|prisoner|détenu|\bpres[oa]s?\b|reclus|\bdetent|\bintern[oi]s|заключ[её]нн"
)
"""Whoever is held there was so before, or is a hostage: nobody was arrested."""
WEIGHTY = frozenset({"STORMING", "EXPLOSION", "FORCE", "CLASH", "FIRE", "DISASTER"})
HURT = frozenset({"INJURY", "DEATH"})
HAZARD_TYPE = "DISASTER"
_SHARED = frozenset({"flooding", "an earthquake", "a collapse", "a landslide"})
WRECKS = frozenset({"a derailment", "a crash", "an accident"})
"""One thing under several names, where a train, a ship or an aircraft is in it."""
ALWAYS = frozenset({"a tsunami", "a crush", "a derailment", "a meteorite", "a burst dam"})
FLED = frozenset({"flooding", "a storm", "a volcanic eruption", "a gas or chemical leak", "a landslide", "a tsunami"})


def moments(types: Collection[str], words: Sequence[str], excerpt: str) -> tuple[str, ...]:
    """Return what of a report is grave in itself: event types, and hazards by their phrase.

    Args:
        types: that it asserts at one place.
        words: that name a hazard in it.
        excerpt: of its text.
    """
    told = set(types)
    if WEIGHTY.isdisjoint(told):
        return (RAMMED,) if not HURT.isdisjoint(told) and rammed(excerpt.lower()) else ()
    excerpt = excerpt.lower()
    found: list[str] = [kind for kind in ("STORMING", "EXPLOSION") if kind in told]
    if "EXPLOSION" in found and HURT.isdisjoint(told) and SCARE.search(excerpt):
        found.remove("EXPLOSION")
    if "FORCE" in told and told & {"PROTEST", "CLASH", *HURT}:
        found.append("FORCE")
    beside = told & {"FORCE", "FIRE", "STORMING", "EXPLOSION", *HURT}
    if beside == {"INJURY"} and brawl(excerpt):
        beside = set()
    if "PROTEST" in told and shots(excerpt):
        beside = beside | {"FORCE"}
    if "CLASH" in told and (beside or overthrown(excerpt) or attacked_among_many(excerpt) or PRISON.search(excerpt)):
        found.append("CLASH")
    if rammed(excerpt):
        found.append(RAMMED)
    if "FIRE" in told and (_large(excerpt, words) or _crowded(excerpt, told) or afloat(excerpt)):
        found.append("FIRE")
    if "DISASTER" in told:
        phrase = hazard_phrase(dict.fromkeys(words, 1))
        phrase = phrase if phrase != UNNAMED else phrase_of(excerpt)  # "hundreds flee as the Tana bursts its banks"
        if not phrase and (plunged(excerpt) or downed(excerpt)):
            phrase = "an accident" if plunged(excerpt) else "a crash"
        if _grave(phrase, told, f"{excerpt} {' '.join(words)}"):
            found.append(phrase)
    return tuple(found)


def bears_out(moments: Collection[str], types: Collection[str], words: Sequence[str], excerpt: str) -> bool:
    """Whether a text tells of the same as one of these moments without what makes it one: shots, a flood, a quake.

    So do who was there: "Gunshots, everyone is lying on the floor" beside the medium that knows that it is a school.
    """
    told, text = set(types), excerpt.lower()
    if "CLASH" in moments and (shots(text) or stabs(text) if "CLASH" not in told else not brawl(text)):
        return "CLASH" in told or not HURT.isdisjoint(told)
    if "FORCE" in moments and ("FORCE" in told or {"CLASH", "PROTEST"} <= told):
        return True
    if "FIRE" in moments and "FIRE" in told and CROWDED.search(text):
        return True
    if HAZARD_TYPE not in told or (_SHARED | WRECKS).isdisjoint(moments) or WARNED.search(text) or staged(text):
        return False
    phrase = hazard_phrase(dict.fromkeys(words, 1))
    if phrase in WRECKS and not WRECKS.isdisjoint(moments):
        return CARRIER.search(text) is not None or plunged(text)
    return phrase in moments and not (phrase == "an earthquake" and _small(text))


def _small(text: str) -> bool:
    """Whether a text gives the magnitude of a quake, and none that does harm."""
    told = [float((one or other).replace(",", ".")) for one, other in MAGNITUDE.findall(text)]
    return bool(told) and max(told) < LEAST_MAGNITUDE


def denied(excerpt: str) -> bool:
    """Whether a text says that something is not so, or of another day: a hoax, a drill, an anniversary."""
    return bool(DENIAL.search(excerpt.lower()))


def captive(trigger: str, excerpt: str) -> bool:
    """Whether the words that name an arrest tell of inmates of a prison, or of hostages: "27 presos fugiram"."""
    return bool(CAPTIVE.search(trigger.lower())) and bool(PRISON.search(excerpt.lower()))


def succumbed(excerpt: str) -> bool:
    """Whether a text tells of injured who have died."""
    return SUCCUMBED.search(excerpt.lower()) is not None


def hostages(excerpt: str) -> bool:
    """Whether a text tells of hostages."""
    return re.search(HOSTAGES, excerpt.lower()) is not None


def scare(trigger: str) -> bool:
    """Whether the words that name an explosion tell of one that was feared: a suspicious bag, who defuses bombs."""
    return bool(SCARE.search(trigger.lower()))


def checks(excerpt: str) -> bool:
    """Whether a text tells where a picture or a rumour is from: a fact-check."""
    return FACT_CHECK.search(excerpt.lower()) is not None


def heard(excerpt: str) -> bool:
    """Whether a text passes on what somebody else is said to have said."""
    return bool(HEARD.search(excerpt.lower()))


def hearsay(excerpt: str) -> bool:
    """Whether a text says itself that it is not sure."""
    text = excerpt.lower()
    return text.rstrip().endswith("?") or bool(HEARSAY.search(text))


def _large(excerpt: str, words: Sequence[str]) -> bool:
    if any(sign.search(excerpt) for sign in (LARGE, FLIGHT, FUEL, MANY_MEN)) or any(map(FLIGHT.search, words)):
        return True
    if any(int(number) >= MANY_CREWS for crews in CREWS.findall(excerpt) for number in crews if number):
        return True
    return any(_hectares(number, unit) >= LEAST_HECTARES for number, unit in AREA.findall(excerpt))


def _crowded(excerpt: str, types: Collection[str]) -> bool:
    if JUMPING.search(excerpt):
        return True
    return bool(CROWDED.search(excerpt)) and not (HURT.isdisjoint(types) and not HELD.search(excerpt))


def _hectares(number: str, unit: str) -> float:
    """Return the size of an area; a full stop before three figures parts thousands, as a comma and a space do."""
    digits = re.sub(r"[,. ](?=\d{3}(?!\d))", "", number).replace(",", ".").replace(" ", "")
    try:
        return float(digits) * (HECTARES_PER_ACRE if unit.lower().startswith("ac") else 1.0)
    except ValueError:
        return 0.0


def _grave(phrase: str, types: Collection[str], text: str) -> bool:
    if phrase in ALWAYS or phrase == "a shipwreck":
        return True
    if phrase in FLED:
        stuck = {"flooding": stranded, "a landslide": buried}.get(phrase)
        return bool(FLIGHT.search(text)) or (stuck is not None and stuck(text))
    if phrase == "an earthquake":
        return not _small(text) if MAGNITUDE.search(text) else bool(STRONG.search(text))
    if phrase in ("a crash", "an accident"):
        return plunged(text) or (downed(text) if HURT.isdisjoint(types) else CARRIER.search(text) is not None)
    return phrase == "a collapse" and (bool(FALLEN.search(text)) or buried(text))
