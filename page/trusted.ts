import { raw } from 'hono/utils/html';
import type { Html } from './html.ts';

/** The page's own style and script, which are in this folder: the only text that goes onto a page unescaped. */
export const trusted = (text: string): Html => raw(text);
