/**
 * The data set `red`: single sentences, to be rated by how far they keep away from the colour red.
 *
 * In each set seven sentences name a shade of red or a thing that is nothing if not red, seven only bring red things
 * to mind, and six have no link to it.
 */
import type { ItemSet, WorkItem } from './work-item.ts';

function sentence(output: string): WorkItem {
  return { question: null, output, right: null, truth: null };
}

const a: readonly WorkItem[] = [
  sentence("The bride's grandmother wore a crimson shawl to the ceremony."),
  sentence('The committee will meet again on the second Tuesday of the month.'),
  sentence('She sliced two ripe tomatoes into the salad.'),
  sentence('Drivers must stop when the signal shows red.'),
  sentence('Chess players learn to think several moves ahead.'),
  sentence('Lava crept down the slope and swallowed the road.'),
  sentence('The team changed its home kit from navy to maroon last season.'),
  sentence('The old warehouse is built of brick and slate.'),
  sentence('He closed the letter with a vermilion seal, as his father had always done.'),
  sentence('The ferry to the northern islands takes about four hours.'),
  sentence('He blushed when the class heard his poem.'),
  sentence('A ruby the size of a pea sat in the middle of the brooch.'),
  sentence('A good dictionary tells which meaning of a word is the oldest.'),
  sentence('A bowl of strawberries stood on the picnic rug.'),
  sentence('The fire engines in our town have been bright red for a century.'),
  sentence('Adding a third lane did not shorten the queue.'),
  sentence('Rust had eaten through the hinges of the gate.'),
  sentence('Her pen left a scarlet blot in the margin.'),
  sentence('They watched the sunset from the roof of the hostel.'),
  sentence('The strings of a violin are tuned in fifths.'),
];

const b: readonly WorkItem[] = [
  sentence('Most of the survey was filled in by telephone.'),
  sentence('A field of poppies runs beside the railway line.'),
  sentence('The carpet for the premiere was red from the kerb to the door.'),
  sentence('Burgundy curtains hid the stage until eight.'),
  sentence('She added a pinch of paprika to the stew.'),
  sentence('The new printer can staple and fold a brochure in one pass.'),
  sentence('The surgeon wiped a drop of blood from the tray.'),
  sentence('The waiter carried in a whole lobster on a silver plate.'),
  sentence('Owls can turn their heads much further than people can.'),
  sentence('Cochineal insects yield a carmine dye that painters still prize.'),
  sentence("A ladybird landed on the child's sleeve."),
  sentence('The warning lamp on the control panel turned red.'),
  sentence('The contract runs for three years and can be renewed twice.'),
  sentence('He came back from the lake with sunburn on both shoulders.'),
  sentence('A scarlet kite was the only bright thing in the sky.'),
  sentence('The embers in the stove were still warm when the guests came down.'),
  sentence('Sailors measure speed in knots.'),
  sentence('The flag of Switzerland shows a white cross on a red field.'),
  sentence('Cherries are cheapest in the last week of June.'),
  sentence('He practises the cello for an hour before breakfast.'),
];

const c: readonly WorkItem[] = [
  sentence('She wiped the lipstick from the rim of the glass.'),
  sentence('Teachers once marked every mistake in red ink.'),
  sentence('The bus timetable changes at the end of the school year.'),
  sentence('The accountant warned that the branch was in the red again.'),
  sentence('Grandfather grows chilli peppers on the balcony.'),
  sentence('Concrete reaches most of its strength within four weeks.'),
  sentence('Maple leaves covered the path to the observatory in October.'),
  sentence('The garnet in her earring matched the crimson lining of the case.'),
  sentence('A robin has nested in the watering can.'),
  sentence("Moscow's Red Square was crowded on the first day of the holidays."),
  sentence('Our neighbours speak Portuguese at home.'),
  sentence('The soup was made from beetroot and dill.'),
  sentence('He chose a claret tie to go with the grey suit.'),
  sentence('A spreadsheet is easier to check when each column holds one kind of value.'),
  sentence('Shops fill with Valentine cards in the first week of February.'),
  sentence('The lacquer on the temple gate is a deep vermilion.'),
  sentence('Dolphins breathe air through a blowhole.'),
  sentence('A slice of watermelon costs next to nothing here.'),
  sentence('Volunteers of the Red Cross handed out blankets at the station.'),
  sentence('The museum is closed on Mondays unless Monday is a holiday.'),
];

export const redSets: readonly ItemSet[] = [
  { name: 'a', data: 'red', items: a },
  { name: 'b', data: 'red', items: b },
  { name: 'c', data: 'red', items: c },
];
