/** The texts of reviews: titles, and sentences of which a review has one or two. */
interface Words {
  readonly titles: readonly string[];
  readonly sentences: readonly string[];
}

const words = (titles: string, sentences: string): Words => ({
  titles: titles.split('|'),
  sentences: sentences.split('|'),
});

export const happyWords = words(
  'Recomendo|Super recomendo|Ótimo|Muito bom|Excelente|Perfeito!|Nota 10|Entrega rápida',
  'Chegou antes do prazo|Ótimo produto, recomendo|Produto de boa qualidade, exatamente como na foto|' +
    'Adorei, superou as expectativas|Entrega rápida e bem embalada|Muito bom, comprarei outra vez|' +
    'Minha mãe gostou muito do presente|O vendedor é atencioso, nota "10"|Tudo certo com a entrega|' +
    'Parabéns à loja pela atenção|Excelente custo-benefício|Já é a segunda vez que compro, não tenho do que reclamar',
);

export const lukewarmWords = words(
  'Bom|Regular|Mais ou menos|Poderia ser melhor',
  'O produto é bom, mas a entrega demorou|A cor é diferente da foto|Razoável pelo preço|Veio sem o manual|' +
    'A embalagem chegou amassada, o produto está bem|Esperava mais, na foto parecia "premium"|Ainda não testei',
);

export const angryWords = words(
  'Não recomendo|Péssimo|Não recebi|Produto errado|Decepção',
  'Ainda não recebi o produto|Pedi "azul" e chegou preto, quero trocar|Péssimo, não recomendo|' +
    'Recebi só uma parte do pedido|O produto veio com defeito, quero a devolução|Ninguém responde às mensagens|' +
    'O prazo já passou e a transportadora não informa nada|A peça quebrou no primeiro dia',
);
