export const lists = {
  save_view: 'Lưu chế độ xem',
  save_view_hint: 'Giữ các bộ lọc này dưới một tên, trên thiết bị này.',
  view_name: 'Tên chế độ xem',
  columns: 'Cột',
}

export const search = {
  title: 'Tìm kiếm',
  hint: 'Số đơn hàng, SKU, số tệp hoặc trang',
  results: 'Kết quả',
  page: 'Trang',
  nothing: 'Không tìm thấy. Đơn hàng tìm theo số đầy đủ.',
}
