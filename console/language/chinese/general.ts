import type { english } from '../english/general.ts';

export const chinese: typeof english = {
  skip: '跳到正文',
  navigation: { label: '页面', invite: '邀请', groups: '群组', users: '人员', connections: '连接' },
  language: '语言',
  theme: { label: '配色', system: '跟随系统', light: '浅色', dark: '深色' },
  loading: '正在加载……',
  nowhere: '没有这个页面。',
  toStart: '回到首页',
  close: '关闭',
  offline: '连接已断开，正在重试；其间发生的变化之后会补上。',
  unreachable: '无法连接到服务。',
  again: '重试',
  signIn: {
    title: '登录',
    explanation: '此服务只答复持有令牌的人。',
    token: '令牌',
    hint: '令牌只保存在此标签页，关闭即清除，并且只发送给此服务。',
    submit: '登录',
    out: '退出登录',
  },
};
