import { eventMistake } from './mistake.js';
import type { AuditUser, Requester } from './types.js';

const AUTHENTICATED = 'system:authenticated';
const UNAUTHENTICATED = 'system:unauthenticated';

/**
 * A user as the server's authenticators leave it (apiserver, pkg/authentication: serviceaccount.UserInfo,
 * group.AuthenticatedGroupAdder, anonymous): its own groups, then the one that says that it is known.
 */
export function auditUser(given: string | Requester, more: readonly string[] = []): AuditUser {
  const { username, uid, groups = [], extra } = typeof given === 'string' ? { username: given } : given;
  if (typeof username !== 'string' || username === '') throw eventMistake('the user has no name');
  const all = new Set([...impliedGroups(username), ...groups, ...more]);
  if (!all.has(UNAUTHENTICATED)) {
    // The adder appends it, behind whatever the authenticator found.
    all.delete(AUTHENTICATED);
    all.add(AUTHENTICATED);
  }
  return {
    username,
    ...(uid !== undefined && { uid }),
    groups: [...all],
    ...(extra && { extra }),
  };
}

function impliedGroups(username: string): readonly string[] {
  if (username === 'system:anonymous') return [UNAUTHENTICATED];
  const [, namespace] = /^system:serviceaccount:([^:]+):[^:]+$/.exec(username) ?? [];
  if (namespace !== undefined) return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  return /^system:node:./.test(username) ? ['system:nodes'] : [];
}
