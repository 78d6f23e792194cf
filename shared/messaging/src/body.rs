//! The body of a mail as blocks, written once and shown twice: as plain text and as HTML. Only here
//! is text turned into markup, so only here can escaping be forgotten.

use std::fmt::Write;

use domain::locale::Locale;
use domain::stores::brand::Colour;

use crate::mail::{Logo, Look};

/// Blocks from top to bottom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Body(pub(crate) Vec<Block>);

/// One block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    /// The first words.
    Title(String),
    /// Above a part.
    Heading(String),
    /// A sentence or more.
    Paragraph(String),
    /// Rows of cells; the columns after the first are numbers where `numbers` says so.
    Table { head: Vec<String>, rows: Vec<Vec<String>>, numbers: bool },
    /// A button.
    Link { label: String, url: String },
    /// At the end, small.
    Footer(String),
}

const FONT: &str = "font-family:-apple-system,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif";
const CELL: &str = "padding:6px 12px 6px 0;border-bottom:1px solid #d6dae0;vertical-align:top";

impl Body {
    /// Plain text, lines ended by a line feed.
    pub(crate) fn text(&self, look: &Look) -> String {
        let mut text = Plain(String::new());
        for block in &self.0 {
            match block {
                Block::Title(line) | Block::Paragraph(line) => text.line(line, "\n\n"),
                Block::Heading(line) => text.line(line, "\n"),
                Block::Table { head, rows, .. } => {
                    for row in head_and_rows(head, rows) {
                        text.line(&format!("  {}", row.join(" | ")), "\n");
                    }
                    text.line("", "\n");
                }
                Block::Link { label, url } => {
                    text.line(&format!("{label}:"), "\n");
                    text.line(url, "\n\n");
                }
                Block::Footer(line) => {
                    text.line("--", "\n");
                    text.line(line, "\n");
                    if let Some(own) = &look.footer {
                        text.line(own, "\n");
                    }
                }
            }
        }
        text.0
    }

    /// A page of HTML with everything in it: no style sheet, picture or script from elsewhere. The logo comes with the mail.
    pub(crate) fn html(&self, locale: Locale, title: &str, look: &Look) -> String {
        let mut html = String::new();
        let (language, title) = (locale.tag(), Escaped(title));
        append(
            &mut html,
            format_args!("<!doctype html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\n"),
        );
        append(&mut html, format_args!("<body style=\"margin:0;padding:24px;color:#181c24;{FONT};font-size:15px\">\n"));
        head(&mut html, look);
        for block in &self.0 {
            match block {
                Block::Title(line) => {
                    append(&mut html, format_args!("<h1 style=\"font-size:20px;margin:0 0 16px\">{}</h1>\n", Escaped(line)))
                }
                Block::Heading(line) => {
                    append(&mut html, format_args!("<h2 style=\"font-size:15px;margin:24px 0 8px\">{}</h2>\n", Escaped(line)))
                }
                Block::Paragraph(line) => append(&mut html, format_args!("<p style=\"margin:0 0 12px\">{}</p>\n", Escaped(line))),
                Block::Table { head, rows, numbers } => table(&mut html, head, rows, *numbers),
                Block::Link { label, url } => append(
                    &mut html,
                    format_args!(
                        "<p style=\"margin:20px 0\"><a href=\"{}\" style=\"background:#1d4ed8;color:#fff;padding:10px 16px;border-radius:6px;text-decoration:none\">{}</a></p>\n",
                        Escaped(url),
                        Escaped(label)
                    ),
                ),
                Block::Footer(line) => {
                    append(&mut html, format_args!("<p style=\"margin:24px 0 0;color:#626a76;font-size:12px\">{}</p>\n", Escaped(line)));
                    if let Some(own) = &look.footer {
                        append(&mut html, format_args!("<p style=\"margin:4px 0 0;color:#626a76;font-size:12px\">{}</p>\n", Escaped(own)));
                    }
                }
            }
        }
        html.push_str("</body></html>\n");
        html
    }
}

/// The store's own head: its logo above a line of its colour, or its name on its colour.
fn head(html: &mut String, look: &Look) {
    let colour = look.colour.map_or_else(|| "#d6dae0".to_owned(), |colour| colour.to_string());
    let name = Escaped(&look.name);
    match (&look.logo, look.colour) {
        (Some(logo), _) => {
            let (width, height) = logo.shown();
            append(
                html,
                format_args!(
                    "<div style=\"background:#fff;padding:0 0 12px;margin:0 0 20px;border-bottom:3px solid {colour}\"><img src=\"cid:{}\" alt=\"{name}\" width=\"{width}\" height=\"{height}\" style=\"display:block\"></div>\n",
                    Logo::CONTENT_ID
                ),
            );
        }
        (None, Some(own)) => {
            let ink: Colour = own.ink();
            append(
                html,
                format_args!(
                    "<div style=\"background:{colour};color:{ink};padding:14px 16px;margin:0 0 20px;border-radius:6px;font-weight:600\">{name}</div>\n"
                ),
            );
        }
        (None, None) => {}
    }
}

fn table(html: &mut String, head: &[String], rows: &[Vec<String>], numbers: bool) {
    let align = |at: usize| if numbers && at > 0 { "text-align:right" } else { "text-align:left" };
    html.push_str("<table style=\"border-collapse:collapse;font-size:14px\">\n");
    if !head.is_empty() {
        html.push_str("<tr>");
        for (at, cell) in head.iter().enumerate() {
            append(html, format_args!("<th style=\"{CELL};{};color:#626a76\">{}</th>", align(at), Escaped(cell)));
        }
        html.push_str("</tr>\n");
    }
    for row in rows {
        html.push_str("<tr>");
        for (at, cell) in row.iter().enumerate() {
            append(html, format_args!("<td style=\"{CELL};{}\">{}</td>", align(at), Escaped(cell)));
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</table>\n");
}

fn head_and_rows<'a>(head: &'a Vec<String>, rows: &'a [Vec<String>]) -> impl Iterator<Item = &'a Vec<String>> {
    Some(head).into_iter().filter(|head| !head.is_empty()).chain(rows)
}

fn append(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    text.write_fmt(arguments).expect("memory takes every byte");
}

/// Lines that end only where we end them.
struct Plain(String);

impl Plain {
    fn line(&mut self, line: &str, end: &str) {
        self.0.extend(line.trim_end().chars().filter(|&character| !is_control(character)));
        self.0.push_str(end);
    }
}

/// Controls, and marks that turn the direction of what follows, so that `gpj.exe` reads `exe.jpg`.
fn is_control(character: char) -> bool {
    character.is_control() || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Text that is no markup, in content and in quoted attributes. Controls are dropped.
struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                control if is_control(control) => {}
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_becomes_markup(text in any::<String>()) {
            let escaped = Escaped(&text).to_string();
            prop_assert!(!escaped.contains(['<', '>', '"', '\'']));
        }

        #[test]
        fn no_text_adds_a_line(text in any::<String>()) {
            let body = Body(vec![Block::Heading(format!("a{text}\r\nb"))]);
            prop_assert_eq!(body.text(&Look::default()).lines().count(), 1);
        }
    }
}
