/** What people's lists of accounts have besides accounts, wherever they are read. */

/** Headings of the column that has what can be invited, in small letters. */
export const ACCOUNT_HEADINGS: ReadonlySet<string> = new Set(
  [
    ['account', 'accounts', 'account id', 'accountid', 'account_id', 'id', 'ids'],
    ['user', 'users', 'user id', 'userid', 'user_id', 'uid', 'wxid', 'member', 'members', 'member id', 'memberid'],
    ['账号', '帐号', '账号id', '用户', '用户id', '用户账号', '成员', '成员id', '微信号'],
  ].flat(),
);

/** Marks that are no part of any name: byte order marks, joiners and directions that travel along with copied text. */
export const INVISIBLE_MARKS = /[\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF\u00AD]/g;
