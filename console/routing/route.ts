/** What the address says is shown. It stands behind the '#', so that every address of the console is one page to the service. */
export type Route =
  | { readonly page: 'invite' }
  | { readonly page: 'operation'; readonly id: string }
  | { readonly page: 'groups' }
  | { readonly page: 'group'; readonly id: string }
  | { readonly page: 'users' }
  | { readonly page: 'user'; readonly id: string }
  | { readonly page: 'connections' }
  | { readonly page: 'nowhere' };

const DETAIL = { operations: 'operation', groups: 'group', users: 'user' } as const;
const isDetail = (section: string): section is keyof typeof DETAIL => Object.hasOwn(DETAIL, section);

/** @param hash as in `location.hash`, with or without its '#' */
export function parseRoute(hash: string): Route {
  const [section = '', id = ''] = hash.replace(/^#?\/?/, '').split('/', 2);
  if (id !== '' && isDetail(section)) return { page: DETAIL[section], id: decode(id) };
  switch (section) {
    case '':
      return { page: 'invite' };
    case 'groups':
    case 'users':
    case 'connections':
      return { page: section };
    default:
      return { page: 'nowhere' };
  }
}

/** The address of a page, to be written into a link. */
export function addressOf(route: Exclude<Route, { readonly page: 'nowhere' }>): string {
  switch (route.page) {
    case 'invite':
      return '#/';
    case 'operation':
      return `#/operations/${encodeURIComponent(route.id)}`;
    case 'group':
      return `#/groups/${encodeURIComponent(route.id)}`;
    case 'user':
      return `#/users/${encodeURIComponent(route.id)}`;
    default:
      return `#/${route.page}`;
  }
}

/** An address that somebody has typed may be no encoding at all. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
