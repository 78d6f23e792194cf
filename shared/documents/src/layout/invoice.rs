//! The invoice around the label: header, parties, lines over as many pages as they need, sums.

use domain::money::Money;

use super::party::{address_lines, wrapped_into};
use super::table::{Column, Content, HEADER_HEIGHT, Row, Table};
use super::{BODY, CAPTION, GREY, HAIR, HAIRLINE, INK, LEFT, Place, RIGHT, SMALL, SMALL_LEADING, WIDTH, facts, label, line};
use crate::branding::{Branding, Colour};
use crate::canvas::{Align, Canvas};
use crate::length::{Length, Rect, mm, tenth_mm, tenth_pt};
use crate::numbers;
use crate::sheet::InvoiceSheet;
use crate::text::{Text, Typesetter, Weight};
use crate::words::Words;

/// Where the table ends: above the label's strip on the first page, above the footer on others.
const FIRST_BOTTOM: Length = mm(210);
const OTHER_BOTTOM: Length = mm(280);
/// Where the table begins on pages after the first.
const OTHER_TOP: Length = mm(24);
const FOOTER: Length = tenth_mm(2870);
const SUM_LEADING: Length = tenth_mm(52);
/// Each of the three columns of the parties.
const PARTY_WIDTH: Length = mm(58);
/// The strip beside the label.
const STRIP_WIDTH: Length = mm(78);
const STRIP_LINES: usize = 17;

/// A sheet whose page breaks are decided.
pub(crate) struct Invoice<'a> {
    sheet: &'a InvoiceSheet,
    words: &'static Words,
    accent: Colour,
    table: Table,
    /// Rows of each page; the last page may have none.
    pages: Vec<Vec<Row>>,
    closing: Closing,
    /// What stands beside the label, line by line.
    strip: Vec<Text>,
    header_bottom: Length,
    parties: [Vec<Text>; 3],
}

/// What follows the table.
struct Closing {
    /// Payment terms and notes that are too long for the strip beside the label, line by line; the
    /// first of each part in bold.
    remarks: Vec<Text>,
    /// The page and distance from the top where the sums begin.
    place: (usize, Length),
    /// The same of each page of remarks: which lines of them stand there.
    remark_pages: Vec<(usize, Length, std::ops::Range<usize>)>,
}

impl<'a> Invoice<'a> {
    /// Sets every row and decides where pages end.
    pub(crate) fn plan(typesetter: &mut Typesetter, sheet: &'a InvoiceSheet) -> Self {
        let words = Words::of(sheet.locale);
        let parties = parties(typesetter, sheet, words);
        let deepest = parties.iter().map(Vec::len).max().unwrap_or(0);
        let header_bottom = mm(37) + tenth_mm(50) + SMALL_LEADING * i64::try_from(deepest).unwrap_or(0) + mm(2);
        let table = table(sheet, words);
        let rows = rows(typesetter, sheet, &table);
        let mut strip = remarks(typesetter, sheet, words, STRIP_WIDTH);
        let company = company(typesetter, &sheet.branding, words);
        let mut remarks_after = Vec::new();
        if strip.len() + company.len() > STRIP_LINES {
            strip.clear();
            remarks_after = remarks(typesetter, sheet, words, WIDTH);
        }
        strip.extend(company);
        strip.truncate(STRIP_LINES);
        let rows_top = header_bottom + mm(17) + HEADER_HEIGHT;
        let sums_height = sums_height(sheet);
        let (pages, closing) = paginate(rows, rows_top, sums_height, remarks_after);
        Self { sheet, words, accent: sheet.branding.colour.readable(), table, pages, closing, strip, header_bottom, parties }
    }

    pub(crate) fn pages(&self) -> usize {
        self.pages.len()
    }

    /// Draws a page, counted from zero; `logo` is its name in the file.
    pub(crate) fn draw(&self, page: usize, canvas: &mut Canvas<'_>, typesetter: &mut Typesetter, logo: Option<&str>) {
        let top = if page == 0 {
            label::draw(canvas, typesetter, self.sheet);
            self.first_header(canvas, typesetter, logo);
            lines(canvas, &self.strip, label::AREA.top);
            self.header_bottom + mm(17)
        } else {
            self.other_header(canvas, typesetter);
            OTHER_TOP
        };
        let rows = &self.pages[page];
        if !rows.is_empty() {
            let mut y = self.table.header(canvas, typesetter, top, self.accent);
            for row in rows {
                y = self.table.draw(canvas, row, y);
            }
        }
        if self.closing.place.0 == page {
            self.sums(canvas, typesetter, self.closing.place.1);
        }
        for (_, top, range) in self.closing.remark_pages.iter().filter(|(on, ..)| *on == page) {
            lines(canvas, &self.closing.remarks[range.clone()], *top);
        }
        self.footer(page, canvas, typesetter);
    }

    fn first_header(&self, canvas: &mut Canvas<'_>, typesetter: &mut Typesetter, logo: Option<&str>) {
        let (sheet, words, locale) = (self.sheet, self.words, self.sheet.locale);
        match (logo, &sheet.branding.logo) {
            (Some(name), Some(logo)) => {
                let (width, height) = logo.size();
                canvas.image(name, fitted_image(i64::from(width), i64::from(height), Rect::new(LEFT, mm(12), mm(60), mm(16))));
            }
            _ => {
                line(canvas, typesetter, &sheet.branding.name, Weight::Bold, Place::left(LEFT, mm(105), mm(24)), tenth_pt(200), self.accent)
            }
        }
        line(canvas, typesetter, words.invoice, Weight::Bold, Place::right(RIGHT, mm(70), mm(21)), tenth_pt(220), INK);
        line(canvas, typesetter, &sheet.invoice_number, Weight::Regular, Place::right(RIGHT, mm(70), mm(27)), tenth_pt(100), GREY);
        canvas.fill(Rect::new(LEFT, mm(32), WIDTH, tenth_mm(6)), self.accent);

        let captions = [words.seller, words.bill_to, words.ship_to];
        for ((caption, lines), column) in captions.into_iter().zip(&self.parties).zip(0..) {
            let left = LEFT + (PARTY_WIDTH + mm(4)) * column;
            line(canvas, typesetter, caption, Weight::Bold, Place::left(left, PARTY_WIDTH, mm(39)), CAPTION, self.accent);
            let mut baseline = mm(39) + tenth_mm(45);
            for text in lines {
                canvas.text(text, Align::Left, left, baseline, SMALL, INK);
                baseline += SMALL_LEADING;
            }
        }

        let mut entries = vec![
            (words.invoice_date, locale.day(sheet.invoiced_on)),
            (words.order, sheet.reference.to_string()),
            (words.order_date, locale.day(sheet.ordered_on)),
        ];
        entries.extend(sheet.supplied_on.map(|day| (words.supply_date, locale.day(day))));
        entries.extend(sheet.due_on.map(|day| (words.due_date, locale.day(day))));
        facts(canvas, typesetter, Rect::new(LEFT, self.header_bottom, WIDTH, mm(12)), self.accent.tint(), &entries);
    }

    fn other_header(&self, canvas: &mut Canvas<'_>, typesetter: &mut Typesetter) {
        let sheet = self.sheet;
        line(canvas, typesetter, &sheet.branding.name, Weight::Bold, Place::left(LEFT, mm(80), mm(16)), tenth_pt(110), self.accent);
        let which = format!("{} {} · {} {}", self.words.invoice, sheet.invoice_number, self.words.order, sheet.reference);
        line(canvas, typesetter, &which, Weight::Regular, Place::right(RIGHT, mm(96), mm(16)), SMALL, GREY);
        canvas.fill(Rect::new(LEFT, mm(19), WIDTH, tenth_mm(3)), self.accent);
    }

    fn footer(&self, page: usize, canvas: &mut Canvas<'_>, typesetter: &mut Typesetter) {
        let text = self.words.page(page + 1, self.pages());
        if page == 0 {
            line(canvas, typesetter, &text, Weight::Regular, Place::left(LEFT, mm(70), FOOTER), CAPTION, GREY);
        } else {
            canvas.fill(Rect::new(LEFT, FOOTER - mm(4), WIDTH, HAIR), HAIRLINE);
            line(canvas, typesetter, &self.sheet.branding.seller.name, Weight::Regular, Place::left(LEFT, mm(110), FOOTER), CAPTION, GREY);
            line(canvas, typesetter, &text, Weight::Regular, Place::right(RIGHT, mm(60), FOOTER), CAPTION, GREY);
        }
    }

    fn sums(&self, canvas: &mut Canvas<'_>, typesetter: &mut Typesetter, top: Length) {
        let (sheet, words, locale) = (self.sheet, self.words, self.sheet.locale);
        let amount = |money| numbers::amount(locale, money);

        let mut entries = vec![(words.goods, amount(sheet.totals.goods))];
        if sheet.totals.discount.minor != 0 {
            entries.push((words.discount, amount(negative(sheet.totals.discount))));
        }
        if sheet.totals.charges.minor != 0 {
            entries.push((words.charges, amount(sheet.totals.charges)));
        }
        entries.push((words.net_total, amount(sheet.totals.total.net)));
        entries.push((words.tax, amount(sheet.totals.total.tax)));
        let left = mm(126);
        let mut baseline = top + tenth_mm(40);
        for (caption, value) in &entries {
            line(canvas, typesetter, caption, Weight::Regular, Place::left(left, mm(33), baseline), BODY, GREY);
            line(canvas, typesetter, value, Weight::Regular, Place::right(RIGHT, mm(36), baseline), BODY, INK);
            baseline += SUM_LEADING;
        }
        canvas.fill(Rect::new(left, baseline - tenth_mm(25), RIGHT - left, tenth_mm(5)), self.accent);
        let baseline = baseline + tenth_mm(43);
        line(canvas, typesetter, words.total, Weight::Bold, Place::left(left, mm(30), baseline), tenth_pt(100), INK);
        let total = numbers::money(locale, sheet.totals.total.gross);
        line(canvas, typesetter, &total, Weight::Bold, Place::right(RIGHT, mm(39), baseline), tenth_pt(130), self.accent);

        let captions = [words.tax_summary, words.net, words.tax, words.gross];
        let rights = [mm(40), mm(65), mm(90), mm(115)];
        let mut baseline = top + tenth_mm(40);
        line(canvas, typesetter, captions[0], Weight::Bold, Place::left(LEFT, mm(30), baseline), CAPTION, GREY);
        for (caption, right) in captions.into_iter().zip(rights).skip(1) {
            line(canvas, typesetter, caption, Weight::Bold, Place::right(right, mm(23), baseline), CAPTION, GREY);
        }
        canvas.fill(Rect::new(LEFT, baseline + tenth_mm(15), mm(101), HAIR), HAIRLINE);
        for entry in &sheet.taxes {
            baseline += SUM_LEADING;
            let rate = numbers::percent(locale, entry.rate);
            line(canvas, typesetter, &rate, Weight::Regular, Place::left(LEFT, mm(24), baseline), SMALL, INK);
            for (money, right) in [entry.amounts.net, entry.amounts.tax, entry.amounts.gross].into_iter().zip(&rights[1..]) {
                line(canvas, typesetter, &amount(money), Weight::Regular, Place::right(*right, mm(23), baseline), SMALL, INK);
            }
        }
        let currency = words.amounts_in.replace("{x}", sheet.currency.code());
        line(canvas, typesetter, &currency, Weight::Regular, Place::left(LEFT, mm(101), baseline + SUM_LEADING), CAPTION, GREY);
    }
}

/// Lines of small type from the left edge.
fn lines(canvas: &mut Canvas<'_>, texts: &[Text], top: Length) {
    let mut baseline = top + tenth_mm(30);
    for text in texts {
        canvas.text(text, Align::Left, LEFT, baseline, SMALL, INK);
        baseline += SMALL_LEADING;
    }
}

/// Payment terms and notes, each part under its title and before an empty line.
fn remarks(typesetter: &mut Typesetter, sheet: &InvoiceSheet, words: &Words, width: Length) -> Vec<Text> {
    let mut texts = Vec::new();
    for (title, text) in [(words.payment_terms, &sheet.payment_terms), (words.notes, &sheet.notes)] {
        if let Some(text) = text.as_deref().filter(|text| !text.trim().is_empty()) {
            texts.push(typesetter.set(title, Weight::Bold));
            texts.extend(typesetter.paragraphs(text, Weight::Regular, width, SMALL));
            texts.push(Text::default());
        }
    }
    texts
}

/// Where to pay and what the store tells everyone.
fn company(typesetter: &mut Typesetter, branding: &Branding, words: &Words) -> Vec<Text> {
    let mut texts = Vec::new();
    if !branding.bank.is_empty() {
        texts.push(typesetter.set(words.payment_details, Weight::Bold));
        for entry in &branding.bank {
            texts.extend(typesetter.paragraphs(entry, Weight::Regular, STRIP_WIDTH, SMALL));
        }
        texts.push(Text::default());
    }
    if let Some(footer) = &branding.footer {
        texts.extend(typesetter.paragraphs(footer, Weight::Regular, STRIP_WIDTH, SMALL));
    }
    texts
}

/// Seller, buyer and consignee, wrapped to their columns.
fn parties(typesetter: &mut Typesetter, sheet: &InvoiceSheet, words: &Words) -> [Vec<Text>; 3] {
    const LONGEST: usize = 11;
    let branding = &sheet.branding;
    let labelled = |caption: &str, value: &Option<String>| value.as_ref().map(|value| format!("{caption} {value}"));
    let mut seller = address_lines(&branding.seller);
    seller.extend(labelled(words.tax_number, &branding.tax_number));
    seller.extend(labelled(words.registration_number, &branding.registration_number));
    let mut buyer = address_lines(&sheet.buyer);
    buyer.extend(labelled(words.tax_number, &sheet.buyer_tax_number));
    let mut consignee = address_lines(&sheet.consignee);
    consignee.extend(sheet.consignee.phone.as_ref().map(|phone| phone.as_str().to_owned()));
    [seller, buyer, consignee].map(|lines| {
        let weight = |at| if at == 0 { Weight::Bold } else { Weight::Regular };
        let texts = lines.iter().enumerate().map(|(at, line)| typesetter.set(line, weight(at))).collect();
        wrapped_into(texts, PARTY_WIDTH, SMALL, LONGEST)
    })
}

fn table(sheet: &InvoiceSheet, words: &Words) -> Table {
    let mut columns = vec![
        Column::new(words.line, mm(6), Align::Left),
        Column::new(words.sku, mm(22), Align::Left),
        Column::new(words.description, Length(0), Align::Left),
        Column::new(words.quantity, mm(10), Align::Right),
        Column::new(words.unit_price, mm(18), Align::Right),
    ];
    if has_discounts(sheet) {
        columns.push(Column::new(words.discount, mm(15), Align::Right));
    }
    columns.extend([
        Column::new(words.tax_rate, mm(11), Align::Right),
        Column::new(words.net, mm(19), Align::Right),
        Column::new(words.gross, mm(19), Align::Right),
    ]);
    Table::new(LEFT, WIDTH, columns)
}

fn negative(money: Money) -> Money {
    Money { minor: money.minor.saturating_neg(), ..money }
}

fn has_discounts(sheet: &InvoiceSheet) -> bool {
    sheet.lines.iter().any(|line| line.discount.minor != 0)
}

fn rows(typesetter: &mut Typesetter, sheet: &InvoiceSheet, table: &Table) -> Vec<Row> {
    let locale = sheet.locale;
    let has_discounts = has_discounts(sheet);
    let mut rows = Vec::with_capacity(sheet.lines.len() + sheet.charges.len());
    let amount = |money| Content::regular(numbers::amount(locale, money));
    let percent = |rate| Content::regular(numbers::percent(locale, rate));
    for (number, entry) in (1_u64..).zip(&sheet.lines) {
        let mut contents = vec![
            Content::regular(numbers::quantity(locale, number)),
            Content::Wrapped(entry.sku.as_str(), 2),
            Content::Wrapped(&entry.description, 3),
            Content::regular(numbers::quantity(locale, u64::from(entry.quantity))),
            amount(entry.unit_price),
        ];
        if has_discounts {
            contents.push(if entry.discount.minor == 0 { Content::regular("") } else { amount(negative(entry.discount)) });
        }
        contents.extend([percent(entry.tax_rate), amount(entry.amounts.net), amount(entry.amounts.gross)]);
        rows.push(table.row(typesetter, BODY, contents));
    }
    for charge in &sheet.charges {
        let mut contents = vec![Content::regular(""), Content::regular(""), Content::Wrapped(&charge.description, 3)];
        contents.extend((0..if has_discounts { 3 } else { 2 }).map(|_| Content::regular("")));
        contents.extend([percent(charge.tax_rate), amount(charge.amounts.net), amount(charge.amounts.gross)]);
        rows.push(table.row(typesetter, BODY, contents));
    }
    rows
}

fn sums_height(sheet: &InvoiceSheet) -> Length {
    let entries = 3 + i64::from(sheet.totals.discount.minor != 0) + i64::from(sheet.totals.charges.minor != 0);
    let taxes = i64::try_from(sheet.taxes.len()).unwrap_or(i64::MAX);
    (SUM_LEADING * entries + tenth_mm(105)).max(SUM_LEADING * (taxes + 2) + mm(2))
}

/// Puts rows on pages, then the sums and remarks after them. The sums never stand alone where a
/// row can come along.
fn paginate(rows: Vec<Row>, rows_top: Length, sums_height: Length, remarks: Vec<Text>) -> (Vec<Vec<Row>>, Closing) {
    const GAP: Length = mm(3);
    let top = |page: usize| if page == 0 { rows_top } else { OTHER_TOP + HEADER_HEIGHT };
    let bottom = |page: usize| if page == 0 { FIRST_BOTTOM } else { OTHER_BOTTOM };
    let mut pages = vec![Vec::new()];
    let mut y = top(0);
    for row in rows {
        if y + row.height > bottom(pages.len() - 1) {
            pages.push(Vec::new());
            y = top(pages.len() - 1);
        }
        y += row.height;
        pages.last_mut().expect("there is a first page").push(row);
    }
    if y + GAP + sums_height > bottom(pages.len() - 1) {
        let page = pages.last_mut().expect("there is a first page");
        let along: Vec<Row> = if page.len() > 1 { page.pop().into_iter().collect() } else { Vec::new() };
        pages.push(along);
        let page = pages.last().expect("one was just added");
        y = if page.is_empty() { OTHER_TOP } else { page.iter().fold(top(1), |y, row| y + row.height) };
    }
    let place = (pages.len() - 1, y + GAP);
    y = y + GAP + sums_height + GAP;
    let mut remark_pages = Vec::new();
    let mut start = 0;
    while start < remarks.len() {
        let room = usize::try_from((bottom(pages.len() - 1) - y).0 / SMALL_LEADING.0).unwrap_or(0);
        let mut end = (start + room).min(remarks.len());
        let is_title = |text: &Text| text.0.first().is_some_and(|glyph| glyph.is_bold);
        while end < remarks.len() && end > start && is_title(&remarks[end - 1]) {
            end -= 1;
        }
        if end > start {
            remark_pages.push((pages.len() - 1, y, start..end));
            start = end;
        }
        if start < remarks.len() {
            pages.push(Vec::new());
            y = OTHER_TOP;
        }
    }
    (pages, Closing { remarks, place, remark_pages })
}

/// As large as the box allows, at its left, in the middle of its height.
fn fitted_image(width: i64, height: i64, area: Rect) -> Rect {
    let by_height = Length(area.height.0 * width / height);
    let (width, height) =
        if by_height <= area.width { (by_height, area.height) } else { (area.width, Length(area.width.0 * height / width)) };
    Rect::new(area.left, area.top + (area.height - height) / 2, width, height)
}
