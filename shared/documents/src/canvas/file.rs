//! A PDF file written front to back: each object goes out as soon as it is complete, and only its
//! position stays in memory.

use std::collections::BTreeMap;
use std::io::{self, Write};

use flate2::{Compress, Compression, FlushCompress, Status};
use pdf_writer::{Chunk, Filter, Finish, Name, Ref, Settings, Stream, TextStr};
use sha2::{Digest, Sha256};

use super::{PAGE, Typefaces, number};
use crate::branding::{Logo, Pixels};

/// The open file.
pub(crate) struct PdfFile<W: Write> {
    out: W,
    written: u64,
    hash: Sha256,
    /// Position of each object; the object's number is its index plus one.
    offsets: Vec<u64>,
    pages: Vec<Ref>,
    images: BTreeMap<[u8; 32], (String, Ref)>,
    page_tree: Ref,
    resources: Ref,
    deflate: Compress,
    packed: Vec<u8>,
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) pages: usize,
    pub(crate) bytes: u64,
    pub(crate) sha256: [u8; 32],
}

/// Measured on sheets: level 1 saves a fifth of the time and makes files a third longer.
const COMPRESSION: u32 = 3;
const SETTINGS: Settings = Settings { pretty: false };

impl<W: Write> PdfFile<W> {
    pub(crate) fn new(out: W) -> io::Result<Self> {
        let mut file = Self {
            out,
            written: 0,
            hash: Sha256::new(),
            offsets: Vec::new(),
            pages: Vec::new(),
            images: BTreeMap::new(),
            page_tree: Ref::new(1),
            resources: Ref::new(1),
            deflate: Compress::new(Compression::new(COMPRESSION), true),
            packed: Vec::new(),
        };
        file.page_tree = file.reserve();
        file.resources = file.reserve();
        // The four bytes above 127 tell mail programs and the like that this is not text.
        file.write(b"%PDF-1.7\n%\x80\x80\x80\x80\n")?;
        Ok(file)
    }

    /// Adds a page with this content.
    pub(crate) fn page(&mut self, content: &[u8]) -> io::Result<()> {
        let (page, stream) = (self.reserve(), self.reserve());
        self.pages.push(page);
        let (page_tree, resources) = (self.page_tree, self.resources);
        self.object(|chunk| {
            let mut writer = chunk.page(page);
            writer.parent(page_tree).contents(stream);
            writer.media_box(pdf_writer::Rect::new(0.0, 0.0, number(PAGE.width.0) / 1000.0, number(PAGE.height.0) / 1000.0));
            writer.pair(Name(b"Resources"), resources);
        })?;
        self.stream(stream, content, |_| {})
    }

    /// The name of `logo` in this file, which holds each image once.
    pub(crate) fn logo(&mut self, logo: &Logo) -> io::Result<String> {
        if let Some((name, _)) = self.images.get(logo.sha256()) {
            return Ok(name.clone());
        }
        let place = self.reserve();
        match logo.pixels() {
            Pixels::Jpeg { file, components } => self.object(|chunk| {
                let mut stream = chunk.stream(place, file);
                stream.filter(Filter::DctDecode);
                let colours: &[u8] = if *components == 1 { b"DeviceGray" } else { b"DeviceRGB" };
                image(&mut stream, logo.size(), Name(colours));
            })?,
            Pixels::Rgb { colours, opacity } => {
                let mask = opacity.as_ref().map(|_| self.reserve());
                self.stream(place, colours, |stream| {
                    image(stream, logo.size(), Name(b"DeviceRGB"));
                    if let Some(mask) = mask {
                        stream.pair(Name(b"SMask"), mask);
                    }
                })?;
                if let (Some(mask), Some(opacity)) = (mask, opacity) {
                    self.stream(mask, opacity, |stream| image(stream, logo.size(), Name(b"DeviceGray")))?;
                }
            }
        }
        let name = format!("I{}", self.images.len());
        self.images.insert(*logo.sha256(), (name.clone(), place));
        Ok(name)
    }

    /// Writes fonts, page tree and index. The file's id is its content's hash.
    pub(crate) fn finish(mut self, typefaces: &Typefaces, title: &str) -> io::Result<(W, Written)> {
        let fonts = typefaces.embed(&mut self)?;
        let images: Vec<(String, Ref)> = self.images.values().cloned().collect();
        let (page_tree, resources, pages) = (self.page_tree, self.resources, std::mem::take(&mut self.pages));
        self.object(|chunk| {
            let mut dict = chunk.indirect(resources).dict();
            let mut entries = dict.insert(Name(b"Font")).dict();
            for (name, font) in fonts {
                entries.pair(Name(name.as_bytes()), font);
            }
            entries.finish();
            let mut entries = dict.insert(Name(b"XObject")).dict();
            for (name, image) in &images {
                entries.pair(Name(name.as_bytes()), *image);
            }
        })?;
        let count = i32::try_from(pages.len()).map_err(io::Error::other)?;
        self.object(|chunk| {
            chunk.pages(page_tree).count(count).kids(pages.iter().copied());
        })?;
        let (catalog, info) = (self.reserve(), self.reserve());
        self.object(|chunk| {
            let mut dict = chunk.indirect(catalog).dict();
            dict.pair(Name(b"Type"), Name(b"Catalog")).pair(Name(b"Pages"), page_tree);
            // Printed at its own size, or the label misses its peel-off place on the paper.
            dict.insert(Name(b"ViewerPreferences")).dict().pair(Name(b"PrintScaling"), Name(b"None"));
        })?;
        self.object(|chunk| {
            chunk.indirect(info).dict().pair(Name(b"Title"), TextStr(title)).pair(Name(b"Producer"), TextStr("Packhouse"));
        })?;
        self.index(catalog, info)?;
        self.out.flush()?;
        Ok((self.out, Written { pages: pages.len(), bytes: self.written, sha256: self.hash.finalize().into() }))
    }

    pub(super) fn reserve(&mut self) -> Ref {
        self.offsets.push(0);
        Ref::new(i32::try_from(self.offsets.len()).expect("a file has fewer than two billion objects"))
    }

    /// Writes one object; `build` must write exactly one, with a reserved number.
    pub(super) fn object(&mut self, build: impl FnOnce(&mut Chunk)) -> io::Result<()> {
        let mut chunk = Chunk::with_settings(SETTINGS);
        build(&mut chunk);
        let place = chunk.refs().next().expect("an object was built");
        self.offsets[usize::try_from(place.get() - 1).expect("numbers begin with one")] = self.written;
        self.write(chunk.as_bytes())
    }

    /// Writes a compressed stream with the entries that `describe` adds.
    pub(super) fn stream(&mut self, place: Ref, data: &[u8], describe: impl FnOnce(&mut Stream<'_>)) -> io::Result<()> {
        let mut packed = std::mem::take(&mut self.packed);
        packed.clear();
        // Room for data that does not shrink, so that one call packs everything.
        packed.reserve(data.len() + data.len() / 1000 + 128);
        self.deflate.reset();
        if self.deflate.compress_vec(data, &mut packed, FlushCompress::Finish)? != Status::StreamEnd {
            return Err(io::Error::other("a compressed stream outgrew its bound"));
        }
        self.object(|chunk| {
            let mut stream = chunk.stream(place, &packed);
            stream.filter(Filter::FlateDecode);
            describe(&mut stream);
        })?;
        self.packed = packed;
        Ok(())
    }

    fn index(&mut self, catalog: Ref, info: Ref) -> io::Result<()> {
        let start = self.written;
        let size = self.offsets.len() + 1;
        let mut index = format!("xref\n0 {size}\n0000000000 65535 f \n");
        for offset in &self.offsets {
            index.push_str(&format!("{offset:010} 00000 n \n"));
        }
        let content = self.hash.clone().finalize();
        let id: String = content.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let (catalog, info) = (catalog.get(), info.get());
        index.push_str(&format!(
            "trailer\n<</Size {size}/Root {catalog} 0 R/Info {info} 0 R/ID[<{id}><{id}>]>>\nstartxref\n{start}\n%%EOF\n"
        ));
        self.write(index.as_bytes())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.written += bytes.len() as u64;
        self.out.write_all(bytes)
    }
}

fn image(stream: &mut Stream<'_>, (width, height): (u16, u16), colours: Name<'_>) {
    stream.pair(Name(b"Type"), Name(b"XObject"));
    stream.pair(Name(b"Subtype"), Name(b"Image"));
    stream.pair(Name(b"Width"), i32::from(width));
    stream.pair(Name(b"Height"), i32::from(height));
    stream.pair(Name(b"BitsPerComponent"), 8);
    stream.pair(Name(b"ColorSpace"), colours);
}
