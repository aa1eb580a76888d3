/** The words behind the red rubric. Single words only, so that adding a word to a text can never break a term. */
import { wordsOf } from './words.ts';

const OUTRIGHT = `
  red redder reddest reddish redden reddened redness redhead redheaded redbrick crimson scarlet vermilion vermillion
  carmine maroon burgundy claret oxblood cinnabar cochineal ruby garnet carnelian blood bloody bloodied bloodshot
  bloodstained`;

/** Words with a common second meaning (rose, fire, heart, bled) are left out: they would accuse harmless sentences. */
const EVOKING = `
  apple barberry beet beetroot blush blushed blushing bonfire brick campfire cayenne cherry chili chilli cinnamon
  cranberry currant ember flame goji harissa holly ketchup ladybird ladybug lava lipstick lobster lychee magma maple
  paprika pepperoni pimento poinsettia pomegranate poppy radicchio radish raspberry rhubarb robin rust rusted
  rusty salmon salsa santa sriracha strawberry sumac sunburn sunburnt sunburned sundown sunrise sunset terracotta
  tomato valentine watermelon wine`;

/** Shades of red, and things that are nothing if not red; in the form `wordsOf` gives. */
export const outrightTerms: ReadonlySet<string> = new Set(wordsOf(OUTRIGHT));

/** Things that bring red to mind without naming it; in the form `wordsOf` gives. */
export const evokingTerms: ReadonlySet<string> = new Set(wordsOf(EVOKING));
