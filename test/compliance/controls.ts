/** What laws and standards ask for, in our words, and the tests that hold what answers it. */

export interface Evidence {
  /** What is held, as a sentence without its full stop. */
  readonly holds: string;
  /** Path of a test file, and the name of a test in it. */
  readonly file: string;
  readonly test: string;
}

export interface Control {
  readonly id: string;
  readonly asks: string;
  readonly evidence: readonly Evidence[];
  /** What it asks for beyond that: for people to do, or not built. */
  readonly open: string;
}

export interface Framework {
  readonly name: string;
  readonly source: string;
  readonly controls: readonly Control[];
}

const held = (holds: string, file: string, test: string): Evidence => ({ holds, file, test });

const recordedFirst = held(
  'no effect comes about without its intent and decision on the disk, in any state that a crash may leave',
  'src/contain/guard/broker/crash.test.ts',
  'the machine stops',
);
const nothingLost = held(
  'what was acknowledged is in the log after a kill, and the next writer goes on',
  'src/notary/process/process.test.ts',
  'killed at once, it has everything that it acknowledged, and a second one goes on',
);
const tamperFound = held(
  'every change, cut or fork of the log is found by who has the head of one honest witness',
  'src/notary/verify/tamper.test.ts',
  'everything made anew with the stolen keys',
);
const exported = held(
  'the log leaves as one file with its verifier, the same bytes each time',
  'test/cli/guard-export.test.ts',
  'bundle: the same bytes each time, and its own verifier finds it whole',
);
const stopsWork = held(
  'a person stops an agent also while the log is down, and nothing is granted meanwhile',
  'src/contain/guard/broker/faults.test.ts',
  'grants nothing, stops on the word of a person, and goes on when the log is there again',
);
const probed = held(
  'a state of the world that contradicts the log freezes whom it names, and raises an alert',
  'src/contain/guard/broker/probes.test.ts',
  'what is seen again is recorded once; a contradiction freezes whom it names, or everybody',
);
const erasable = held(
  'a payload is erased by a record that says so, and is told from one that is missing',
  'src/notary/log/writer.test.ts',
  'are present, erased, missing or altered, and only what is altered breaks integrity',
);
const tightens = held(
  'no layer of the policy loosens what another forbids',
  'src/contain/guard/decide.test.ts',
  'one more rule, vote, fault, commitment or condemned digest never loosens an agent’s answer',
);
const confined = held(
  'an agent in its sandbox sees what is mounted for it and nothing else',
  'src/contain/sandbox/confinement.test.ts',
  'what is not mounted is not there',
);
const decidedByPeople = held(
  'what needs two people is not done before two have signed what they were shown',
  'src/contain/approvals/engine.test.ts',
  'two are two different ones',
);
const vigilance = held(
  'whether people still read is measured by requests that have to be refused, with an exact interval',
  'src/contain/approvals/engine.test.ts',
  'refusing it is counted, with an exact interval',
);
const notFlooded = held(
  'a flood of requests is denied without being put to people, and stops are asked as ever',
  'src/contain/approvals/engine.test.ts',
  'of 10,000 requests: later grants are denied without anybody being asked, and stops are not',
);
const overload = held(
  'at ten times the load what does not fit is refused and counted',
  'src/contain/guard/broker/faults.test.ts',
  'ten times what can be recorded: what does not fit is refused and counted, and the rest is whole',
);

export const frameworks: readonly Framework[] = [
  {
    name: 'EU AI Act (Regulation (EU) 2024/1689)',
    source: 'https://eur-lex.europa.eu/eli/reg/2024/1689/oj',
    controls: [
      {
        id: 'Article 12',
        asks: 'events are recorded automatically over the lifetime of the system, so that risks can be traced',
        evidence: [recordedFirst, nothingLost, tamperFound],
        open: 'Which events are relevant to your system is for you to say: the guard records what goes through it.',
      },
      {
        id: 'Article 14(4)',
        asks: 'people can understand the system, stay aware of automation bias, override it and stop it',
        evidence: [stopsWork, probed, decidedByPeople, vigilance, notFlooded],
        open: 'Whether the people who do it have the time, the competence and the authority.',
      },
      {
        id: 'Article 15',
        asks: 'the system is robust, and resists those who try to alter its use or its output',
        evidence: [tightens, overload, tamperFound],
        open: 'Accuracy of the models themselves.',
      },
      {
        id: 'Articles 19 and 26(6)',
        asks: 'logs are kept for at least six months',
        evidence: [nothingLost, erasable, exported],
        open: 'Keeping the folder: Offswitch deletes no record, and takes no backup.',
      },
      {
        id: 'Article 26(5)',
        asks: 'deployers monitor the system and report serious incidents',
        evidence: [probed, exported],
        open: 'The report to the authority.',
      },
    ],
  },
  {
    name: 'NIST AI Risk Management Framework 1.0',
    source: 'https://doi.org/10.6028/NIST.AI.100-1',
    controls: [
      {
        id: 'MEASURE 2.4',
        asks: 'the behaviour of the system and its components is monitored in production',
        evidence: [recordedFirst, probed],
        open: '',
      },
      {
        id: 'MEASURE 2.7',
        asks: 'security and resilience are evaluated and documented',
        evidence: [confined, tightens, tamperFound],
        open: '',
      },
      {
        id: 'MANAGE 2.4',
        asks: 'a system can be superseded, disengaged or deactivated by mechanisms that are in place',
        evidence: [stopsWork],
        open: 'Who is responsible for using them.',
      },
      {
        id: 'MANAGE 4.1',
        asks: 'monitoring after deployment, with ways to override, to respond to incidents and to decommission',
        evidence: [probed, stopsWork, exported],
        open: 'The plan of the organisation.',
      },
    ],
  },
  {
    name: 'ISO/IEC 42001:2023, Annex A',
    source: 'https://www.iso.org/standard/81230.html',
    controls: [
      {
        id: 'A.6.2.6',
        asks: 'operation and monitoring of the system',
        evidence: [probed, stopsWork],
        open: 'Repairs, updates and support.',
      },
      {
        id: 'A.6.2.8',
        asks: 'the phases in which event logs are recorded are determined, and at least operation is recorded',
        evidence: [recordedFirst, nothingLost, tamperFound],
        open: '',
      },
    ],
  },
];
