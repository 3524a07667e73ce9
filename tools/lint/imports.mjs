// The lint rule `portcullis/imports`: reports an import that `tools/imports/table.mjs` does not list. Covers type
// imports and dynamic imports.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { forbiddenImport } from '../imports/rules.mjs';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

export const imports = {
  meta: {
    type: 'problem',
    docs: {
      description: 'Allow only the imports listed in tools/imports/table.mjs',
    },
    messages: { forbidden: '{{reason}}' },
  },
  create(context) {
    const file = path.relative(repository, context.filename).split(path.sep).join('/');
    const check = (node, source) => {
      if (typeof source?.value !== 'string') return;
      const reason = forbiddenImport(file, source.value);
      if (reason !== undefined) context.report({ node, messageId: 'forbidden', data: { reason } });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => check(node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
      ImportExpression: (node) => check(node, node.source),
      TSImportType: (node) => check(node, node.source ?? node.argument?.literal ?? node.argument),
    };
  },
};
