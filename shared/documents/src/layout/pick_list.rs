//! The pick list: one line per stop of the walk, then the orders with their positions.

use super::table::{Column, Content, HEADER_HEIGHT, Row, Table};
use super::{BODY, CAPTION, GREY, HAIR, HAIRLINE, INK, LEFT, Place, RIGHT, SMALL, WIDTH, facts, line};
use crate::barcode::Code128;
use crate::branding::Colour;
use crate::canvas::{Align, Canvas};
use crate::length::{Length, Rect, mm, tenth_mm, tenth_pt};
use crate::numbers;
use crate::pick_list::{PickList, Stop};
use crate::text::{Typesetter, Weight};
use crate::words::Words;

const TINT: Colour = Colour([240, 242, 245]);
const FIRST_TOP: Length = mm(56);
const OTHER_TOP: Length = mm(20);
const BOTTOM: Length = mm(282);
const FOOTER: Length = tenth_mm(2890);
/// A stop that many orders want is set as several rows, so that it can go over pages.
const SPLIT_LINES: usize = 12;

/// A pick list whose page breaks are decided.
pub(crate) struct Plan<'a> {
    list: &'a PickList,
    words: &'static Words,
    stops: Table,
    orders: Table,
    summary: [(&'static str, String); 5],
    pages: Vec<Page>,
}

/// Parts of the two tables that stand on one page.
#[derive(Default)]
struct Page {
    stops: Vec<Row>,
    orders: Vec<Row>,
}

impl<'a> Plan<'a> {
    /// Sets every row and decides where pages end.
    pub(crate) fn new(typesetter: &mut Typesetter, list: &'a PickList) -> Self {
        let words = Words::of(list.locale);
        let stops_table = Table::new(
            LEFT,
            WIDTH,
            vec![
                Column::new("", mm(5), Align::Left),
                Column::new(words.location, mm(28), Align::Left),
                Column::new(words.sku, mm(28), Align::Left),
                Column::new(words.description, Length(0), Align::Left),
                Column::new(words.quantity, mm(14), Align::Centre),
                Column::new(words.split, mm(48), Align::Left),
            ],
        );
        let orders_table = Table::new(
            LEFT,
            WIDTH,
            vec![
                Column::new("", mm(5), Align::Left),
                Column::new(words.position, mm(14), Align::Left),
                Column::new(words.order, mm(60), Align::Left),
                Column::new(words.consignee, Length(0), Align::Left),
                Column::new(words.units, mm(20), Align::Right),
            ],
        );
        let stops = list.stops();
        let units = stops.iter().map(|stop| stop.quantity).sum();
        let count = |number: usize| numbers::quantity(list.locale, number as u64);
        let summary = [
            (words.warehouse, list.warehouse.clone()),
            (words.released_on, list.locale.day(list.released_on)),
            (words.orders, count(list.orders.len())),
            (words.stops, count(stops.len())),
            (words.units, numbers::quantity(list.locale, units)),
        ];
        let stop_rows = stops.iter().flat_map(|stop| stop_rows(typesetter, list, &stops_table, stop)).collect();
        let order_rows = order_rows(typesetter, list, &orders_table);
        let pages = paginate(stop_rows, order_rows);
        Self { list, words, stops: stops_table, orders: orders_table, summary, pages }
    }

    pub(crate) fn pages(&self) -> usize {
        self.pages.len()
    }

    /// Draws a page, counted from zero.
    pub(crate) fn draw(&self, page: usize, canvas: &mut Canvas<'_>, typesetter: &mut Typesetter) {
        let mut y = if page == 0 { self.first_header(canvas, typesetter) } else { self.other_header(canvas, typesetter) };
        let content = &self.pages[page];
        if !content.stops.is_empty() {
            y = self.stops.header(canvas, typesetter, y, INK);
            for row in &content.stops {
                y = self.stops.draw(canvas, row, y);
            }
            y += mm(6);
        }
        if !content.orders.is_empty() {
            y = self.orders.header(canvas, typesetter, y, INK);
            for row in &content.orders {
                y = self.orders.draw(canvas, row, y);
            }
        }
        canvas.fill(Rect::new(LEFT, FOOTER - mm(4), WIDTH, HAIR), HAIRLINE);
        let batch = self.list.batch.to_string();
        line(canvas, typesetter, &batch, Weight::Regular, Place::left(LEFT, mm(110), FOOTER), CAPTION, GREY);
        let number = self.words.page(page + 1, self.pages());
        line(canvas, typesetter, &number, Weight::Regular, Place::right(RIGHT, mm(60), FOOTER), CAPTION, GREY);
    }

    fn first_header(&self, canvas: &mut Canvas<'_>, typesetter: &mut Typesetter) -> Length {
        line(canvas, typesetter, self.words.pick_list, Weight::Bold, Place::left(LEFT, mm(60), mm(22)), tenth_pt(220), INK);
        let batch = self.list.batch.to_string();
        let caption = format!("{} {batch}", self.words.batch);
        let area = Rect::new(mm(76), mm(12), mm(120), mm(14));
        if let Some(code) = Code128::new(&batch) {
            canvas.bars(&code, area);
        }
        let place = Place { align: Align::Centre, ..Place::left(area.left, area.width, area.bottom() + tenth_mm(35)) };
        line(canvas, typesetter, &caption, Weight::Regular, place, SMALL, INK);
        facts(canvas, typesetter, Rect::new(LEFT, mm(36), WIDTH, mm(12)), TINT, &self.summary);
        FIRST_TOP - mm(3)
    }

    fn other_header(&self, canvas: &mut Canvas<'_>, typesetter: &mut Typesetter) -> Length {
        line(canvas, typesetter, self.words.pick_list, Weight::Bold, Place::left(LEFT, mm(80), mm(15)), tenth_pt(110), INK);
        let warehouse = &self.list.warehouse;
        line(canvas, typesetter, warehouse, Weight::Regular, Place::right(RIGHT, mm(96), mm(15)), SMALL, GREY);
        OTHER_TOP
    }
}

fn stop_rows(typesetter: &mut Typesetter, list: &PickList, table: &Table, stop: &Stop<'_>) -> Vec<Row> {
    const SPLIT_COLUMN: usize = 5;
    let split: Vec<String> =
        stop.split.iter().map(|(position, units)| format!("{position}×{}", numbers::quantity(list.locale, *units))).collect();
    let split = typesetter.set(&split.join("   "), Weight::Regular).wrapped(table.width(SPLIT_COLUMN), BODY, usize::MAX);
    let quantity = numbers::quantity(list.locale, stop.quantity);
    let location = stop.location.unwrap_or("–");
    let mut rows = Vec::new();
    for (at, lines) in split.chunks(SPLIT_LINES).enumerate() {
        let (tick, quantity) = if at == 0 { (Content::Box, quantity.as_str()) } else { (Content::regular("…"), "") };
        let contents = vec![
            tick,
            Content::bold(location),
            Content::Wrapped(stop.sku.as_str(), 2),
            Content::Wrapped(stop.description, 2),
            Content::bold(quantity),
            Content::Made(lines.to_vec()),
        ];
        rows.push(table.row(typesetter, BODY, contents));
    }
    rows
}

fn order_rows(typesetter: &mut Typesetter, list: &PickList, table: &Table) -> Vec<Row> {
    let mut rows = Vec::with_capacity(list.orders.len());
    for (position, order) in (1_u64..).zip(&list.orders) {
        let units = order.lines.iter().map(|line| u64::from(line.quantity)).sum();
        let contents = vec![
            Content::Box,
            Content::bold(position.to_string()),
            Content::Wrapped(order.reference.as_str(), 2),
            Content::Wrapped(&order.consignee, 1),
            Content::regular(numbers::quantity(list.locale, units)),
        ];
        rows.push(table.row(typesetter, BODY, contents));
    }
    rows
}

fn paginate(stops: Vec<Row>, orders: Vec<Row>) -> Vec<Page> {
    let mut pages = vec![Page::default()];
    let mut y = FIRST_TOP - mm(3) + HEADER_HEIGHT;
    for row in stops {
        if y + row.height > BOTTOM {
            pages.push(Page::default());
            y = OTHER_TOP + HEADER_HEIGHT;
        }
        y += row.height;
        pages.last_mut().expect("there is a first page").stops.push(row);
    }
    y = y + mm(6) + HEADER_HEIGHT;
    for row in orders {
        if y + row.height > BOTTOM {
            pages.push(Page::default());
            y = OTHER_TOP + HEADER_HEIGHT;
        }
        y += row.height;
        pages.last_mut().expect("there is a first page").orders.push(row);
    }
    pages
}
