export { position, write } from './alert';
export { isOrdinary, keepDate, nanoseconds, secondOfDay } from './event';
export { pastValue, plan, scan } from './scan';
export { keepTexts, listAt, textAt } from './text';
