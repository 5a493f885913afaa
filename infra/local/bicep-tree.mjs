// Prints the parse tree of Bicep files as JSON: { file: node }, where a node is { type, line, field?, text?, children? }.
// Only named nodes are kept; text is given for leaves and whole strings. Errors are nodes of type ERROR or MISSING.
// Usage: node bicep-tree.mjs FILE...
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';

const wasm = createRequire(import.meta.url).resolve('tree-sitter-bicep/tree-sitter-bicep.wasm');

function describe(node, field) {
  const described = { type: node.isMissing ? 'MISSING' : node.type, line: node.startPosition.row + 1 };
  if (field) described.field = field;
  const children = [];
  for (let index = 0; index < node.childCount; index++) {
    const child = node.child(index);
    if (child.isNamed || child.isError || child.isMissing) children.push(describe(child, node.fieldNameForChild(index)));
  }
  if (children.length) described.children = children;
  if (!children.length || node.type === 'string' || node.type === 'type' || node.isError) described.text = node.text;
  return described;
}

await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(wasm));
const trees = {};
for (const file of process.argv.slice(2)) trees[file] = describe(parser.parse(readFileSync(file, 'utf8')).rootNode);
process.stdout.write(JSON.stringify(trees));
