import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { type ByteString, bytesToByteString, decodeText, encodeText } from '../text/bytes.js';
import type { SourceFile } from '../text/source.js';
import { readYaml, type YamlResult } from '../yaml/index.js';
import { fileContext } from './context.js';
import { FatalFault, type LoadError } from './fault.js';
import { diagnosticOf, spanOfNode } from './read/scope.js';
import { RULES_SCHEMA } from './schema/falco-schema.js';
import { type SchemaIssue, validateSchema } from './schema/validate.js';

export interface RulesFile {
  /** What reports call it. */
  readonly name: string;
  readonly content: Uint8Array;
}

/** A file that has been parsed; passes share it. */
export interface ParsedFile {
  readonly file: SourceFile;
  readonly yaml: YamlResult;
  readonly schema: SchemaOutcome;
}

/** Reads the YAML of a file and holds it to the schema. */
export function parseFile({ name, content }: RulesFile): ParsedFile {
  const file: SourceFile = { name: encodeText(name), text: bytesToByteString(content) };
  const yaml = readYaml(file);
  return { file, yaml, schema: checkSchema(file, yaml) };
}

export interface SchemaOutcome {
  readonly states: readonly ByteString[];
  readonly issues: readonly SchemaIssue[];
  /** Ends the reading of the file. */
  readonly error?: LoadError;
  readonly fatal?: FatalFault;
}

function checkSchema(file: SourceFile, yaml: YamlResult): SchemaOutcome {
  const states: ByteString[] = [];
  const all: SchemaIssue[] = [];
  for (const document of yaml.documents) {
    const { issues, stop } = validateSchema(document, RULES_SCHEMA);
    if (stop?.kind === 'exception') {
      const code = 'LOAD_ERR_YAML_PARSE';
      const context = fileContext(file.name);
      const diagnostic = diagnosticOf(code, stop.message, { file, start: 0, end: 0 });
      return { states: [], issues: [], error: { code, message: stop.message, context, diagnostic } };
    }
    if (stop) {
      const diagnostic = diagnosticOf('falco-crash', stop.message, spanOfNode(file, stop.node), {
        message: 'an empty list stands where a mapping belongs: Falco crashes on it',
      });
      return { states: [], issues: [], fatal: new FatalFault('', diagnostic) };
    }
    if (issues.length === 0) states.push('ok');
    for (const issue of issues) states.push(issue.message);
    for (const issue of issues) all.push(issue);
  }
  return { states, issues: all };
}

/** What a schema's complaints are to a person. */
export function schemaDiagnostics(file: SourceFile, { issues }: SchemaOutcome): readonly Diagnostic[] {
  return issues.flatMap(({ node, reason, message }) => {
    if (!node || !reason) return [];
    const notes = { message: `this ${decodeText(reason)}` };
    return [diagnosticOf('schema-violation', message, spanOfNode(file, node), notes)];
  });
}
