/** All items, in the order of their files. They are the texts over which a result is to hold. */
import { answers } from './answers.ts';
import { checks } from './checks.ts';
import { figures } from './figures.ts';
import type { TestItem } from './item.ts';
import { replies } from './replies.ts';
import { reports } from './reports.ts';
import { reviews } from './reviews.ts';

export const testItems: readonly TestItem[] = [
  ...answers,
  ...figures,
  ...reports,
  ...reviews,
  ...replies,
  ...checks,
];

/** Raised when a text changes: cards of different versions are not compared. */
export const ITEMS_VERSION = 1;
