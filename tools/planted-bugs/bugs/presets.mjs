/** Mistakes in presets, and in options that extend a preset. */
const claimsPolicy = 'packages/core/src/issuers/resolve-claims-policy.ts';
const gitlab = 'packages/core/src/presets/gitlab.ts';
const google = 'packages/core/src/presets/google.ts';

export const presetBugs = [
  {
    name: 'the conditions of a preset are ignored',
    file: claimsPolicy,
    find: 'const { presetConditions = {} } = options;',
    replace: 'const presetConditions: PresetConditions = {};',
  },
  {
    name: 'required claims replace those of the preset',
    file: claimsPolicy,
    find: '...preset.required, ...own.required,',
    replace: '...(own.required.length > 0 ? own.required : preset.required),',
  },
  {
    name: 'required values replace those of the preset',
    file: claimsPolicy,
    find: 'const values = [...preset.values, ...own.values];',
    replace: 'const values = own.values.length > 0 ? own.values : preset.values;',
  },
  {
    name: 'a required value replaces the preset’s value of the same claim',
    file: claimsPolicy,
    find: 'const values = [...preset.values, ...own.values];',
    replace: 'const values = [...new Map([...preset.values, ...own.values])];',
  },
  {
    name: 'forbidden claims replace those of the preset',
    file: claimsPolicy,
    find: 'const forbidden = [...preset.forbidden, ...own.forbidden];',
    replace:
      'const forbidden = [...(own.forbidden.length > 0 ? own.forbidden : preset.forbidden)];',
  },
  {
    name: 'an unknown condition of a preset is ignored',
    file: claimsPolicy,
    find: 'assertKnownOptions(presetConditions, CONDITIONS, `${path}presetConditions.`);',
    replace: '',
  },
  {
    name: 'impossible required values are not reported at startup',
    file: claimsPolicy,
    find: 'assertSomeFits(own.values, preset.values, `${path}requiredValues`);',
    replace: '',
  },
  {
    name: 'a claim that is both required and forbidden is not reported at startup',
    file: claimsPolicy,
    find: 'assertApart(required, forbidden, `${path}forbiddenClaims`);',
    replace: '',
  },
  {
    name: 'a Google token for any client is accepted',
    file: google,
    find: 'presetConditions: { requiredValues: { azp: [clientId, parties].flat() } },',
    replace: '',
  },
  {
    name: 'additional authorized parties replace the client',
    file: google,
    find: '[clientId, parties].flat()',
    replace: '[parties].flat()',
  },
  {
    name: 'a GitLab job token is accepted as a sign-in',
    file: gitlab,
    find: "forbiddenClaims: ['project_id', 'job_id'],",
    replace: '',
  },
];
