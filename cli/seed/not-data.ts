/** What Windows and macOS leave in folders, besides names that begin with a dot. */
const ofSystems = /^(thumbs\.db|ehthumbs\.db|desktop\.ini|icon\r)$/i;
/** What people put beside data: `README`, `licence.txt`, `NOTES.md`. A table called `license.csv` is data. */
const ofPeople = /^(readme|licen[cs]e)(\.(txt|rst|html?|pdf|docx?))?$|\.md$/i;

/** Whether nobody means a file as data, going by its name only. Whoever does names it in "files". */
export const isNotData = (name: string): boolean => ofSystems.test(name) || ofPeople.test(name);
