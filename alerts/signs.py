"""What some words of a text make of the kinds of event that it tells of. In small letters, in the tagger's languages.

Shots are no news in most cities, and are where a state is governed from: so do coups begin. A vehicle in a crowd is
grave whoever drives it and why, and most texts of it tell of the hurt only. A road accident is none most days, but for
a coach that went down a ravine. Pure.
"""

from __future__ import annotations

import re

__all__ = [
    "RAMMED",
    "afloat",
    "attacked_among_many",
    "brawl",
    "buried",
    "downed",
    "foiled",
    "overthrown",
    "plunged",
    "rammed",
    "shots",
    "stabs",
    "staged",
    "stranded",
]

RAMMED = "a vehicle driven into a crowd"
_NEAR = r"\b[^.!?\n]{0,40}?"
_BRAWL = re.compile(
    r"\b(?:brawl\w*|fist ?fights?|(?:pub|bar|street) fights?|fight (?:outside|in|at) (?:a|the) (?:pub|bar|club"
    r"|wedding|party)|peleas?"
    r"|riñas?|rixes?|bagarres?|schlägerei\w*|risse?a?|brigas?|kavga\w*|bójk\w+)\b|драк[аеиу]\b|подрал|мушташ|бійк"
    r"|مشاجر|شجار|عراك"
)
_RAMMED = re.compile(
    rf"\b(?:truck|lorry|car|van|suv|bus|vehicle){_NEAR}\b(?:dr[oi]ve[sn]?|plou?gh\w*|plow\w*|ramm?\w*|careered|went"
    rf"|ran)"
    r" (?:\w+ ){0,2}?(?:into|through|at) (?:an? |the |dozens of |several )?(?:\w+ ){0,2}?"
    r"(?:crowds?|people|pedestrians|revell?ers|[\w-]+goers|shoppers|parade)\b"
    rf"|\b(?:vrachtwagen|auto|bestelwagen|busje){_NEAR}(?:(?:in op|door) (?:de |een )?(?:menigte|mensen|publiek"
    rf"|\w+gangers)"
    r"|op (?:de |een )?(?:menigte|mensen|publiek|bezoekers|\w+gangers) (?:van (?:\w+ ){1,2})?in(?:gereden)?\b)"
    rf"|\b(?:truck|lorry|car|van|suv|vehicle){_NEAR}\b(?:rams|rammed|drives? into|drove into|ploughed into|plowed into)"
    r" (?:an? |the )?(?:\w+ ){0,2}?(?:markets?|festival|parade|vigil)\b"
    rf"|\b(?:auto|wagen|pkw|lkw|laster|transporter|fahrer){_NEAR} (?:in|durch) (?:eine |die |den |das )?"
    r"(?:menschen\w+|menge\b|fußgänger|passanten|besucher|weihnachtsmarkt|straßenfest|stadtfest|umzug)"
    rf"|\b(?:camion\w*|voiture|fourgon\w*|véhicule|conducteur){_NEAR}\b(?:fonc|percut|renvers|fauch)\w+ "
    r"(?:dans |sur |une |la |des |les |plusieurs ){1,3}(?:foule|passants|piétons|badauds|gens|spectateurs|festivaliers)"
    rf"|\b(?:camión|camioneta|furgoneta|coche|carro|auto|vehículo|conductor){_NEAR}\b(?:arroll|embist|atropell"
    rf"|irrump)\w+ "
    r"(?:\w+ ){0,3}?(?:multitud|gente|peatones|personas|público|asistentes)|atropello (?:masivo|múltiple)"
    rf"|\b(?:auto|furgone|camion|suv|tir){_NEAR}(?:sulla|contro la|tra la|travol\w+ (?:la|i|dei)|falci\w+ (?:la|i)) "
    r"(?:folla|passanti|pedoni)"
    rf"|\b(?:carro|caminhão|van|veículo){_NEAR}\b(?:avanç|atropel|invad)\w+ (?:\w+ ){{0,2}}?(?:multidão|pedestres"
    rf"|pessoas)"
    rf"|\b(?:грузовик\w*|автомобил\w*|машин\w*|фургон\w*|водител\w*|вантажівк\w*|автівк\w*){_NEAR}"
    r"(?:въеха|врезал|наеха|протаран|в.їха)\w* (?:\w+ )?(?:в|на|у) (?:\w+ )?(?:толп|людей|прохож|пешеход|натовп)"
    rf"|наезд\w* на (?:толп|люд)|\b(?:kamyon|araç|araba|tır)\w*{_NEAR}kalabalığ\w+|(?:شاحنة|سيارة|مركبة){_NEAR}(?:حشد"
    rf"|حشود|المارة)"
    r"|دهس (?:حشد|حشود|مارة|مشاة)"
)
_STABS = re.compile(
    r"\bstab(?:s|bed|bing|bings)?\b|knife ?(?:attack|man|men)|(?:knife|machete|axe)[- ]wielding"
    r"|with an? (?:knife|machete|axe)"
    r"|messer(?:angriff|attacke|stech|mann)|sticht\b|stichverletz|attaques? au couteau|poignard|apuñal|acuchill"
    r"|coltell|esfaque|facad|bıçakl|ножом|поножовщин|зарезал|steekpartij|neergestoken|nożownik|ugodzon"
    r"|penikaman|ditusuk"
    r"|طعن|चाकू"
)
_SHOTS = re.compile(
    r"gun ?fire|gun ?shots|\bshots\b|shoot(?:ing|out)|automatic (?:weapon|fire)|active shooter|gunm[ae]n"
    r"|heavy weapon|gun battle|tirs\b"
    r"|coups de feu|fusillade"
    r"|tiroteo|disparos|balacera|ráfagas|tiroteio|tiros\b|spari\b|sparatoria|schüsse|schießerei|schoten|silah ses"
    r"|стрельб"
    r"|(?:people|person|officers?|students?|teenagers?) (?:were |was |are |been )?shot\b|opened fire|opens fire"
    r"|schietpartij|geschoten|schutter|schießt|geschossen|ça tire|on tire|balazos|detonaciones|strzelanin|strzał"
    r"|strzela|pucnjav|pucao|puca\b|penembak|tembakan|menembak|ateş aç|गोलीबार|फायरिंग|गोलियां"
    r"|выстрел|перестрел|стрілянин|постріл|атыш|ок атыл|إطلاق (?:ال)?نار|اطلاق نار|رصاص"
)
_SEAT = re.compile(
    r"presiden\w+ (?:palace|residence|guard|compound)|\bpresidency|palais|présidence|parliament|parlement|parlamento"
    r"|парламент"
    r"|state (?:tv|television|broadcaster|radio)|télévision (?:nationale|d'état|publique)|barracks|caserne|cuartel"
    r"|казарм"
    r"|army (?:headquarters|hq|base|camp)|military (?:headquarters|hq|base|camp)|camp militaire|(?:defen[cs]e"
    r"|interior) ministry"
    r"|ministry of (?:defen[cs]e|the interior)|palacio|casa presidencial|palácio|präsident\w*palast|президентск"
    r"|резиденци"
    r"|дворец|дворц|белого дома|телецентр|ак үй|القصر|البرلمان|ثكنة|التلفزيون الرسمي"
)
_OVERTHROWN = re.compile(
    r"(?:seiz|tak|took|grab)\w* (?:over )?(?:the )?power\b|overthr[eo]w|(?:military|army|claim|claims|claimed|staged?"
    r"|apparent) coup\b|^coup$|\bcoup (?:attempt|bid|plot)"
    r"|soldiers[^.]{0,40}\bcoup\b|coups? d'[ée]tat|putsch|pris le pouvoir|prise du pouvoir|golpe (?:de estado|militar)"
    r"|asonada|переворот|захват\w* власт|төңкөрүш|darbe girişim|askeri darbe|colpo di stato|staatsgreep|انقلاب عسكري"
    r"|محاولة انقلاب"
)

_OVERRUN = re.compile(
    r"(?:attack\w*|raid(?:s|ed)?|assault\w*|overr[au]n|storm\w*) (?:\w+ ){0,4}(?:army|military|police) "
    r"(?:base|camp|post|barracks|outpost)"
    r"|(?:attaque|assaut)\w* (?:\w+ ){0,3}(?:détachement|camp|base|poste|caserne)\w* "
    r"(?:militaire|de l.armée|de gendarmerie)"
    r"|(?:camp|base|poste|détachement) militaire (?:\w+ ){0,3}attaqué"
    r"|(?:ataque|asalto) (?:\w+ ){0,4}(?:base|cuartel|puesto|destacamento) (?:militar|policial|del ejército)"
    r"|(?:нападени|напал)\w* (?:\w+ ){0,3}(?:воинск\w+ част|военн\w+ (?:баз|лагер)|блокпост|заставу)"
    r"|هجوم على (?:معسكر|ثكنة|قاعدة عسكرية|نقطة عسكرية)"
)
_COACH = re.compile(
    r"\b(?:bus|buses|minibus|coach|passenger van|autobús|bus[eé]s|ómnibus|microbús|minibús|autocar|car scolaire"
    r"|ônibus|pullman|otobüs)\b"
    r"|автобус|маршрутк|حافلة|باص"
)
_DEPTH = re.compile(
    r"\b(?:ravines?|gorge|cliff|abyss|down a (?:hill|slope|mountain)\w*|off (?:a|the) (?:bridge|mountain)|into (?:a"
    r"|the) (?:\w+ )?(?:river|canal"
    r"|valley|lake))\b|barranc|abismo|precipici|ribanceira|\bravin|précipice|dirupo|burrone|scarpata|schlucht|abhang"
    r"|jurang|uçurum|şarampol"
    r"|пропаст|обрыв|ущель|кювет|منحدر|هاوية"
)
_FAILED = re.compile(
    r"foil|fail|thwart|put down|déjou|manqué|échou|avort|fracas|frustr|fallid|провал|неуда|предотвра|подавлен|сорван"
    r"|gescheitert"
    r"|vereitelt|fallit|sventat|başarısız|فاشل|إحباط"
)

_AMONG_MANY = re.compile(
    r"\b(?:school|high school|mall|shopping cent\w+|church|mosque|synagogue|temple|campus|university|college|concert"
    r"|festival|parade|nightclub|cinema|theat(?:er|re)|supermarket|stadium|airport|hospital)\b"
    r"|escuela|colegio|centro comercial|iglesia|universidad|hospital|école|lycée|collège|centre commercial|église"
    r"|université|escola|shopping\b|igreja|universidade|scuola|centro commerciale|chiesa|università|schule\b|gymnasium"
    r"|einkaufszentrum|kirche|universität|школ|гимнази|лице[йе]|торгов\w+ центр|университет|церк|мечет|больниц|мектеп"
    r"|\bsynagog|stadtfest|straßenfest|weihnachtsm[aä]rkt|christmas market|winkelcentr|fête\b|marché de noël|kermes"
    r"|okul|\bavm\b|camii|üniversite|hastane|szko[łl]|galeri\w* handlow|kości[oe]|szpital|uniwersyte"
    r"|krankenhaus|klinik\w*|moschee|gottesdienst|ospedale|hôpital|mosquée|mezquita|mesquita|moschea"
    r"|ziekenhuis|\bkerk\b|moskee|universiteit|skol[ae]n?\b|kjøpesenter|köpcentr|sykehus|sjukhus|kyrka|kirke\b"
    r"|лікарн|торгов\w+ центр|церкв|університет|гімназі|ліце[йю]|škol[aeu]\b|bolnic|nemocnic|universitet"
    r"|مدرسة|جامعة|مسجد|كنيسة|مستشفى|sekolah|masjid|gereja|rumah sakit|kampus|स्कूल|मस्जिद|मंदिर|अस्पताल"
)
"""Where people are many and are no target as a rule."""

_PANIC = re.compile(
    r"\b(?:running|run for|ran out|hiding|hid(?:e|den)?\b|get down|on the (?:floor|ground)|locked (?:in|down)|screaming"
    r"|trapped|duck(?:ed|ing)|shelter(?:ing)? in|can(?:no|')t get out|don't come|stay inside"
    r"|corriendo|corran|escondid\w+|tirad\w+ en el|en el (?:piso|suelo)|al suelo|encerrad\w+|no salgan"
    r"|courent|courez|cach[ée]\w*|à terre|par terre|enfermée?s|couchés|allongés|confinés"
    r"|rennen|rennt|versteck\w+|(?:am|auf dem) boden|eingeschlossen|eingesperrt"
    r"|scapp\w+|corrono|nascost\w+|a terra|chiusi dentro|correndo|escondid\w+|no chão|trancad\w+"
    r"|kaçı\w+|saklan\w+|yere yat\w*|uciekaj\w+|chowa\w+|na podłodze|verstopt|op de grond|opgesloten|lari\b|sembunyi"
    r"|tiarap|løper|gjemmer|springer|gömmer)\b"
    r"|бегут|бежим|бежит|прячемся|спрятал|на полу|заперл|кричат|біжать|тікають|ховаємо|на підлозі|качып|жашын"
    r"|يهرب|يركض|نختبئ|على الأرض|محاصرون"
)
"""Who runs from shots, or hides, is where they fall."""
_HOLED_UP = re.compile(
    r"barricad|holed up|\bsiege\b|retranch|verschanzt|verbarrikad|atrincher|asserragl|entrincheir|забарр?икад"
)
_COUNTER = re.compile(
    r"\b(?:banks?|banques?|bancos?|banca|sparkasse|caf[eé]s?|shops?|stores?|tiendas?|magasins?|negozio|loja|geschäft"
    r"|supermar\w+)\b|банк|магазин|кафе"
)

_AFLOAT = re.compile(
    r"\b(?:ferry|ferries|ro-?ro|cruise ship|passenger (?:ship|boat|vessel))\b|feribot|yolcu gemisi|\bvapur"
    r"|паром|пассажирск\w+ (?:судн|теплоход|катер)|transbordador|\bferri\b|barco de pasajeros|navire de passagers"
    r"|paquebot|traghetto|nave passeggeri|\bfähre|\bprom(?:u|ie|em)?\b|kapal (?:ferr?[iy]|penumpang)|عبارة|φέρι|πλοίο"
)
"""What nobody gets off when it burns."""

_DOWNED = re.compile(
    r"\bairliner\b|\b(?:airbus|boeing)\b|\b(?:passenger|commercial|cargo|transport|military) (?:plane|jet|aircraft)\b"
    r"|(?<!small )(?<!light )\bplane (?:has |had |just |is )*(?:crash\w*|went down|gone down|come down|down)\b"
    r"|(?<!small )(?<!light )\bplane crash|\bplane that crashed"
    r"|\b(?:two|2|three|3|passenger|commuter|express|high-speed) (?:\w+ )?trains? (?:\w+ ){0,3}"
    r"(?:collid|crash|hit each)"
    r"|\btrains? (?:have |had |has )?(?:collid\w+|crashed into each)|\btrain (?:crash|wreck|disaster|collision)\b"
    r"|самол[её]т\w* (?:\w+ ){0,4}(?:разбил|упал|рухнул|потерпел)|(?:разбил|упал|рухнул)\w* (?:\w+ ){0,2}самол"
    r"|крушени\w* (?:\w+ )?(?:самол|поезд)|авиакатастроф|(?:столкн\w+ (?:\w+ ){0,3}|столкновени\w+ )поезд"
    r"|літак\w* (?:\w+ ){0,3}(?:розбив|впав|зазнав)|(?:розбив|впав)\w* (?:\w+ ){0,2}літак|зіткн\w+ (?:\w+ ){0,3}по[їт]"
    r"|учак (?:\w+ ){0,3}(?:кулад|кыйрад)|учак кырсы"
    r"|(?:se estrell|cay|cae)\w* (?:un |el )?avión\b|\bavión (?:[\w-]+ ){0,4}(?:se estrell|cay[óo])|accidente aéreo"
    r"|(?:chocan?|choque) (?:\w+ ){0,3}trenes|trenes (?:\w+ ){0,3}choc"
    r"|crash d.un avion|\bavion (?:[\w-]+ ){0,4}s.(?:est )?écras|catastrophe aérienne|collision (?:\w+ ){0,3}trains"
    r"|\bflugzeug (?:[\w-]+ ){0,3}abgestürzt|\bflugzeug(?:absturz|unglück)|\bzugunglück"
    r"|züge (?:[\w-]+ ){0,4}(?:kollidier|zusammen)"
    r"|\baereo (?:[\w-]+ ){0,4}(?:precipita|cadut|schianta)|disastro aereo|scontro (?:\w+ ){0,2}treni"
    r"|(?:queda de|cai|caiu) (?:um )?avião\b|\bavião (?:[\w-]+ ){0,4}(?:cai\b|caiu)|acidente aéreo"
    r"|colisão (?:\w+ ){0,3}trens"
    r"|\b(?:yolcu )?uça(?:k|ğı) (?:\w+ ){0,3}düştü|uçak kazası|\btren (?:kazası|faciası)|trenler? (?:\w+ ){0,2}çarpıştı"
    r"|pesawat (?:[\w-]+ ){0,5}jatuh|(?:tabrakan|kecelakaan) (?:\w+ ){0,2}kereta|katastrof\w+ (?:lotnicz|kolejow)"
    r"|تحطم طائرة|سقوط طائرة|تصادم قطار"
)
"""An aircraft of many seats, or trains that hit each other: nobody has to have counted."""

_STRANDED = re.compile(
    r"\b(?:on|onto) (?:the |their |our )?(?:roofs?|rooftops?)\b"
    r"|(?:wash\w*|swept|sweep\w*) away (?:\w+ ){0,2}(?:cars|houses|homes|people|bridges?)"
    r"|(?:cars|houses|people) (?:\w+ ){0,2}(?:wash|swept|float)|(?:sweep\w*|swept) through|send (?:\w+ )?boats"
    r"|(?:cars|houses|people|bus|buses) (?:\w+ ){0,2}carried away|(?:sendo|sido|foram?) (?:levad|arrastad)"
    r"|(?:arrastr|llev)\w+ (?:\w+ ){0,2}(?:coches|carros|casas|gente|personas|autos)"
    r"|(?:manden|mandem|kirim) (?:lanchas|barcos|botes|perahu)|пришлите лодк|terjang"
    r"|galleggia|gommon|boiando|flotando|flottent|(?:primo|secondo) piano|up to the (?:roof|ceiling|windows)"
    r"|на крыш(?:ах|е)|смыло|унесло|на дах(?:ах|у)|en (?:los |el )?(?:techos?|tejados?|azoteas?)|arras[óa]\b"
    r"|sur (?:les |le )?toits?|emport\w+ (?:\w+ ){0,2}(?:voitures|maisons)|auf (?:den |dem |die |das )?d[äa]ch"
    r"|sui tetti|no[s]? telhados?|ilhad|di atap|hanyut|terjebak|çatı(?:da|lara|larda)|على (?:الأسطح|السطح)"
)
"""Whom a flood has left nowhere to go."""

_BURIED = re.compile(
    r"\bbur(?:y|ies|ied|ying)\b|trapped|under (?:the )?(?:mud|rubble|debris)|soterr|sepult|ensevel|seppell|sepolt"
    r"|travol|verschütt|begraben|tertimbun|timbun|засыпа|завал|zatrpa|затрпа|zasypa|bedolven|toprak altında|मलबे"
)
"""Whom a slope has come down on."""

_STAGED = re.compile(
    r"\b(?:films?|movies?|filming|scenes?|recreat\w*|re-?enact\w*|remember\w*|memorial|anniversar\w*|simulat\w*|drills?"
    r"|exercises?|training|toys?|model|museum|(?:19|20[01])\d\d|película|rodaje|simulacro|recuerd\w*|simulad\w*"
    r"|tournage|exercice|drehort|dreharbeiten|übung|esercitazione|riprese|çekim\w*|tatbikat\w*|simulasi|latihan)\b"
    r"|фильм|кино|съ[её]м(?:к|оч)|вспомина|помн(?:им|ят)|учени[яей]|годовщин|тренировк|навчан|машыгуу|تمرين|ذكرى"
)
"""On a set, in an exercise, or long ago."""


def rammed(excerpt: str) -> bool:
    """Whether a text tells of a vehicle driven into people."""
    return _RAMMED.search(excerpt) is not None


def overthrown(excerpt: str) -> bool:
    """Whether a text tells of a coup, of shots where a state is governed from, or of an attack on its troops' camp."""
    if _OVERTHROWN.search(excerpt) or _OVERRUN.search(excerpt):
        return True
    return _SEAT.search(excerpt) is not None and _SHOTS.search(excerpt) is not None


def brawl(excerpt: str) -> bool:
    """Whether a text in small letters tells of a fight of a few, in a pub or at a wedding."""
    return _BRAWL.search(excerpt) is not None


def afloat(excerpt: str) -> bool:
    """Whether a text names a ferry or another ship with passengers."""
    return _AFLOAT.search(excerpt) is not None


def shots(excerpt: str) -> bool:
    """Whether a text in small letters tells of shots."""
    return _SHOTS.search(excerpt) is not None


def stabs(excerpt: str) -> bool:
    """Whether a text in small letters tells of somebody with a knife."""
    return _STABS.search(excerpt) is not None


def staged(excerpt: str) -> bool:
    """Whether a text tells of a set, an exercise, or a day long ago."""
    return _STAGED.search(excerpt) is not None


def attacked_among_many(excerpt: str) -> bool:
    """Whether a text tells of shots or knives in a school, a mall, a church, or before which people run or hide.

    Or of a gunman barricaded among others.
    """
    if _HOLED_UP.search(excerpt) and (_AMONG_MANY.search(excerpt) or _COUNTER.search(excerpt)):
        return True
    many = _AMONG_MANY.search(excerpt) or _PANIC.search(excerpt)
    return many is not None and (shots(excerpt) or stabs(excerpt))


def buried(excerpt: str) -> bool:
    """Whether a text tells of people or houses that lie under a slope that came down."""
    return _BURIED.search(excerpt) is not None and _STAGED.search(excerpt) is None


def plunged(excerpt: str) -> bool:
    """Whether a text tells of a coach that went over an edge."""
    return _COACH.search(excerpt) is not None and _DEPTH.search(excerpt) is not None


def foiled(trigger: str, excerpt: str) -> bool:
    """Whether the words that name an event tell of a coup, and the text of one that has failed: shots there were."""
    return _OVERTHROWN.search(trigger) is not None and _FAILED.search(excerpt) is not None


def downed(excerpt: str) -> bool:
    """Whether a text tells of an airliner that crashed, or of trains that hit each other."""
    return _DOWNED.search(excerpt) is not None and _STAGED.search(excerpt) is None


def stranded(excerpt: str) -> bool:
    """Whether a text tells of people on roofs, or of houses and cars that the water took."""
    return _STRANDED.search(excerpt) is not None and _STAGED.search(excerpt) is None
