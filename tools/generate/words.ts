/** What generated names, genres and markets are made of. */

export const adjectives: readonly string[] =
  "Amber Bitter Blue Bright Broken Burning Cold Crimson Distant Early Electric Empty Endless Fading Final Golden Green Hidden Hollow Honest Idle Late Little Lonely Lost Loud Lucid Lunar Midnight Narrow New Northern Old Open Pale Paper Plain Quiet Restless Rising Sacred Secret Silent Silver Simple Slow Small Soft Southern Strange Sudden Sunken Sweet Tender Tiny Velvet Violet Wandering Warm Wild".split(
    " ",
  );

export const nouns: readonly string[] =
  "Afternoon Anchor Animal Answer Arrow Autumn Bird Bridge Brother Candle Circle City Cloud Coast Colour Corner Dance Daughter Dawn Desert Dream Echo Engine Fever Field Fire Flower Forest Garden Ghost Glass Harbour Heart Hour House Island Journey Kingdom Ladder Lake Language Letter Light Line Machine Map Memory Mirror Moon Morning Mountain Ocean Orchard Photograph Planet Rain Recorder River Road Room Season Shadow Signal Sister Sky Smoke Song Station Stone Storm Street Summer Sun Telephone Tide Train Valley Voice Water Weather Wind Window Winter Wolf World".split(
    " ",
  );

/** The commonest first. */
export const genreNames: readonly string[] =
  "pop,rock,hip hop,electronic,r&b,indie rock,house,techno,folk,jazz,classical,metal,soul,punk,country,ambient,reggae,latin,k-pop,dance,indie pop,singer-songwriter,trap,drum and bass,blues,funk,disco,soundtrack,alternative,gospel,trance,dubstep,lo-fi,chanson,afrobeats,samba,bossa nova,reggaeton,salsa,cumbia,flamenco,fado,bluegrass,ska,grunge,shoegaze,post-punk,synth-pop,new wave,krautrock,psychedelic rock,progressive rock,hard rock,death metal,black metal,doom metal,hardcore,emo,math rock,post-rock,dream pop,trip hop,downtempo,idm,breakbeat,uk garage,grime,dancehall,dub,highlife,mbalax,qawwali,gamelan,enka,j-pop,j-rock,mandopop,cantopop,bollywood,raga,opera,choral,baroque,chamber music,piano,minimalism,film music,musical,spoken word,comedy,children's music,meditation,field recording,noise,drone,free jazz,swing,bebop,big band,tango,klezmer,polka,zydeco,yodel".split(
    ",",
  );

/** Where releases that are not sold everywhere are sold. */
export const marketGroups: readonly (readonly string[])[] = [
  ["DE", "AT", "CH"],
  ["US"],
  ["US", "CA"],
  ["JP"],
  ["GB", "IE"],
  ["BR"],
  ["IN"],
  ["FR", "BE", "CH", "LU", "MC"],
  ["SE", "NO", "DK", "FI", "IS"],
  "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" "),
  "AR BO BR CL CO CR EC GT HN MX NI PA PE PY SV UY".split(" "),
];
