import type { CoverageView } from '../quality/coverage-view.js';
export function coverageHtml(_view: CoverageView, _root: string): string {
  return '';
}
