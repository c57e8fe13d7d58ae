// How long a project of many rules type-checks: `node packages/rules-dsl/scripts/measure-types.mjs [rules]`.
// Writes a project of generated rules to a temporary folder, with our declarations as they are published, and
// runs both compilers over it, and over a project of one line, whose time is what compiler and declarations cost.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const home = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const count = Number(process.argv[2] ?? 500);
const perFile = 25;

const project = mkdtempSync(join(tmpdir(), 'falco-rules-types-'));
try {
  declarations();
  write('empty', [`import { field } from 'falco-rules';\nexport const verb = field.ka.verb;\n`]);
  write(
    'rules',
    Array.from({ length: Math.ceil(count / perFile) }, (_, file) => module(file)),
  );
  for (const [name, compiler] of [
    ['7', 'typescript'],
    ['5.9', 'typescript-5.9'],
  ]) {
    const bin = join(dirname(require.resolve(`${compiler}/package.json`)), 'bin', 'tsc');
    const [empty, rules] = ['empty', 'rules'].map((folder) => seconds(bin, join(project, folder)));
    console.log(
      `TypeScript ${name}: ${count} rules ${rules.toFixed(2)} s, empty project ${empty.toFixed(2)} s`,
    );
  }
} finally {
  rmSync(project, { recursive: true, force: true });
}

function declarations() {
  const root = resolve(home, '..', '..');
  const bin = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const compilerOptions = {
    noEmit: false,
    emitDeclarationOnly: true,
    declaration: true,
    rootDir: join(root, 'packages'),
    outDir: join(project, 'types'),
  };
  const config = join(project, 'declarations.json');
  const files = [join(home, 'src', 'index.ts')];
  const typeRoots = [join(root, 'node_modules', '@types')];
  writeFileSync(
    config,
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions: { ...compilerOptions, typeRoots },
      include: [],
      files,
    }),
  );
  spawnSync(process.execPath, [bin, '--project', config], { stdio: 'inherit' });
}

function write(folder, modules) {
  mkdirSync(join(project, folder));
  const compilerOptions = {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    paths: {
      'falco-rules': [join(project, 'types', 'rules-dsl', 'src', 'index.d.ts')],
      '@falco-rules/language': [join(project, 'types', 'language', 'src', 'index.d.ts')],
    },
  };
  writeFileSync(join(project, folder, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(
    join(project, folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['*.ts'] }),
  );
  modules.forEach((text, index) => {
    writeFileSync(join(project, folder, `m${index}.rules.ts`), text);
  });
}

function seconds(bin, folder) {
  const started = performance.now();
  const run = spawnSync(process.execPath, [bin, '-p', folder], { encoding: 'utf8' });
  const own = run.stdout.split('\n').filter((line) => line.includes('.rules.ts'));
  if (own.length > 0) throw new Error(own.join('\n'));
  return (performance.now() - started) / 1000;
}

/** Rules of the size that people write: a few checks, a macro, a list, an output of five fields, an exception. */
function module(file) {
  const rules = Array.from(
    { length: perFile },
    (_, index) => `
const users${index} = list('users_${file}_${index}', ['alice', 'bob', 'carol']);
const busy${index} = macro('busy_${file}_${index}', and(kevt, or(ka.verb.eq('create'), ka.verb.in(['update', 'patch']))));
export const rule${index} = rule('Rule ${file} ${index}', {
  desc: 'Somebody did something that nobody should do.',
  condition: and(
    busy${index},
    ka.target.resource.eq('pods'),
    not(ka.user.name.in(users${index})),
    not(ka.user.name.startswith('system:')),
    or(ka.req.pod.containers.privileged.intersects(['true']), ka.req.pod.host_network.eq('true')),
    ka.uri.param('command').exists(),
    ka.req.pod.containers.image.repository(0).in(['nginx', 'envoy']),
    len(ka.user.groups).gt(${index}),
    tolower(ka.useragent).contains('kubectl'),
  ),
  output: out\`Something (user=\${ka.user.name} verb=\${ka.verb} name=\${ka.target.name} ns=\${ka.target.namespace} resp=\${ka.response.code})\`,
  priority: 'WARNING',
  tags: ['k8s'],
  exceptions: [
    exception('known', {
      fields: [ka.user.name, ka.verb, ka.target.namespace],
      comps: ['in', '=', 'startswith'],
      values: [[users${index}, 'update', 'kube-'], [['dave', 'eve'], 'patch', 'prod-']],
    }),
  ],
});
`,
  );
  return `import { and, exception, field, len, list, macro, not, or, out, rule, tolower } from 'falco-rules';

const { ka, jevt } = field;
const kevt = macro('kevt', jevt.value('/stage').in(['ResponseComplete']));
${rules.join('')}`;
}
