import { chooser } from './distribution.ts';
import { journey } from './orders.ts';
import type { Random } from './prng.ts';
import { angryWords, happyWords, lukewarmWords } from './review-words.ts';
import type { Shop } from './shop.ts';
import { day, midnight, timestamp } from './text.ts';

/** Stars depend on the delivery: people who wait give fewer. */
const inTime = chooser([
  [5, 626],
  [4, 204],
  [3, 80],
  [2, 27],
  [1, 63],
] as const);
const late = chooser([
  [5, 22],
  [4, 12],
  [3, 11],
  [2, 8],
  [1, 47],
] as const);
const never = chooser([
  [5, 10],
  [4, 5],
  [3, 8],
  [2, 6],
  [1, 71],
] as const);

const oneOf = (texts: readonly string[], u: number): string => texts[Math.floor(u * texts.length)] ?? '';

const comment = (score: number, next: Random) => {
  const { titles, sentences } = score > 3 ? happyWords : score === 3 ? lukewarmWords : angryWords;
  const title = next() < 0.12 ? oneOf(titles, next()) : null;
  if (next() >= (score > 3 ? 0.36 : 0.62)) return { title, message: null };
  const [first, second] = [oneOf(sentences, next()), oneOf(sentences, next())];
  return { title, message: next() < 0.4 && first !== second ? `${first}. ${second}.` : first };
};

/** @param position 0, or 1 for a second opinion */
const reviewRow = (shop: Shop, order: number, position: number) => {
  const { delivered, promised } = journey(shop, order);
  const next = shop.random('review', order * 2 + position);
  const score = (delivered === null ? never : delivered > promised + day ? late : inTime)(next());
  const { title, message } = comment(score, next);
  const created = midnight((delivered ?? promised) + (1 + position * 4) * day);
  return {
    review_id: shop.identifier('review', order * 2 + position),
    order_id: shop.identifier('order', order),
    review_score: score,
    review_comment_title: title,
    review_comment_message: message,
    review_creation_date: timestamp(created),
    review_answer_timestamp: timestamp(created + (0.5 + 5 * next() * next()) * day),
  };
};

/** The reviews of the orders `[from, to)`: mostly one each, sometimes none, rarely two. */
export function* reviewRows(shop: Shop, from: number, to: number) {
  for (let order = from; order < to; order += 1) {
    const u = shop.random('opinions', order)();
    const count = u < 0.0077 ? 0 : u < 0.9945 ? 1 : 2;
    for (let position = 0; position < count; position += 1) yield reviewRow(shop, order, position);
  }
}
