import { type DefaultTreeAdapterTypes, parse } from 'parse5';

export interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
}

const textOf = (node: DefaultTreeAdapterTypes.Node): string => {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
};

/** All elements of a document, as a browser's parser finds them. */
export const elementsOf = (markup: string): readonly Element[] => {
  const found: Element[] = [];
  const walk = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('tagName' in node)
      found.push({
        tag: node.tagName,
        attributes: Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])),
        text: textOf(node),
      });
    if ('childNodes' in node) node.childNodes.forEach(walk);
  };
  walk(parse(markup));
  return found;
};
