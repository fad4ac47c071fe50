"""Names of news agencies, each with the other names that copy is credited by."""

from __future__ import annotations

_LINES = """
Reuters | Thomson Reuters | RTR
Agence France-Presse | AFP | Agence France Presse
Associated Press | AP | The Associated Press | AP News | apnews.com
dpa | Deutsche Presse-Agentur | dpa-AFX | dpa International
United Press International | UPI
Bloomberg | Bloomberg News
Dow Jones Newswires | Dow Jones
PA Media | Press Association | PA News Agency | PA
EFE | Agencia EFE
Europa Press
ANSA | Agenzia ANSA
Adnkronos
AGI | Agenzia Italia
Lusa | Agência Lusa
ANP | Algemeen Nederlands Persbureau
Belga | Belga News Agency
APA | Austria Presse Agentur
Keystone-SDA | SDA | ATS | Keystone-ATS
epd | Evangelischer Pressedienst
KNA | Katholische Nachrichten-Agentur
AFX
SID | Sport-Informations-Dienst
TT | TT Nyhetsbyrån | Tidningarnas Telegrambyrå
NTB | Norsk Telegrambyrå
Ritzau | Ritzaus Bureau
STT | Suomen Tietotoimisto | STT-Lehtikuva
BNS | Baltic News Service
LETA
ELTA
ERR News
PAP | Polska Agencja Prasowa
ČTK | CTK | Czech News Agency
TASR
SITA
MTI | Magyar Távirati Iroda
Agerpres
Mediafax
BTA | Bulgarian News Agency
Tanjug
Beta
FoNet
Hina
STA | Slovenian Press Agency
FENA
MIA
AMNA | ANA-MPA | Athens-Macedonian News Agency
Anadolu | Anadolu Agency | Anadolu Ajansı | AA
DHA | Demirören Haber Ajansı
İHA | IHA | İhlas Haber Ajansı
TASS | ITAR-TASS
Interfax
RIA Novosti | RIA
Ukrinform
Interfax-Ukraine | Interfax Ukraine
UNIAN
BelTA
Azertac | AZERTAC
Armenpress
Interpressnews
Kazinform
Xinhua | Xinhua News Agency
China News Service | CNS
CNA | Central News Agency | Focus Taiwan
Kyodo | Kyodo News
Jiji Press | Jiji
Yonhap | Yonhap News Agency
KCNA | Korean Central News Agency
PTI | Press Trust of India
ANI | Asian News International
UNI | United News of India
IANS | Indo-Asian News Service
APP | Associated Press of Pakistan
BSS | Bangladesh Sangbad Sangstha
UNB | United News of Bangladesh
Antara | Antara News
Bernama
VNA | Vietnam News Agency
PNA | Philippine News Agency
TNA | Thai News Agency
AAP | Australian Associated Press
NZPA | New Zealand Press Association
Canadian Press | The Canadian Press | CP | La Presse Canadienne
Agencia Brasil | Agência Brasil
Estadão Conteúdo
Folhapress
Télam | Telam
Notimex
Prensa Latina
Andina
SANA
WAM | Emirates News Agency
SPA | Saudi Press Agency
QNA | Qatar News Agency
KUNA | Kuwait News Agency
Petra | Jordan News Agency
MENA | Middle East News Agency
NNA | National News Agency
INA | Iraqi News Agency
IRNA
ISNA
Fars | Fars News Agency
Tasnim | Tasnim News Agency
WAFA
TPS
MAP | Maghreb Arabe Presse
APS | Algérie Presse Service
TAP | Tunis Afrique Presse
GNA | Ghana News Agency
NAN | News Agency of Nigeria
KNA Kenya | Kenya News Agency
ENA | Ethiopian News Agency
SAPA | South African Press Association
PR Newswire | PRNewswire
Business Wire
GlobeNewswire
news aktuell | ots
"""
AGENCIES: tuple[tuple[str, ...], ...] = tuple(
    tuple(name.strip() for name in line.split("|")) for line in _LINES.strip().splitlines()
)
"""The name that reports show stands first."""
