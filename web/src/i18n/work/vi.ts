export const first_run = {
  title: 'Bắt đầu với cửa hàng',
  hint: 'Bốn bước đến kiện hàng đầu tiên. Danh sách biến mất khi có đơn hàng.',
  go: 'Đến đó',
  done: 'Xong',
  products: 'Thêm sản phẩm',
  products_hint: 'Dán từ bảng tính: SKU, tên, vị trí.',
  stock: 'Nhập kho',
  stock_hint: 'Quét lô hàng hoặc dán phiếu giao.',
  orders: 'Gửi đơn hàng đầu tiên',
  orders_hint: 'Thả tệp, hoặc tạo khóa API cho cửa hàng.',
  shipped: 'Xuất đợt, lấy, đóng gói, bàn giao',
  shipped_hint: 'Đợt hàng in hóa đơn và nhãn; điện thoại dẫn các bước còn lại.',
}

export const pwa = {
  update: 'Đã có phiên bản Packhouse mới.',
  reload: 'Tải',
  offline: 'Không có kết nối. Những gì bạn thấy có thể đã cũ; việc tải sẽ tự tiếp tục khi có kết nối lại.',
  offline_floor: 'Lấy hàng, kiểm kê và bàn giao vẫn tiếp tục được.',
}

export const unsaved = {
  title: 'Rời đi mà không lưu?',
  explanation: 'Những thay đổi ở đây chưa được lưu. Chúng sẽ mất khi bạn rời đi.',
  stay: 'Ở lại',
  leave: 'Rời đi',
} as const
