import { type AnyNode, childrenOf, parseCondition, printOperand } from '@falco-rules/language';

/**
 * Numbers for conditions, the same for two that say the same: nested `and`s are one, `==` is `=`, quotes do not
 * count save around the name of a list, which they keep from being replaced.
 */
export class Canon {
  private readonly ids = new Map<string, number>();
  private readonly known = new WeakMap<object, number>();
  private readonly listNames: ReadonlySet<string>;

  constructor(listNames: ReadonlySet<string>) {
    this.listNames = listNames;
  }

  /** Of a text; undefined where it does not parse. */
  ofText(condition: string): number | undefined {
    const parsed = parseCondition(condition);
    return parsed.ok ? this.of(parsed.expr) : undefined;
  }

  of(node: AnyNode): number {
    const known = this.known.get(node);
    if (known !== undefined) return known;
    const id = this.intern(this.key(node));
    this.known.set(node, id);
    return id;
  }

  private key(node: AnyNode): string {
    switch (node.kind) {
      case 'And':
      case 'Or':
        return `${node.kind} ${this.flat(node.kind, node.children).join(' ')}`;
      case 'Identifier':
        return `macro ${node.name} ${node.expansion ? this.of(node.expansion) : ''}`;
      case 'Value':
        return !node.quoted && this.listNames.has(node.value) ? `list ${node.value}` : `value ${node.value}`;
      case 'Field':
      case 'FieldTransformer':
        return `operand ${printOperand(node)}`;
      case 'BinaryCheck': {
        const operator = node.operator === '==' ? '=' : node.operator;
        return `${operator} ${node.modifier ?? ''} ${this.of(node.left)} ${this.of(node.right)}`;
      }
      default:
        return `${node.kind} ${childrenOf(node)
          .map((child) => this.of(child))
          .join(' ')}`;
    }
  }

  private flat(kind: 'And' | 'Or', children: readonly AnyNode[]): readonly number[] {
    return children.flatMap((child) =>
      child.kind === kind ? this.flat(kind, child.children) : [this.of(child)],
    );
  }

  private intern(key: string): number {
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    this.ids.set(key, this.ids.size);
    return this.ids.size - 1;
  }
}
