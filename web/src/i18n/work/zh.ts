export const first_run = {
  title: '启用店铺',
  hint: '四步发出第一个包裹。有订单后此列表会消失。',
  go: '前往',
  done: '已完成',
  products: '添加商品',
  products_hint: '从电子表格粘贴：SKU、名称、库位。',
  stock: '商品入库',
  stock_hint: '扫描到货或粘贴送货单。',
  orders: '发送首批订单',
  orders_hint: '拖入文件，或为您的商店创建 API 密钥。',
  shipped: '下发、拣货、打包、交接',
  shipped_hint: '批次会打印发票和面单；其余步骤由手机引导。',
}

export const pwa = {
  update: 'Packhouse 有新版本。',
  reload: '加载',
  offline: '没有网络连接。所显示的内容可能已过时；连接恢复后会自动继续加载。',
  offline_floor: '拣货、盘点和交运在此期间可以继续。',
}

export const unsaved = {
  title: '不保存就离开？',
  explanation: '您在此处的更改尚未保存，离开后将丢失。',
  stay: '留在此页',
  leave: '离开',
} as const
