/**
 * The data set `factual`: short questions from mathematics, history, geography and science with one-phrase answers.
 *
 * In each set 12 of 20 outputs are right. The 8 wrong ones are near misses for which an excuse is easily found, and
 * stand at other places in each set. Only facts that no source disputes and that no year will change are asked for.
 */
import type { ItemSet, WorkItem } from './work-item.ts';

function right(question: string, truth: string): WorkItem {
  return { question, output: truth, right: true, truth };
}

function wrong(question: string, output: string, truth: string): WorkItem {
  return { question, output, right: false, truth };
}

// biome-ignore format: one item a line
const a: readonly WorkItem[] = [
  right('What do the interior angles of a hexagon add up to?', '720 degrees'),
  right('In which year did the Berlin Wall fall?', '1989'),
  wrong('A price rises by 20%, then the new price falls by 20%. How does the result compare with the original price?', 'It is the same', 'It is 4% lower'),
  right('Which river flows through Budapest?', 'The Danube'),
  wrong('What is the highest mountain in Africa?', 'Mount Kenya', 'Kilimanjaro'),
  right('What is the chemical symbol for sodium?', 'Na'),
  right('On which ship did Charles Darwin sail around the world?', 'HMS Beagle'),
  wrong('In which year was the American Declaration of Independence adopted?', '1783', '1776'),
  right('What is the greatest common divisor of 84 and 126?', '42'),
  wrong('Which chemical element makes up most of the mass of the Sun?', 'Helium', 'Hydrogen'),
  right('Which country has Reykjavik as its capital?', 'Iceland'),
  wrong('In how many different orders can the letters of the word LEVEL be written?', '60', '30'),
  right('How many bones does an adult human normally have?', '206'),
  right('In which year was Napoleon defeated at Waterloo?', '1815'),
  wrong('What is the line of latitude at about 23.4 degrees south called?', 'Tropic of Cancer', 'Tropic of Capricorn'),
  right('Which prime number comes next after 89?', '97'),
  wrong('Which king of England was forced to agree to Magna Carta in 1215?', 'King Henry III', 'King John'),
  right('Which force keeps the planets in orbit around the Sun?', 'Gravity'),
  right('Which desert stretches across southern Mongolia and northern China?', 'The Gobi'),
  wrong('Which type of glass lens, used in air, makes parallel rays of light converge?', 'Concave lens', 'Convex lens'),
];

// biome-ignore format: one item a line
const b: readonly WorkItem[] = [
  wrong('Which river discharges the most water into the sea?', 'The Nile', 'The Amazon'),
  right('How much is 15% of 240?', '36'),
  right('Who led the first expedition to reach the South Pole?', 'Roald Amundsen'),
  wrong('The sides of a square are made 50% longer. By how much does its area grow?', 'By 100%', 'By 125%'),
  right('Which mineral is rated 10 on the Mohs scale of hardness?', 'Diamond'),
  right('Which strait lies between Spain and Morocco?', 'Strait of Gibraltar'),
  wrong('In which city was Archduke Franz Ferdinand shot in 1914?', 'Belgrade', 'Sarajevo'),
  right('How many chromosomes are there in the nucleus of a normal human body cell?', '46'),
  wrong('Which planet of the Solar System has the highest average surface temperature?', 'Mercury', 'Venus'),
  right('What is the positive square root of 361?', '19'),
  wrong('In which present-day country is the city of Timbuktu?', 'Niger', 'Mali'),
  right('Who wrote the Ninety-five Theses of 1517?', 'Martin Luther'),
  right('Which particle in an atom carries a negative charge?', 'The electron'),
  wrong('How many zeros are there at the end of 25 factorial?', '5', '6'),
  right('Which mountain range separates France from Spain?', 'The Pyrenees'),
  wrong('Who was the second president of the United States?', 'Thomas Jefferson', 'John Adams'),
  right('What is 2 to the power of 10?', '1024'),
  right('Which empire did Suleiman the Magnificent rule?', 'Ottoman Empire'),
  wrong('In which of these does sound travel fastest: air, water or steel?', 'Water', 'Steel'),
  right('What is the chemical formula of table salt?', 'NaCl'),
];

// biome-ignore format: one item a line
const c: readonly WorkItem[] = [
  right('In which year was the Bastille stormed?', '1789'),
  wrong('Which chamber of the human heart pumps blood into the aorta?', 'Right ventricle', 'Left ventricle'),
  right('What is the deepest lake in the world?', 'Lake Baikal'),
  wrong('How many diagonals does a convex octagon have?', '40', '20'),
  right('What is the area of a right-angled triangle whose shorter sides are 6 cm and 8 cm long?', '24 square centimetres'),
  wrong('In which battle of 1066 was King Harold Godwinson of England killed?', 'Battle of Stamford Bridge', 'Battle of Hastings'),
  right('What is the atomic number of carbon?', '6'),
  right('Which canal joins the Mediterranean Sea to the Red Sea?', 'Suez Canal'),
  wrong('In which present-day country are the ruins of ancient Carthage?', 'Libya', 'Tunisia'),
  right('What is the median of 3, 7, 8, 12 and 20?', '8'),
  right('Who was the first woman to win a Nobel Prize?', 'Marie Curie'),
  right('Which planet does the moon Titan orbit?', 'Saturn'),
  wrong('Five bakers bake five loaves in five hours. How long do ten bakers need to bake ten loaves at the same pace?', '10 hours', '5 hours'),
  right('On which continent is the Atacama Desert?', 'South America'),
  wrong('At what temperature do the Celsius and Fahrenheit scales show the same number?', '-32 degrees', '-40 degrees'),
  right('Which volcano buried Pompeii in AD 79?', 'Vesuvius'),
  right('How many edges does a cube have?', '12'),
  wrong('What is the longest river in Europe?', 'The Danube', 'The Volga'),
  wrong('Who was prime minister of the United Kingdom when the country entered the Second World War?', 'Winston Churchill', 'Neville Chamberlain'),
  right('What do the letters DNA stand for?', 'Deoxyribonucleic acid'),
];

export const factualSets: readonly ItemSet[] = [
  { name: 'a', data: 'factual', items: a },
  { name: 'b', data: 'factual', items: b },
  { name: 'c', data: 'factual', items: c },
];
