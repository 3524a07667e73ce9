/** Reads the imports of every source file, those of types too, and finds circles in them. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const SOURCE = /\.(ts|tsx|mts|cts|js|mjs|cjs)$/;

/** The source files of a repository, tracked or new, relative to it. */
export function sourceFiles(repository) {
  const options = { cwd: repository, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 };
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], options);
  return listed
    .split('\0')
    .filter((file) => SOURCE.test(file) && fs.existsSync(path.join(repository, file)));
}

/** Every import of a file as written: of values and types, static and at run time, and by `require`. */
export function importsOf(text) {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** File → the files that it imports by a relative path. */
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

/** `x.js` is the file `x.ts` or `x.tsx` where there is no `x.js`. */
function resolve(file, specifier, known) {
  if (!specifier.startsWith('.')) return undefined;
  const target = path.posix.join(path.posix.dirname(file), specifier);
  const sources = target.replace(/\.([mc]?)js$/, '.$1ts');
  return [target, sources, `${sources}x`].find((name) => known.has(name));
}

/** The circles of a graph, each as the files that reach each other (Tarjan's strongly connected components). */
export function circlesIn(graph) {
  const state = {
    graph,
    order: new Map(),
    low: new Map(),
    stack: [],
    onStack: new Set(),
    circles: [],
  };
  for (const node of graph.keys()) if (!state.order.has(node)) visit(node, state);
  return state.circles;
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
  if (low.get(node) === order.get(node)) state.circles.push(...closeComponent(node, state));
}

function closeComponent(node, { graph, stack, onStack }) {
  const component = stack.splice(stack.indexOf(node));
  for (const member of component) onStack.delete(member);
  const isCircle = component.length > 1 || (graph.get(node) ?? []).includes(node);
  return isCircle ? [component.toSorted()] : [];
}
