import type { Shop } from './shop.ts';
import { date, day } from './text.ts';

export const blogCount = 120;

const authors =
  'Ana Lima|Bento Rocha|Clara Nunes|Davi Prado|Elisa Moura|Fabio Reis|Gilda Serra|Hugo Paiva'.split('|');
const channels = ['twitter', 'LinkedIn', 'FB', 'web'];
const start = Date.UTC(2014, 4, 14) / 1000;

/** Sorted by date, over six years; what has more campaigns is read more often. */
export const blogRow = ({ random }: Shop, index: number) => {
  const next = random('blog', index);
  const [first = '', last = ''] = (authors[Math.floor(next() * next() * authors.length)] ?? '').split(' ');
  const campaigns = channels.filter(() => next() < 0.55);
  return {
    id: index + 1,
    first,
    last,
    url: `https://blogs.example/${index + 1}`,
    published: date(start + Math.floor(((index + next()) * 2190) / blogCount) * day),
    hits: Math.round((800 + 6000 * next() * next()) * (1 + campaigns.length)),
    campaigns,
  };
};
