export { position, write } from './alert';
export { plan, scan } from './scan';
export { keepTexts, listAt, textAt } from './text';
