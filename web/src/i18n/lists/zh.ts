export const lists = {
  save_view: '保存视图',
  save_view_hint: '在本设备上以名称保存这些筛选。',
  view_name: '视图名称',
  columns: '列',
}

export const search = {
  title: '搜索',
  hint: '订单号、SKU、文件编号或页面',
  results: '结果',
  page: '页面',
  nothing: '未找到。订单需输入完整编号。',
}
