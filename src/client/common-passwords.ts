/*
 * Passwords of ten and more characters that everybody who guesses tries first. Written down are the ones
 * seen again and again as they are, and the words that people lengthen with the same few endings.
 */
const whole = `
1234567890 12345678910 123456789010 1234567891 0123456789 9876543210 0987654321 1029384756 1357924680
1122334455 1212121212 1231231231 1233211233 1234554321 123456123456 12345678900 1234567890a 12345qwert
123456789a 123456789q 123456789z 1234567899 12345678987654321 123321123321 147258369 1472583690
1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 1qazxsw23edc 1qaz2wsx3edc4rfv q1w2e3r4t5 q1w2e3r4t5y6 qazwsxedcrfv
qazwsxedc1 zaq12wsxcde3 zaq1zaq1zaq1 qwertyuiop qwertyuiop1 qwertyuiop123 qwertyuiopasdfghjkl qwerty123456
qwerty12345 qwerty1234 qwerty7890 qwertyqwerty 123qweasdzxc 123qwe123qwe asdfghjkl1 asdfghjkl123 asdfghjklz
asdfghjkl; asdfasdfasdf asdf1234asdf zxcvbnm123 zxcvbnm1234 zxcvbnmasdf qweasdzxc1 qweasdzxc123 poiuytrewq
mnbvcxz123 abcdefghij abcdefghijk abcdefghijkl abc1234567 abcd123456 abcd12345678 abc123abc123 abcabcabcabc
a1b2c3d4e5 a1s2d3f4g5 aa12345678 aaa1234567 passwordpassword password12345 mypassword1 mypassword123
thisismypassword iloveyou123 iloveyou12 iloveyou1234 iloveyouforever iloveyousomuch iloveyou4ever iloveyou2much
ilovemyself ilovejesus1 ihateyou123 trustno1trustno1 letmein123 letmein1234 letmeinnow welcome123 welcome1234
welcome2024 welcome2025 welcome2026 changeme123 changeme1234 changeit123 administrator admin12345 admin123456
adminadmin administrator1 rootroot123 toor123456 default123 secret1234 testtest123 test123456 testing123
testing1234 temporary1 temppassword computer123 internet123 superman123 batman1234 spiderman1 spiderman123
starwars123 startrek123 pokemon1234 minecraft1 minecraft123 playstation playstation3 nintendo64 liverpool1
liverpoolfc manchester manchester1 manutd1234 chelsea1234 arsenal1234 barcelona1 barcelona10 realmadrid
realmadrid1 juventus10 flamengo10 corinthians corinthians1 palmeiras1 football123 baseball123 basketball
basketball1 volleyball skateboard snowboarding motorcycle cheerleader christopher1 elizabeth1 alexander1
alexandra1 charlotte1 stephanie1 christian1 sebastian1 valentina1 gabriella1 nicholas123 jonathan123
butterfly1 butterfly123 strawberry strawberry1 chocolate1 chocolate123 watermelon pineapple1 blueberry1
sunshine123 moonlight1 rainbow123 snowflake1 thunderstorm blackberry hellokitty hellokitty1 tinkerbell
tinkerbell1 princess123 babygirl123 sweetheart sweetheart1 beautiful1 beautiful123 heartbreak foreveryoung
correcthorse correcthorsebatterystaple opensesame abracadabra supercalifragilisticexpialidocious rumpelstiltskin
godisgood1 godislove1 jesuschrist jesuslovesme jesusislord hallelujah blessed123 deus123456 deusefiel
deusefiel1 deusehfiel jesusteama jesus12345 teamomuito teamo12345 teamoteamo euteamo123 amoreterno minhavida1
minhasenha minhasenha1 senha12345 senha123456 senhasenha senha1234567 brasil2014 brasil1234 flamengo123
contrasena contrasena1 contraseña micontrasena motdepasse motdepasse1 passwort123 passwort1234 hallo12345
wachtwoord wachtwoord1 parola1234 lozinka123 haslo12345 sifre12345 administrador usuario123 bienvenido
bienvenido1 bienvenue1 willkommen willkommen1 bemvindo123 mudar12345 mudarsenha trocarsenha
111111111a 1111111111a 11223344556 1111122222 1111100000 0000011111 5555566666 1234512345 6789067890 9999999990
7777777777a 1357997531 2468013579 1592648370 1236987450 7894561230 741852963 7418529630 9638527410 3692581470
`;

/** Each of these with each of the endings. */
const words = `
password passw0rd p@ssword p@ssw0rd pa55word qwerty qwertz azerty letmein welcome monkey dragon master shadow
superman batman football baseball soccer hockey sunshine princess iloveyou trustno1 starwars pokemon computer
internet freedom whatever michael jordan jennifer jessica ashley daniel charlie thomas michelle andrew joshua
matthew anthony robert william nicole hunter killer summer winter spring autumn flower purple orange yellow
cookie cheese banana chicken pepper ginger buster maggie tigger george hannah samantha amanda liverpool arsenal
chelsea secret google facebook samsung iphone android windows linux ubuntu ninja mustang ferrari mercedes
corvette yamaha brasil portugal america london madrid lisboa senha amor flamengo palmeiras santos gabriel
rafael lucas maria fernanda juliana admin administrator root user guest login access system server oracle
cisco backup support service manager office company business school student teacher family mother father
brother sister pychat
`;
const endings = [
  '1',
  '12',
  '123',
  '1234',
  '12345',
  '123456',
  '123!',
  '1!',
  '!',
  '2024',
  '2025',
  '2026',
  '01',
  '007',
];

/** All of them, in lower case: about a thousand. */
export function commonPasswords(): ReadonlySet<string> {
  const found = new Set(split(whole));
  for (const word of split(words)) {
    found.add(word + word);
    for (const ending of endings) found.add(word + ending);
  }
  return new Set([...found].filter((each) => each.length >= 10));
}

const split = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');
