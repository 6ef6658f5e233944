/** Names of emoji, as people know them from elsewhere, for `:name` and Tab. */
const names =
  'smile=😄 smiley=😃 grinning=😀 grin=😁 laughing=😆 sweat_smile=😅 joy=😂 rofl=🤣 blush=😊 innocent=😇 ' +
  'slight_smile=🙂 upside_down=🙃 wink=😉 relieved=😌 heart_eyes=😍 kissing_heart=😘 yum=😋 tongue=😛 ' +
  'zany=🤪 nerd=🤓 sunglasses=😎 star_struck=🤩 partying=🥳 smirk=😏 unamused=😒 disappointed=😞 ' +
  'pensive=😔 worried=😟 confused=😕 tired=😫 weary=😩 pleading=🥺 cry=😢 sob=😭 triumph=😤 angry=😠 ' +
  'rage=😡 exploding_head=🤯 flushed=😳 hot=🥵 cold=🥶 scream=😱 fearful=😨 cold_sweat=😰 hugging=🤗 ' +
  'thinking=🤔 shushing=🤫 lying=🤥 no_mouth=😶 neutral=😐 expressionless=😑 grimacing=😬 rolling_eyes=🙄 ' +
  'hushed=😯 open_mouth=😮 astonished=😲 yawning=🥱 sleeping=😴 drooling=🤤 dizzy_face=😵 zipper_mouth=🤐 ' +
  'nauseated=🤢 sneezing=🤧 mask=😷 thermometer_face=🤒 cowboy=🤠 imp=😈 clown=🤡 poop=💩 ghost=👻 ' +
  'skull=💀 alien=👽 robot=🤖 jack_o_lantern=🎃 wave=👋 ok_hand=👌 crossed_fingers=🤞 metal=🤘 ' +
  'call_me=🤙 point_left=👈 point_right=👉 point_up=👆 point_down=👇 thumbsup=👍 +1=👍 thumbsdown=👎 ' +
  '-1=👎 fist=✊ punch=👊 clap=👏 raised_hands=🙌 open_hands=👐 handshake=🤝 pray=🙏 muscle=💪 ' +
  'writing_hand=✍ ear=👂 nose=👃 brain=🧠 eyes=👀 eye=👁 tongue_out=👅 lips=👄 facepalm=🤦 shrug=🤷 ' +
  'bow=🙇 dancer=💃 runner=🏃 heart=❤ orange_heart=🧡 yellow_heart=💛 green_heart=💚 blue_heart=💙 ' +
  'purple_heart=💜 black_heart=🖤 white_heart=🤍 broken_heart=💔 two_hearts=💕 sparkling_heart=💖 ' +
  'hundred=💯 anger=💢 boom=💥 dizzy=💫 sweat_drops=💦 dash=💨 bomb=💣 speech_balloon=💬 zzz=💤 ' +
  'cat=🐱 dog=🐶 mouse=🐭 rabbit=🐰 fox=🦊 bear=🐻 panda=🐼 koala=🐨 tiger=🐯 lion=🦁 cow=🐮 pig=🐷 ' +
  'frog=🐸 monkey=🐵 see_no_evil=🙈 hear_no_evil=🙉 speak_no_evil=🙊 chicken=🐔 penguin=🐧 bird=🐦 ' +
  'owl=🦉 wolf=🐺 horse=🐴 unicorn=🦄 bee=🐝 bug=🐛 butterfly=🦋 snail=🐌 ant=🐜 spider=🕷 turtle=🐢 ' +
  'snake=🐍 octopus=🐙 crab=🦀 fish=🐟 dolphin=🐬 whale=🐳 shark=🦈 crocodile=🐊 elephant=🐘 sloth=🦥 ' +
  'rose=🌹 sunflower=🌻 tulip=🌷 seedling=🌱 tree=🌳 palm_tree=🌴 cactus=🌵 four_leaf_clover=🍀 ' +
  'mushroom=🍄 earth=🌍 moon=🌙 sun=☀ star=⭐ star2=🌟 cloud=☁ rainbow=🌈 umbrella=☔ zap=⚡ ' +
  'snowflake=❄ snowman=⛄ fire=🔥 droplet=💧 ocean=🌊 apple=🍎 banana=🍌 grapes=🍇 watermelon=🍉 ' +
  'lemon=🍋 peach=🍑 cherries=🍒 strawberry=🍓 pineapple=🍍 mango=🥭 tomato=🍅 avocado=🥑 corn=🌽 ' +
  'hot_pepper=🌶 bread=🍞 cheese=🧀 egg=🥚 hamburger=🍔 fries=🍟 pizza=🍕 hotdog=🌭 taco=🌮 sushi=🍣 ' +
  'rice=🍚 ramen=🍜 icecream=🍦 doughnut=🍩 cookie=🍪 cake=🍰 birthday=🎂 chocolate=🍫 popcorn=🍿 ' +
  'coffee=☕ tea=🍵 mate=🧉 beer=🍺 beers=🍻 wine=🍷 cocktail=🍸 champagne=🍾 soccer=⚽ basketball=🏀 ' +
  'football=🏈 tennis=🎾 volleyball=🏐 trophy=🏆 medal=🏅 dart=🎯 game=🎮 dice=🎲 guitar=🎸 ' +
  'musical_note=🎵 notes=🎶 headphones=🎧 microphone=🎤 art=🎨 movie=🎬 tickets=🎫 car=🚗 taxi=🚕 ' +
  'bus=🚌 train=🚆 bike=🚲 airplane=✈ rocket=🚀 ufo=🛸 ship=🚢 anchor=⚓ construction=🚧 house=🏠 ' +
  'office=🏢 school=🏫 hospital=🏥 beach=🏖 mountain=⛰ volcano=🌋 watch=⌚ phone=📱 computer=💻 ' +
  'keyboard=⌨ printer=🖨 floppy=💾 cd=💿 camera=📷 tv=📺 radio=📻 battery=🔋 plug=🔌 bulb=💡 ' +
  'flashlight=🔦 moneybag=💰 credit_card=💳 gem=💎 wrench=🔧 hammer=🔨 gear=⚙ link=🔗 lock=🔒 unlock=🔓 ' +
  'key=🔑 shield=🛡 pill=💊 syringe=💉 microscope=🔬 telescope=🔭 satellite=📡 door=🚪 bed=🛏 ' +
  'gift=🎁 balloon=🎈 tada=🎉 confetti=🎊 email=📧 inbox=📥 outbox=📤 package=📦 memo=📝 folder=📁 ' +
  'calendar=📅 chart=📈 chart_down=📉 bar_chart=📊 clipboard=📋 pushpin=📌 paperclip=📎 scissors=✂ ' +
  'trash=🗑 book=📖 books=📚 newspaper=📰 bookmark=🔖 mag=🔍 bell=🔔 no_bell=🔕 loudspeaker=📢 ' +
  'hourglass=⏳ alarm=⏰ stopwatch=⏱ warning=⚠ no_entry=⛔ prohibited=🚫 check=✅ x=❌ question=❓ ' +
  'exclamation=❗ plus=➕ minus=➖ recycle=♻ radioactive=☢ arrow_right=➡ arrow_left=⬅ arrow_up=⬆ ' +
  'arrow_down=⬇ repeat=🔁 new=🆕 free=🆓 ok=🆗 sos=🆘 cool=🆒 red_circle=🔴 green_circle=🟢 ' +
  'blue_circle=🔵 yellow_circle=🟡 flag=🚩 checkered_flag=🏁 white_flag=🏳 brazil=🇧🇷 portugal=🇵🇹';

export interface Emoji {
  readonly name: string;
  readonly sign: string;
}

const all: readonly Emoji[] = names.split(' ').map((pair) => {
  const [name = '', sign = ''] = pair.split('=');
  return { name, sign };
});

const mostFound = 50;

/** Those whose name begins with what was typed, the shortest first, then those that hold it. */
export function emojiFor(typed: string): readonly Emoji[] {
  const low = typed.toLowerCase();
  const begin = all.filter(({ name }) => name.startsWith(low));
  const inside = all.filter(({ name }) => !name.startsWith(low) && name.includes(low));
  const byLength = begin.toSorted((one, other) => one.name.length - other.name.length);
  return [...byLength, ...inside].slice(0, mostFound);
}

/** The sign of `:name:`, else the text as it is. */
export function signOf(text: string): string {
  const name = /^:([\w+-]+):$/.exec(text)?.[1]?.toLowerCase();
  return all.find((one) => one.name === name)?.sign ?? text;
}
