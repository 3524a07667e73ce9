/** Mistakes in presets, and in what is laid over them. */
const claimsPolicy = 'packages/core/src/issuers/resolve-claims-policy.ts';
const gitlab = 'packages/core/src/presets/gitlab.ts';
const google = 'packages/core/src/presets/google.ts';

export const presetBugs = [
  {
    name: 'the conditions of a preset are not looked at',
    file: claimsPolicy,
    find: 'const { presetConditions = {} } = options;',
    replace: 'const presetConditions: PresetConditions = {};',
  },
  {
    name: 'claims required over a preset replace those that it requires',
    file: claimsPolicy,
    find: '...preset.required, ...own.required,',
    replace: '...(own.required.length > 0 ? own.required : preset.required),',
  },
  {
    name: 'values required over a preset replace those that it requires',
    file: claimsPolicy,
    find: 'const values = [...preset.values, ...own.values];',
    replace: 'const values = own.values.length > 0 ? own.values : preset.values;',
  },
  {
    name: 'a value required over a preset replaces that of the same claim',
    file: claimsPolicy,
    find: 'const values = [...preset.values, ...own.values];',
    replace: 'const values = [...new Map([...preset.values, ...own.values])];',
  },
  {
    name: 'claims forbidden over a preset replace those that it forbids',
    file: claimsPolicy,
    find: 'const forbidden = [...preset.forbidden, ...own.forbidden];',
    replace:
      'const forbidden = [...(own.forbidden.length > 0 ? own.forbidden : preset.forbidden)];',
  },
  {
    name: 'a misspelt condition of a preset is no condition',
    file: claimsPolicy,
    find: 'assertKnownOptions(presetConditions, CONDITIONS, `${path}presetConditions.`);',
    replace: '',
  },
  {
    name: 'values that no token can have are not noticed at boot',
    file: claimsPolicy,
    find: 'assertSomeFits(own.values, preset.values, `${path}requiredValues`);',
    replace: '',
  },
  {
    name: 'a claim that is required and forbidden is not noticed at boot',
    file: claimsPolicy,
    find: 'assertApart(required, forbidden, `${path}forbiddenClaims`);',
    replace: '',
  },
  {
    name: 'a token that Google gave to anybody is a sign-in',
    file: google,
    find: 'presetConditions: { requiredValues: { azp: [clientId, parties].flat() } },',
    replace: '',
  },
  {
    name: 'further authorized parties take the place of the client',
    file: google,
    find: '[clientId, parties].flat()',
    replace: '[parties].flat()',
  },
  {
    name: 'a job of GitLab signs somebody in',
    file: gitlab,
    find: "forbiddenClaims: ['project_id', 'job_id'],",
    replace: '',
  },
];
