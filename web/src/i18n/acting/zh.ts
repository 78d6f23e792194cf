export const acting = {
  title: '代客户操作',
  banner: '您正处于 %{client} 的视图中，登录身份为 %{name}。',
  told: '客户的日志会记录您来过；您所做的操作会带上双方的名字。',
  withheld: '对方有权而您无权：%{list}',
  end: '返回我自己的视图',
  begin: '代客户操作',
  begin_one: '代此人操作',
  ask: '代 %{name} 操作？',
  hint: '您看到对方所看到的，并可执行对方有权、且您自己也有权的操作。日志会以双方的名字记录。',
  nobody: '您的店铺中没有客户方人员',
}
