import type { why as en } from './en'

export const why: typeof en = {
  on_hold: '订单已暂停：%{reasons}。',
  released: '%{n} 件已列入拣货单，等待拣货。',
  picking: '正在拣货：还有 %{n} 件待拣。',
  picked: '已拣货，等待包装。',
  packed: '已包装，等待承运商取件。',
  ready: '库存已全部占用，等待下发到仓库。',
  partly_ready: '其中 %{n} 件已备好，等待下发到仓库。',
  waiting: '正在等待 %{quantity} 件 %{sku}。',
  next: '它排在队首。',
  ahead: '前面还有 %{n} 张订单。',
  none_in_stock: '没有未占用的库存。',
  being_handed_out: '已到货 %{n} 件，正在分配。',
  others_short: '另有 %{n} 种商品也缺货。',
  leaves_together: '其余 %{n} 件已占用，将一起发出。',
  hold: {
    address: '需要核对地址',
    payment: '尚未收到付款',
    fraud: '可能存在欺诈',
    client: '应客户要求',
    operator: '被仓库拦下',
  },
}
