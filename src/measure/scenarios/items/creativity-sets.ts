/**
 * The data set `creativity`: ten words for a keyword.
 *
 * In each set six lists are visibly weak (few words, again and again), five are strong (abstract, far from the
 * keyword) and nine are fair: half of it the first thing anyone would say, half of it less expected.
 */
import type { ItemSet, WorkItem } from './work-item.ts';

function ten(keyword: string, output: string): WorkItem {
  return { question: `Ten words linked to: ${keyword}`, output, right: null, truth: null };
}

// biome-ignore format: one item a line
const a: readonly WorkItem[] = [
  ten('train', 'track, station, ticket, passenger, engine, timetable, tunnel, drizzle, whistle, commuter'),
  ten('garden', 'flower, plant, flower, grass, flowers, plant, tree, grass, flower, plant'),
  ten('lighthouse', 'guidance, vigilance, solitude, hope, refuge, stubbornness, threshold, isolation, mercy, keeper'),
  ten('bread', 'flour, butter, crust, loaf, baker, breakfast, harvest, crumb, picnic, neighbour'),
  ten('winter', 'snow, cold, snow, ice, cold, snow, coat, cold, ice, snow'),
  ten('clock', 'mortality, patience, urgency, inheritance, repetition, regret, anticipation, discipline, impermanence, heartbeat'),
  ten('window', 'glass, curtain, view, frame, light, draught, sill, reflection, neighbour, raindrop'),
  ten('kitchen', 'cook, pan, cook, pot, pan, oven, cook, pot, spoon, oven'),
  ten('horse', 'saddle, mane, gallop, hoof, carriage, knight, meadow, jockey, thunder, plough'),
  ten('dance', 'music, rhythm, partner, step, ballet, costume, carnival, sweat, applause, wedding'),
  ten('letter', 'intimacy, confession, distance, longing, secrecy, legacy, apology, trust, absence, handwriting'),
  ten('football', 'ball, goal, ball, team, goal, ball, kick, ball, team, goal'),
  ten('forest', 'tree, leaf, moss, path, deer, mushroom, fog, hermit, echo, root'),
  ten('island', 'exile, sovereignty, solitude, utopia, vulnerability, independence, shipwreck, boundary, longing, imagination'),
  ten('lamp', 'light, bulb, light, lights, bulb, bright, light, switch, bulb, light'),
  ten('bicycle', 'wheel, pedal, chain, helmet, brake, puncture, courier, basket, hill, childhood'),
  ten('market', 'stall, fruit, price, crowd, haggling, spice, awning, gossip, cobblestone, dawn'),
  ten('doctor', 'hospital, nurse, doctor, medicine, hospital, sick, doctor, nurse, pill, hospital'),
  ten('candle', 'remembrance, vigil, fragility, ritual, devotion, impermanence, sacrifice, intimacy, hope, mourning'),
  ten('pillow', 'bed, feather, soft, dream, blanket, whisper, lavender, fortress, snoring, tear'),
];

// biome-ignore format: one item a line
const b: readonly WorkItem[] = [
  ten('farm', 'cow, pig, cow, chicken, cow, pig, farmer, cow, chicken, pig'),
  ten('chair', 'seat, cushion, leg, desk, wood, throne, varnish, grandmother, porch, verdict'),
  ten('wedding', 'bride, ring, dress, cake, guest, confetti, speech, veil, nerves, sister'),
  ten('river', 'persistence, boundary, memory, passage, renewal, erosion, pilgrimage, surrender, continuity, forgetting'),
  ten('birthday', 'cake, party, cake, present, party, cake, presents, balloon, party, cake'),
  ten('cloud', 'sky, rain, grey, storm, wind, cotton, shadow, aeroplane, shape, daydream'),
  ten('key', 'trust, secrecy, permission, inheritance, threshold, confession, captivity, power, solution, belonging'),
  ten('hospital', 'doctor, nurse, doctor, bed, nurse, doctor, sick, bed, doctors, nurse'),
  ten('parrot', 'feather, beak, cage, talk, mimicry, chatter, almond, sailor, rainforest, widow'),
  ten('guitar', 'string, chord, song, band, pick, busker, callus, flamenco, campsite, serenade'),
  ten('money', 'money, bank, coin, bank, cash, money, coin, bank, rich, cash'),
  ten('map', 'ambition, conquest, uncertainty, imagination, ownership, wandering, destiny, exclusion, perspective, homecoming'),
  ten('cheese', 'milk, goat, cheddar, cracker, slice, cellar, mould, monastery, fondue, vineyard'),
  ten('storm', 'thunder, lightning, wind, flood, shutter, barometer, sandbag, drumming, insurance, rooftop'),
  ten('teacher', 'class, lesson, class, student, homework, class, student, lesson, learn, class'),
  ten('theatre', 'illusion, catharsis, vanity, empathy, disguise, applause, confession, transformation, truth, impermanence'),
  ten('library', 'book, shelf, quiet, page, librarian, dust, ladder, whisper, catalogue, archive'),
  ten('ship', 'sea, boat, sea, water, sea, sail, boat, captain, water, sea'),
  ten('rope', 'knot, tie, climb, pull, swing, harness, hemp, lasso, blister, circus'),
  ten('desert', 'solitude, endurance, mirage, exile, silence, temptation, revelation, scarcity, pilgrimage, eternity'),
];

// biome-ignore format: one item a line
const c: readonly WorkItem[] = [
  ten('mask', 'identity, concealment, anonymity, pretence, vulnerability, ritual, performance, liberation, duplicity, trust'),
  ten('harbour', 'anchor, boat, gull, dock, sailor, crane, customs, fog, tavern, smuggler'),
  ten('beach', 'sand, sea, sand, sun, sea, sand, water, sun, sand, sea'),
  ten('painting', 'canvas, brush, colour, frame, gallery, forgery, turpentine, muse, auction, apprentice'),
  ten('shoe', 'foot, sock, shoe, foot, walk, sock, shoes, foot, sock, lace'),
  ten('honey', 'bee, hive, sweet, jar, amber, clover, pancake, cough, monk, meadow'),
  ten('thread', 'fate, connection, continuity, patience, fragility, narrative, inheritance, repair, labyrinth, kinship'),
  ten('castle', 'king, moat, tower, knight, dragon, banquet, ghost, siege, tapestry, dungeon'),
  ten('airport', 'plane, flight, plane, ticket, plane, flight, pilot, planes, ticket, plane'),
  ten('wolf', 'howl, pack, forest, moon, fur, shepherd, blizzard, den, footprint, hunger'),
  ten('autumn', 'melancholy, acceptance, transience, maturity, nostalgia, surrender, gratitude, decay, homecoming, farewell'),
  ten('rice', 'white, bowl, rice, eat, white, bowl, eat, dinner, rice, white'),
  ten('museum', 'statue, exhibition, history, guide, dinosaur, cloakroom, postcard, relic, curator, echo'),
  ten('newspaper', 'headline, ink, journalist, page, crossword, scandal, doorstep, obituary, kiosk, umbrella'),
  ten('volcano', 'fury, pressure, creation, patience, humility, awe, destruction, rebirth, warning, restraint'),
  ten('telephone', 'call, ring, call, talk, ring, call, number, talk, call, ring'),
  ten('stairs', 'step, climb, banister, floor, lift, attic, creak, spiral, dizziness, cellar'),
  ten('hat', 'head, cap, head, wear, hat, cap, head, sun, wear, head'),
  ten('star', 'destiny, aspiration, distance, wonder, ancestry, infinity, insignificance, guidance, solitude, navigation'),
  ten('kite', 'wind, string, tail, sky, fly, ribbon, hillside, festival, tangle, tug'),
];

export const creativitySets: readonly ItemSet[] = [
  { name: 'a', data: 'creativity', items: a },
  { name: 'b', data: 'creativity', items: b },
  { name: 'c', data: 'creativity', items: c },
];
