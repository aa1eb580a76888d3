/**
 * The word lists behind the creativity rubric: what everyone thinks of first for a keyword, and abstract words.
 *
 * A word that is in both is obvious: whether an idea is far-fetched depends on the keyword.
 */
import { wordsOf } from './words.ts';

const OBVIOUS: readonly (readonly [keyword: string, words: string])[] = [
  ['airport', 'plane flight luggage ticket passport pilot travel holiday gate suitcase passenger runway'],
  ['autumn', 'leaf leaves orange brown tree cold wind rain october pumpkin harvest yellow'],
  ['beach', 'sand sea sun wave swim water hot towel holiday shell umbrella summer'],
  ['bicycle', 'wheel ride pedal chain helmet road brake handlebar saddle bell tyre fast'],
  ['birthday', 'cake party present candle gift balloon friend card song age year happy'],
  ['bread', 'butter flour toast bake baker loaf crust dough sandwich yeast slice wheat'],
  ['candle', 'wax flame light wick fire birthday cake burn dark glow match church'],
  ['castle', 'king queen knight tower wall moat stone prince princess flag dragon drawbridge'],
  ['chair', 'sit seat table leg wood desk cushion sofa back comfortable furniture rest'],
  ['cheese', 'milk cow mouse yellow pizza cracker bread slice cheddar goat hole sandwich'],
  ['clock', 'time hour minute hand tick alarm second watch wall number face day'],
  ['cloud', 'sky rain white grey weather storm sun blue fluffy wind thunder air'],
  ['dance', 'music rhythm step partner move ballet floor party foot tango stage waltz'],
  ['desert', 'sand hot camel sun dry cactus dune heat water thirsty oasis yellow'],
  ['doctor', 'nurse hospital medicine patient sick health pill coat needle cure ill clinic'],
  ['farm', 'cow pig chicken farmer tractor field hay milk animal barn sheep crop'],
  ['football', 'ball goal team player kick match pitch fan score referee win stadium'],
  ['forest', 'tree leaf green wood animal path bird deer moss branch walk bear'],
  ['garden', 'flower plant grass soil vegetable tree rose seed lawn water green spade'],
  ['guitar', 'string music song play chord band rock pick tune sound concert wood'],
  ['harbour', 'ship boat sea port water fish anchor dock sailor pier gull wave'],
  ['hat', 'head cap wear sun brim straw wool scarf clothes winter top hair'],
  ['honey', 'bee sweet hive sugar flower jar tea yellow sticky bear gold toast'],
  ['horse', 'ride saddle hoof mane farm hay race gallop tail stable rider pony'],
  ['hospital', 'doctor nurse bed sick patient medicine ambulance surgery ill health pill ward'],
  ['island', 'beach sand palm sea water boat sun holiday coconut shore wave fish'],
  ['key', 'lock door open metal house car ring safe chain hole close turn'],
  ['kitchen', 'cook oven pot pan knife fridge table sink plate spoon meal stove'],
  ['kite', 'wind string fly sky tail high child colour air cloud beach paper'],
  ['lamp', 'light bulb shade bright switch table desk electric glow room dark read'],
  ['letter', 'stamp envelope post write paper mail ink pen address word postman send'],
  ['library', 'book read shelf quiet study page librarian card borrow student desk story'],
  ['lighthouse', 'sea light coast ship rock beam tower sailor wave lamp shore boat'],
  ['map', 'road country city direction travel compass route paper world street lost atlas'],
  ['market', 'shop stall fruit buy sell vegetable price money crowd fish basket customer'],
  ['mask', 'face hide carnival party costume halloween theatre cover eye doctor actor nose'],
  ['money', 'bank coin cash rich note buy pay wallet dollar gold price spend'],
  ['museum', 'art history painting statue old exhibition dinosaur ticket guide visitor artefact tour'],
  ['newspaper', 'news paper read journalist page headline article print ink editor story morning'],
  ['painting', 'art colour brush canvas artist paint frame picture wall gallery oil draw'],
  ['parrot', 'bird talk feather green beak wing pirate cage fly colour seed jungle'],
  ['pillow', 'bed sleep soft head feather night dream blanket sheet rest cushion white'],
  ['rice', 'white bowl eat dinner grain cook meal china sushi curry field plate'],
  ['river', 'water fish boat bank flow stream swim bridge stone current lake sea'],
  ['rope', 'knot tie pull climb strong string swing boat cord hang long jump'],
  ['ship', 'sea water sail captain boat ocean anchor wave sailor port deck mast'],
  ['shoe', 'foot sock lace walk leather heel boot sole run pair sneaker sandal'],
  ['stairs', 'step up down climb floor rail house banister ladder lift foot walk'],
  ['star', 'sky night bright space sun shine moon planet telescope galaxy light twinkle'],
  ['storm', 'rain wind thunder lightning cloud dark loud sky wave weather flood umbrella'],
  ['teacher', 'class student lesson homework learn classroom chalk desk pupil exam board test'],
  ['telephone', 'call ring talk number speak dial mobile voice hello message wire listen'],
  ['theatre', 'actor stage play curtain audience seat costume ticket drama script scene light'],
  ['thread', 'needle sew cotton cloth string spool button fabric stitch thin tailor colour'],
  ['train', 'track station rail ticket engine travel passenger wheel fast seat journey carriage'],
  ['volcano', 'lava hot eruption mountain fire ash smoke magma rock explosion crater heat'],
  ['wedding', 'bride groom ring dress cake flower church love guest party white marriage'],
  ['window', 'glass view light curtain frame open house pane wall sun clean room'],
  ['winter', 'snow cold ice coat frost scarf ski december snowman glove white christmas'],
  ['wolf', 'howl pack forest dog moon grey fur tooth wild animal hunt teeth'],
];

const ABSTRACT = `
  absence abundance acceptance access ambition ancestry anonymity anticipation apology aspiration authority awe
  becoming belief belonging betrayal boundary captivity catharsis certainty chance chaos clarity comfort commitment
  compassion concealment confession conflict connection conquest conscience continuity control courage creation
  curiosity deception decay defiance departure destiny destruction devotion dignity discipline disguise distance doubt
  duplicity duty empathy endurance envy equality erosion eternity exchange exclusion exile expectation faith farewell
  fate fertility forgetting forgiveness fragility freedom fury generosity gratitude greed grief guidance guilt harmony
  heritage hierarchy homecoming honour hope humility identity ignorance illusion imagination impermanence independence
  infinity influence inheritance innocence insignificance instinct integrity intimacy irony isolation justice kinship
  knowledge legacy liberation loneliness longing loss loyalty maturity meaning melancholy memory mercy mortality
  mourning mystery narrative nostalgia obedience obligation opportunity origin ownership passage patience peace
  performance permission perseverance persistence perspective pilgrimage possibility power prestige pressure pretence
  pride privacy progress promise prophecy protection purpose rebellion rebirth reconciliation redemption refuge regret
  reinvention release remembrance renewal repair repetition resilience responsibility restraint revelation ritual
  sacrifice sanctuary scarcity secrecy security serenity silence simplicity solidarity solitude solution sorrow
  sovereignty stillness stubbornness surrender temptation tension threshold tradition transformation transience
  transition transparency trust truth uncertainty unity urgency utopia vanity vengeance vigil vigilance virtue
  vulnerability wandering warning wisdom wonder worth yearning`;

/** Keyword to the words that come to everyone's mind; both in the form `wordsOf` gives. */
export const obviousWords: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  OBVIOUS.map(([keyword, words]) => [wordsOf(keyword).join(' '), new Set(wordsOf(words))]),
);

/** Ideas rather than things, in the form `wordsOf` gives. */
export const abstractWords: ReadonlySet<string> = new Set(wordsOf(ABSTRACT));
