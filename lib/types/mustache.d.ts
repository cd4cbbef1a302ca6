/** What a template is made of: its kind, its name or text, where it stands, and what is inside of a section. */
type Token = [
  kind: string,
  name: string,
  start: number,
  end: number,
  inside?: Token[],
  ...unknown[],
];
declare const mustache: {
  parse(template: string): Token[];
  render(
    template: string,
    view: unknown,
    partials: undefined,
    config: { escape: (value: unknown) => string },
  ): string;
};
export default mustache;
