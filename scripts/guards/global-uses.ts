// Reads which globals, imports and members a source file uses, from TypeScript's syntax tree with its scopes
// resolved: a parameter called `performance` is no use of the clock. It leaves what is forbidden to the rules.
import ts from 'typescript';

/**
 * One use. `global`: a path that starts at a global, `Math.random`, or `Math` where the object itself is passed on.
 * `member`: the name of any property that is read. `import`: a module, with the names taken from it.
 * `operator`: `**` or `**=`.
 */
export interface Use {
  readonly kind: 'global' | 'member' | 'import' | 'operator';
  readonly name: string;
  readonly names: readonly string[];
  readonly line: number;
}

const GLOBAL_OBJECTS = new Set(['globalThis', 'window', 'self', 'global']);
const POWER = new Set([ts.SyntaxKind.AsteriskAsteriskToken, ts.SyntaxKind.AsteriskAsteriskEqualsToken]);

/** Lists the uses in each of the given sources, in order of appearance, keyed by path. */
export function usesIn(
  sources: readonly { path: string; text: string }[],
): ReadonlyMap<string, readonly Use[]> {
  const program = programOf(new Map(sources.map(({ path, text }) => [path, text])));
  const checker = program.getTypeChecker();
  return new Map(
    sources.map(({ path }) => {
      const file = program.getSourceFile(path);
      return [path, file === undefined ? [] : usesInFile(file, checker)];
    }),
  );
}

/** A program without a library: a name that it cannot resolve is a global. */
function programOf(texts: ReadonlyMap<string, string>): ts.Program {
  const options: ts.CompilerOptions = {
    noLib: true,
    noResolve: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
  };
  const host: ts.CompilerHost = {
    fileExists: (path) => texts.has(path),
    readFile: (path) => texts.get(path),
    getSourceFile: (path, languageVersion) => {
      const text = texts.get(path);
      return text === undefined ? undefined : ts.createSourceFile(path, text, languageVersion, true);
    },
    getDefaultLibFileName: () => 'lib.d.ts',
    getCurrentDirectory: () => '',
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    writeFile: () => {},
  };
  return ts.createProgram([...texts.keys()], options, host);
}

function usesInFile(file: ts.SourceFile, checker: ts.TypeChecker): Use[] {
  const uses: Use[] = [];
  const add = (kind: Use['kind'], node: ts.Node, name: string, names: readonly string[] = []): void => {
    const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
    uses.push({ kind, name, names, line });
  };
  const visit = (node: ts.Node): void => {
    const module = moduleOf(node);
    if (module !== undefined) add('import', node, module, importedNames(node));
    if (ts.isIdentifier(node) && isValueReference(node) && isGlobal(node, checker)) {
      for (const path of globalPaths(node)) add('global', node, path);
    }
    for (const member of membersRead(node)) add('member', node, member);
    if (ts.isBinaryExpression(node) && POWER.has(node.operatorToken.kind)) {
      add('operator', node.operatorToken, node.operatorToken.getText(file));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return uses;
}

/** The module that a node imports or re-exports, in any of the ways that there are. */
function moduleOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return textOf(node.moduleSpecifier);
  if (ts.isExternalModuleReference(node)) return textOf(node.expression);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return textOf(node.argument.literal);
  if (!ts.isCallExpression(node)) return undefined;
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require';
  return isImport || isRequire ? textOf(node.arguments[0]) : undefined;
}

function importedNames(node: ts.Node): readonly string[] {
  const bindings = ts.isImportDeclaration(node)
    ? node.importClause?.namedBindings
    : ts.isExportDeclaration(node)
      ? node.exportClause
      : undefined;
  if (bindings === undefined || !('elements' in bindings)) return [];
  return bindings.elements.map((element) => (element.propertyName ?? element.name).text);
}

/** Whether an identifier stands for a value, and is not the name of a member, a declaration, a label or a type. */
function isValueReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if ('name' in parent && parent.name === node) return false;
  if ('propertyName' in parent && parent.propertyName === node) return false;
  if ('label' in parent && parent.label === node) return false;
  if (ts.isExpressionWithTypeArguments(parent)) return isExtendedByClass(parent);
  return !(ts.isTypeNode(parent) || ts.isQualifiedName(parent) || ts.isExportSpecifier(parent));
}

function isExtendedByClass({ parent: clause }: ts.ExpressionWithTypeArguments): boolean {
  if (!ts.isHeritageClause(clause)) return true;
  return clause.token === ts.SyntaxKind.ExtendsKeyword && ts.isClassLike(clause.parent);
}

function isGlobal(node: ts.Identifier, checker: ts.TypeChecker): boolean {
  const symbol = ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
  const declarations = symbol?.declarations ?? [];
  // `declare const performance: …` only names a global; it makes none.
  return declarations.every(
    (declaration) => (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Ambient) !== 0,
  );
}

/** The paths read from one global: `Math.random`, or both names of `const { random, pow } = Math`. */
function globalPaths(node: ts.Identifier): readonly string[] {
  let end: ts.Expression = node;
  const names = [node.text];
  for (;;) {
    const member = memberOf(end);
    if (member === undefined) break;
    names.push(member.name);
    end = member.access;
  }
  if (GLOBAL_OBJECTS.has(names[0] ?? '') && names.length > 1) names.shift();
  const path = names.join('.');
  const taken = destructuredFrom(end);
  if (taken.length === 0) return [path];
  return taken.map((name) => (GLOBAL_OBJECTS.has(path) ? name : `${path}.${name}`));
}

/** The access that reads a member of `inner`, through parentheses, `!` and casts. */
function memberOf(
  inner: ts.Expression,
): { readonly name: string; readonly access: ts.Expression } | undefined {
  let child: ts.Node = inner;
  while (isWrapper(child.parent)) child = child.parent;
  const { parent } = child;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === child) {
    return { name: parent.name.text, access: parent };
  }
  if (ts.isElementAccessExpression(parent) && parent.expression === child) {
    const name = textOf(parent.argumentExpression);
    return name === undefined ? undefined : { name, access: parent };
  }
  return undefined;
}

function isWrapper(node: ts.Node): boolean {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node)
  );
}

function destructuredFrom(value: ts.Expression): readonly string[] {
  let child: ts.Node = value;
  while (isWrapper(child.parent)) child = child.parent;
  const { parent } = child;
  if (!ts.isVariableDeclaration(parent) || parent.initializer !== child) return [];
  return ts.isObjectBindingPattern(parent.name) ? namesTaken(parent.name) : [];
}

/** Names of the members that a node reads: `a.name`, `a['name']`, `const { name } = a`. */
function membersRead(node: ts.Node): readonly string[] {
  if (ts.isPropertyAccessExpression(node)) return [node.name.text];
  if (ts.isElementAccessExpression(node)) {
    const name = textOf(node.argumentExpression);
    return name === undefined ? [] : [name];
  }
  return ts.isObjectBindingPattern(node) ? namesTaken(node) : [];
}

function namesTaken(pattern: ts.ObjectBindingPattern): readonly string[] {
  return pattern.elements.flatMap(({ propertyName, name }) => {
    const key = propertyName ?? name;
    return ts.isIdentifier(key) || ts.isStringLiteralLike(key) ? [key.text] : [];
  });
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;
}
