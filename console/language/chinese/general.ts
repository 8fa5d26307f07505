import type { english } from '../english/general.ts';

export const chinese: typeof english = {
  skip: '跳到正文',
  navigation: { label: '页面', invite: '邀请', groups: '群组', users: '人员', connections: '连接' },
  language: '语言',
  theme: { label: '配色', system: '跟随系统', light: '浅色', dark: '深色' },
  providers: {
    GEWE: '微信（GeWe）',
    TENCENT_IM: '腾讯云 IM',
    TENCENT_IM_SDK: '腾讯云 IM SDK',
    IMKIT: 'IMKit',
    ZEGO_ZIM: '即构 ZIM',
  },
  loading: '正在加载……',
  nowhere: '没有这个页面。',
  toStart: '回到首页',
  close: '关闭',
  copied: '已复制',
  notCopied: '未能复制',
  offline: '连接已断开，正在重试；其间发生的变化之后会补上。',
  unreachable: '无法连接到服务，每隔几秒会自动重试。',
  again: '重试',
  unavailable: {
    title: '无法显示此页面',
    why: '服务可能在打开此标签页之后升级过。重新加载页面即可取得一致的版本。',
    reload: '重新加载页面',
  },
  door: {
    whatToDo: '处理办法',
    routersOnly: {
      title: '此服务只答复路由器',
      why: '配置了 auth.routerSecret，因此只答复出示该密钥的请求。浏览器若出示密钥，就会泄露它。',
      what: [
        '另外运行一个供人使用的实例：存储、事件和连接与此相同，用 auth.jwt 代替 auth.routerSecret，并只对这些人开放地址。各实例完全对等，因此可以看到全部内容。',
        '或者在此服务前面放一个需要登录的代理，由它加上请求头 x-router-secret，/graphql 的 WebSocket 也要加。',
      ],
    },
    listedOnly: {
      title: '此服务只接受名单中的查询文档',
      why: '配置了 documents.onlyTrusted，而控制台的文档不在名单中。没有 auth.jwt 时，只有这份名单决定调用者能做什么，因此服务不会自行添加。',
      what: [
        '把 dist/console/site/documents.json 中的条目加入 documents.trusted 指定的名单，然后重新启动服务。',
        '或者配置 auth.jwt：此后由权限范围决定谁能做什么，服务自带的控制台会自动列入名单。',
      ],
    },
  },
  signIn: {
    title: '登录',
    explanation: '此服务只答复持有令牌的人。',
    token: '令牌',
    hint: '令牌只保存在此标签页，关闭即清除，并且只发送给此服务。',
    submit: '登录',
    out: '退出登录',
    over: '已收不到新的变化：服务要求出示仍然有效的令牌。',
  },
};
