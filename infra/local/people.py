"""Invented people with addresses that look right: the demo's address book.

The same code always gives the same person, so every run of the demo is the same. Names and streets are common ones put together by
chance; towns and the forms of postcodes are real; mail goes to example domains and phone numbers are from no subscriber's range.
"""

import random
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Country:
    code: str
    dialling: str
    first: str
    last: str
    streets: str
    # "town|postcode form": # a digit, @ a letter, the rest itself; "town, region|…" where a country writes the region.
    towns: tuple[str, ...]
    # Where the house number stands.
    street_form: str = "{street} {number}"
    name_form: str = "{first} {last}"
    mail_domain: str = "example.com"


ENGLISH_FIRST = "Olivia Amelia Isla Ava Freya Florence Alice Phoebe Harriet Georgina Oliver George Arthur Noah Theo Harry Alfie Edward Rupert Callum"
ENGLISH_LAST = "Ashworth Barlow Clarke Davenport Ellison Fairfax Goodwin Hartley Ingram Kendall Lockwood Marsden Norwood Pemberton Radcliffe Thornton Whitaker"
ENGLISH_STREETS = "High_Street Church_Lane Station_Road Mill_Lane Victoria_Road Green_Lane Queen_Street The_Crescent Orchard_Close Park_Avenue"
FRENCH_FIRST = "Élodie Chloé Zoé Léa Manon Inès Camille Margaux Anaïs Océane Lucas Théo Hugo Raphaël Mathéo Gaël Noé Benoît Étienne Loïc"
FRENCH_LAST = "Lefèvre Moreau Girard Bonnet Dupuis Fontaine Garnier Chevalier Besançon Gauthier Perrin Mercier Renard Béranger Vasseur Delacroix"
FRENCH_STREETS = "rue_de_la_République avenue_Victor-Hugo rue_des_Lilas boulevard_Voltaire rue_du_Moulin place_de_l'Église rue_Pasteur"
GERMAN_FIRST = "Jürgen Käthe Anneliese Björn Sören Lena Mia Hannah Lukas Felix Jonas Maximilian Frieda Günther Heike Jörg Ulrike Mareike Till Änne"
GERMAN_LAST = "Müller Schäfer Weiß Krüger Böhm Köhler Größmann Vogt Lindner Hofmann Brandt Zöllner Süßmuth Pohl Ebner Reinhardt"
GERMAN_STREETS = "Hauptstraße Gartenweg Lindenallee Bahnhofstraße Mühlgasse Schloßplatz Birkenweg Am_Rösslberg Kirchstraße"
ITALIAN_FIRST = "Giulia Sofia Aurora Chiara Niccolò Matteo Lorenzo Alessandro Beatrice Ludovica Tommaso Noè"
ITALIAN_LAST = "Ferrari Colombo Ricci Gallo Conti De_Luca Bianchi D'Angelo Barbieri Marchetti Rinaldi"
PORTUGUESE_FIRST = "Inês João Beatriz Gonçalo Leonor Tomás Conceição Simão Mafalda Duarte Lourenço Íris"
PORTUGUESE_LAST = "Gonçalves Araújo Simões Magalhães Brandão Fonseca Guimarães Falcão Assunção Pinto"
NORDIC_STREETS = "Storgata Kirkeveien Skolegata Fjordveien Bjørkealléen Åsveien Strandgata"

COUNTRIES = {
    country.code: country
    for country in (
        Country("GB", "+447700900", ENGLISH_FIRST, ENGLISH_LAST, ENGLISH_STREETS,
                ("Leeds|LS# #@@", "Bristol|BS# #@@", "Norwich|NR# #@@", "Manchester|M# #@@", "London|SE1# #@@", "Edinburgh|EH# #@@", "Cardiff|CF## #@@", "Exeter|EX# #@@"),
                street_form="{number} {street}", mail_domain="example.co.uk"),
        Country("JE", "+447700900", ENGLISH_FIRST, "Le_Brocq De_Gruchy Le_Sueur Renouf Vibert Noel Poingdestre", "Rue_de_la_Croix Bath_Street La_Grande_Route Colomberie",
                ("St Helier|JE# #@@", "St Brelade|JE# #@@"), street_form="{number} {street}"),
        Country("IE", "+353209100", "Aoife Niamh Caoimhe Róisín Saoirse Seán Oisín Cillian Pádraig Ciarán Fionn Éabha", "Ó_Briain Murphy O'Sullivan Byrne Gallagher Ní_Dhomhnaill Brennan McCarthy",
                "Main_Street Patrick_Street O'Connell_Street Bóthar_na_Trá Church_Road", ("Dublin|D09 @#@#", "Cork|T12 @#@#", "Galway|H91 @#@#"), street_form="{number} {street}", mail_domain="example.ie"),
        Country("DE", "+4930230", GERMAN_FIRST, GERMAN_LAST, GERMAN_STREETS, ("München|80###", "Köln|50###", "Lübeck|23###", "Görlitz|028##", "Düsseldorf|40###", "Leipzig|04###"), mail_domain="example.de"),
        Country("AT", "+43720", GERMAN_FIRST, GERMAN_LAST, GERMAN_STREETS, ("Wien|1###", "Graz|8###", "Sankt Pölten|31##"), mail_domain="example.at"),
        Country("CH", "+4178000", GERMAN_FIRST, "Zürcher Bühler Aeschbacher Rüegg Frei Bärtschi Wüthrich Gygax", GERMAN_STREETS, ("Zürich|80##", "Bern|30##", "Genève|12##"), mail_domain="example.ch"),
        Country("FR", "+33199009", FRENCH_FIRST, FRENCH_LAST, FRENCH_STREETS, ("Lyon|69###", "Nîmes|30###", "Besançon|25###", "Orléans|45###", "Saint-Étienne|42###"), street_form="{number} {street}", mail_domain="example.fr"),
        Country("BE", "+32460000", FRENCH_FIRST, "Janssens Peeters Maes Willems Dubois Lambert Goossens Claeys", "rue_Neuve Kerkstraat Nieuwstraat avenue_Louise Meir", ("Bruxelles|1###", "Liège|4###", "Gent|9###"), mail_domain="example.be"),
        Country("NL", "+31970000", "Sanne Lotte Fleur Daan Bram Thijs Maartje Jeroen Anouk Zoë Joëlle Sjoerd", "van_Dijk de_Vries Bakker van_den_Berg Visser Hoekstra Brouwer Coenraads", "Dorpsstraat Kerkstraat Molenweg Prinsengracht Julianalaan",
                ("Utrecht|3### @@", "'s-Hertogenbosch|52## @@", "Groningen|97## @@"), mail_domain="example.nl"),
        Country("ES", "+34600000", "Lucía Martín Sofía Íñigo Ángel José_María Begoña Adrián Nuria Álvaro Inés Joaquín", "Muñoz García_Núñez Ibáñez Peña Jiménez Castaño Echeverría Solís", "calle_Mayor calle_del_Álamo avenida_de_la_Constitución plaza_España",
                ("A Coruña|150##", "Málaga|290##", "Cádiz|110##", "Madrid|280##"), mail_domain="example.es"),
        Country("PT", "+351910000", PORTUGUESE_FIRST, PORTUGUESE_LAST, "Rua_da_Conceição Avenida_da_Liberdade Travessa_do_Carmo Largo_da_Sé", ("Lisboa|1###-###", "Évora|70##-###", "Braga|47##-###"), mail_domain="example.pt"),
        Country("IT", "+39320000", ITALIAN_FIRST, ITALIAN_LAST, "via_Garibaldi corso_Umberto_I via_dell'Università piazza_San_Marco", ("Milano|201##", "Forlì|471##", "Cefalù|900##"), mail_domain="example.it"),
        Country("MT", "+35699000", ITALIAN_FIRST, "Borg Camilleri Vella Farrugia Żammit Ħaber", "Triq_ir-Repubblika Triq_San_Pawl Triq_il-Kbira", ("Valletta|VLT ####", "Rabat|RBT ####"), mail_domain="example.com"),
        Country("NO", "+47400000", "Bjørn Åse Øyvind Ragnhild Sølvi Håkon Kåre Ingebjørg Torbjørn Liv", "Ødegård Bråten Sørensen Hågensen Lysø Fjeld Østby Nygård", NORDIC_STREETS, ("Tromsø|90##", "Ålesund|60##", "Bodø|80##", "Oslo|05##"), mail_domain="example.no"),
        Country("SE", "+46700000", "Åsa Göran Björn Märta Örjan Linnéa Håkan Siv Älva Sören", "Åkesson Sjöberg Öhman Lindström Björklund Hägg Nyström", "Storgatan Kungsgatan Björkvägen Åsgatan Södra_Vägen", ("Göteborg|411 ##", "Malmö|211 ##", "Umeå|903 ##"), mail_domain="example.se"),
        Country("DK", "+45200000", "Søren Åge Bjørg Mette Kåre Jørgen Signe Astrid Aksel", "Sørensen Nørgaard Kjær Østergaard Bødker Lærke", "Nørregade Strandvejen Ålborgvej Søndergade", ("Århus|80##", "Køge|46##", "Næstved|47##"), mail_domain="example.dk"),
        Country("FI", "+358400000", "Päivi Jyrki Väinö Hilkka Aino Eero Yrjö", "Mäkinen Hämäläinen Väisänen Rytkönen Yläjärvi Ström", "Mannerheimintie Hämeenkatu Pitkäkatu Järvitie", ("Jyväskylä|40###", "Hämeenlinna|13###", "Helsinki|00###"), mail_domain="example.fi"),
        Country("IS", "+3548000", "Guðrún Þórdís Sigurður Ástríður Ægir Björk", "Þorsteinsdóttir Guðmundsson Ólafsdóttir Sveinsson", "Laugavegur Skólavörðustígur Hafnargata", ("Reykjavík|101", "Akureyri|600"), mail_domain="example.is"),
        Country("PL", "+48500000", "Zoë Łucja Grażyna Bożena Michał Stanisław Małgorzata Wojciech Żaneta Święta Jędrzej", "Łęcka Dąbrowski Wójcik Żółtowska Ćwikła Gołębiewski Szczęsny Król Brzęczyszczykiewicz",
                "ul._Długa ul._Świętokrzyska ul._Źródlana al._Jerozolimskie ul._Krótka", ("Gdańsk|80-###", "Łódź|90-###", "Kraków|30-###", "Bydgoszcz|85-###"), mail_domain="example.pl"),
        Country("CZ", "+420600000", "Jiří Tomáš Lukáš Eliška Ondřej Žofie Štěpán Kateřina", "Dvořák Růžička Novotná Černý Šťastný Kučerová", "Dlouhá Náměstí_Míru Křižíkova Žižkova", ("Praha|110 ##", "Plzeň|301 ##", "České Budějovice|370 ##"), mail_domain="example.cz"),
        Country("LT", "+37060000", "Žydrūnas Rūta Eglė Mindaugas Šarūnas", "Žukauskas Kazlauskienė Šimkus Jankūnas", "Gedimino_pr. Laisvės_al. Pilies_g.", ("Vilnius|01###", "Šiauliai|76###"), mail_domain="example.lt"),
        Country("GR", "+30690000", "Γιώργος Ελένη Κατερίνα Νίκος Δημήτρης Σοφία", "Παπαδόπουλος Νικολάου Αντωνίου Οικονόμου", "Οδός_Ερμού Λεωφόρος_Αλεξάνδρας Οδός_Αθηνάς", ("Αθήνα|105 ##", "Θεσσαλονίκη|546 ##"), mail_domain="example.gr"),
        Country("CY", "+35799000", "Ανδρέας Μαρία Χρίστος Δέσποινα", "Χατζηγεωργίου Ιωάννου Κυριάκου", "Λήδρας Μακαρίου", ("Λευκωσία|10##", "Λεμεσός|30##"), mail_domain="example.com"),
        Country("IL", "+97250000", "Noa Tamar Yael Eitan Ariel Uri", "Cohen Levi Mizrahi Peretz Biton", "Dizengoff_Street Ben_Yehuda_Street Herzl_Street", ("Tel Aviv|6######", "Haifa|31#####"), street_form="{number} {street}"),
        Country("AE", "+97150000", "Fatima Mariam Ahmed Khalid Noura", "Al_Mansoori Al_Suwaidi Al_Hashimi", "Al_Wasl_Road Sheikh_Zayed_Road", ("Dubai|", "Abu Dhabi|"), street_form="{number} {street}"),
        Country("LB", "+96170000", "Maya Karim Rami Nadine Élie", "Khoury Haddad Gemayel Nassar", "Rue_Gouraud Rue_Hamra", ("Beirut|1107 ####",), street_form="{street} {number}"),
        Country("US", "+1202555", ENGLISH_FIRST, "Anderson Brooks Carter Delgado Nguyen Peterson Ramirez Sullivan", "Maple_Street Oak_Avenue Elm_Street Washington_Boulevard", ("Portland, OR|972##", "Madison, WI|537##", "Austin, TX|787##"), street_form="{number} {street}"),
        Country("CA", "+1613555", ENGLISH_FIRST, "Tremblay Gagnon MacDonald Roy Campbell Bélanger", "King_Street rue_Saint-Jean Yonge_Street", ("Ottawa|K1A #@#", "Québec|G1R #@#"), street_form="{number} {street}", mail_domain="example.ca"),
        Country("BR", "+551190000", PORTUGUESE_FIRST, PORTUGUESE_LAST, "Rua_das_Laranjeiras Avenida_São_João Rua_Augusta", ("São Paulo|01###-###", "Goiânia|74###-###"), mail_domain="example.com.br"),
        Country("AU", "+61491570", ENGLISH_FIRST, ENGLISH_LAST, "George_Street Bourke_Street Wattle_Grove Beach_Road", ("Sydney|20##", "Hobart|70##", "Fremantle|61##"), street_form="{number} {street}", mail_domain="example.com.au"),
        Country("ZA", "+27710000", "Thandi Sipho Lerato Pieter Annelize Zanele", "Nkosi Dlamini Botha van_der_Merwe Mokoena", "Long_Street Church_Street Jan_Smuts_Avenue", ("Cape Town|80##", "Johannesburg|20##"), street_form="{number} {street}", mail_domain="example.co.za"),
        Country("JP", "+81900000", "陽菜 結衣 翔太 大輔 美咲 健一", "佐藤 鈴木 高橋 田中 渡辺 山本", "銀座 神南 北野町", ("東京都中央区|104-####", "京都市中京区|604-####"), street_form="{street}{number}番地", name_form="{last} {first}", mail_domain="example.jp"),
        Country("CN", "+86139000", "伟 秀英 娜 静 磊 晓明 子涵", "王 李 张 刘 陈 杨 黄", "南京东路 人民大道 中山路 解放街", ("上海市|200###", "杭州市|310###", "广州市|510###"), street_form="{street}{number}号", name_form="{last}{first}"),
        Country("HK", "+85251000", "大文 嘉欣 志明 詠詩 家豪", "陳 黃 張 李 梁 何", "彌敦道 皇后大道中 軒尼詩道", ("九龍旺角|", "香港中環|"), street_form="{street}{number}號", name_form="{last}{first}"),
        Country("SG", "+6581000", "Wei_Ling Jun_Jie Siti Priya Kai_Xuan", "Tan Lim Lee Ng Rahman", "Orchard_Road Serangoon_Road Tampines_Avenue", ("Singapore|52####",), street_form="{number} {street}"),
        Country("VN", "+8490000", "Thị_Hương Văn_Đức Ngọc_Ánh Quốc_Bảo Thùy_Dương Minh_Khuê", "Nguyễn Trần Lê Phạm Huỳnh Vũ Đặng", "đường_Lê_Lợi đường_Nguyễn_Huệ phố_Hàng_Bạc", ("Thành phố Hồ Chí Minh|700###", "Hà Nội|100###", "Đà Nẵng|550###"),
                street_form="{number} {street}", name_form="{last} {first}"),
    )
}  # fmt: skip


def party(code: str, country_code: str) -> dict[str, object]:
    """The person behind a customer's code, as the API takes them."""
    country = COUNTRIES[country_code]
    chance = random.Random(f"{country_code} {code}")

    def one(words: str) -> str:
        return chance.choice(words.split()).replace("_", " ")

    first, last = one(country.first), one(country.last)
    place, _, form = chance.choice(country.towns).partition("|")
    town, _, region = place.partition(", ")
    return {
        "name": country.name_form.format(first=first, last=last),
        "company": None,
        "street": [country.street_form.format(street=one(country.streets), number=chance.randint(1, 180))],
        "city": town,
        "region": region or None,
        "postcode": _fill(form, chance) or None,
        "country": country.code,
        "email": f"{_ascii(first) or 'customer'}.{code}@{country.mail_domain}".lower(),
        "phone": country.dialling + f"{chance.randint(0, 999):03}",
    }


def _fill(form: str, chance: random.Random) -> str:
    letters = "ABDEFGHJLNPQRSTUWXY"
    return "".join(str(chance.randint(1, 9)) if sign == "#" else chance.choice(letters) if sign == "@" else sign for sign in form)


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "".join(sign for sign in plain if sign.isalnum())
