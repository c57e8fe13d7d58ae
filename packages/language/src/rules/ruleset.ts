import { decodeText } from '../text/bytes.js';
import { K8S_AUDIT } from './check/sources.js';
import type { CollectedRule, Collection } from './collect.js';
import type { Compiled, CompiledRule } from './compile.js';
import type { LoadedException, LoadedRule, OtherRule, Ruleset } from './model.js';
import type { CollectedException } from './rule-exceptions.js';
import { formatVersion } from './versions.js';

/** The loaded rules as the engine and everybody else reads them. */
export function rulesetOf(collection: Collection, { lists, macros, rules }: Compiled): Ruleset {
  const kept = new Set(rules.map(({ rule }) => rule));
  return {
    rules: rules.filter(({ rule }) => rule.source === K8S_AUDIT).map(loadedRule),
    macros: macros.map(({ macro, expandedText, expr, used }) => ({
      name: macro.name,
      condition: macro.condition,
      expandedText,
      expr,
      used,
      span: macro.span,
      nameSpan: macro.nameSpan,
      history: macro.place.history,
    })),
    lists: lists.map(({ list, items, used }) => ({
      name: list.name,
      items: items.map((text) => ({ value: text.text, text })),
      used,
      span: list.span,
      nameSpan: list.nameSpan,
      history: list.place.history,
    })),
    otherRules: [...collection.rules.values()]
      .filter((rule) => rule.source !== K8S_AUDIT || !kept.has(rule))
      .map(otherRule),
    requirements: {
      ...(collection.engineRequirement && { engine: formatVersion(collection.engineRequirement) }),
      plugins: collection.pluginRequirements,
    },
  };
}

function loadedRule({ rule, template, expandedText, expr }: CompiledRule): LoadedRule {
  return {
    name: rule.name,
    desc: rule.desc,
    source: rule.source,
    priority: rule.priority,
    tags: [...rule.tags].sort(),
    enabled: rule.enabled,
    output: rule.output,
    template,
    condition: rule.condition,
    exceptions: rule.exceptions.all.map(loadedException),
    expandedText,
    expr,
    warnEvttypes: rule.warnEvttypes,
    skipIfUnknownFilter: rule.skipIfUnknownFilter,
    span: rule.span,
    nameSpan: rule.nameSpan,
    history: rule.place.history,
  };
}

function loadedException({ name, fields, comps, values, span }: CollectedException): LoadedException {
  return { name, fields, comps, values, span };
}

function otherRule({ name, source, enabled, span, unknownSource }: CollectedRule): OtherRule {
  const shown = decodeText(source);
  const reason =
    source === K8S_AUDIT
      ? 'it uses a field that this Falco does not know, and says `skip-if-unknown-filter`'
      : unknownSource
        ? `no plugin of the target provides the source \`${shown}\``
        : `only k8s_audit rules are simulated, this one is for \`${shown}\``;
  return { name, source, enabled, span, reason };
}
