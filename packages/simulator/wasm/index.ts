export { position, write } from './alert';
export { plan, scan } from './scan';
