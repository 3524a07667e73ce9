/** Reads the imports of every source file, type imports included, and finds cycles. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const SOURCE = /\.(ts|tsx|mts|cts|js|mjs|cjs)$/;

/** Lists the source files of a repository, tracked or new, as relative paths. */
export function sourceFiles(repository) {
  const options = { cwd: repository, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 };
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], options);
  return listed
    .split('\0')
    .filter((file) => SOURCE.test(file) && fs.existsSync(path.join(repository, file)));
}

/** Lists the imports of a file as written: value and type imports, static and dynamic imports, and `require`. */
export function importsOf(text) {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** Maps each file to the files that it imports by a relative path. */
export function importGraph(repository, files = sourceFiles(repository)) {
  const known = new Set(files);
  return new Map(
    files.map((file) => {
      const text = fs.readFileSync(path.join(repository, file), 'utf8');
      const targets = importsOf(text).map((specifier) => resolve(file, specifier, known));
      return [file, targets.filter((target) => target !== undefined)];
    }),
  );
}

/** Resolves `x.js` to `x.ts` or `x.tsx` if there is no `x.js`. */
function resolve(file, specifier, known) {
  if (!specifier.startsWith('.')) return undefined;
  const target = path.posix.join(path.posix.dirname(file), specifier);
  const sources = target.replace(/\.([mc]?)js$/, '.$1ts');
  return [target, sources, `${sources}x`].find((name) => known.has(name));
}

/**
 * Finds the cycles of a graph, each as a list of files that reach each other (Tarjan's strongly connected
 * components).
 */
export function cyclesIn(graph) {
  const state = {
    graph,
    order: new Map(),
    low: new Map(),
    stack: [],
    onStack: new Set(),
    cycles: [],
  };
  for (const node of graph.keys()) if (!state.order.has(node)) visit(node, state);
  return state.cycles;
}

function visit(node, state) {
  const { graph, order, low, stack, onStack } = state;
  order.set(node, order.size);
  low.set(node, order.get(node));
  stack.push(node);
  onStack.add(node);
  for (const next of graph.get(node) ?? []) {
    if (!order.has(next)) {
      visit(next, state);
      low.set(node, Math.min(low.get(node), low.get(next)));
    } else if (onStack.has(next)) {
      low.set(node, Math.min(low.get(node), order.get(next)));
    }
  }
  if (low.get(node) === order.get(node)) state.cycles.push(...closeComponent(node, state));
}

function closeComponent(node, { graph, stack, onStack }) {
  const component = stack.splice(stack.indexOf(node));
  for (const member of component) onStack.delete(member);
  const isCycle = component.length > 1 || (graph.get(node) ?? []).includes(node);
  return isCycle ? [component.toSorted()] : [];
}
