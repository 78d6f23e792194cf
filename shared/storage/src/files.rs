//! Files in S3: the drop, chunks on their way, documents.

use std::path::Path;
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::meter::Metered;
use crate::pack::{pack, unpack};
use crate::table::{Error, unavailable};

/// How long a link to a file works.
const LINK_FOR: Duration = Duration::from_secs(15 * 60);

/// What of a large file is in memory at a time; S3 takes pieces of 5 MiB and more.
const PIECE_BYTES: usize = 8 << 20;

/// The bucket.
#[derive(Debug, Clone)]
pub struct Files {
    client: Client,
    bucket: String,
}

/// A file that lies in the bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Its key.
    pub key: String,
    /// Its size.
    pub bytes: u64,
    /// When it was written.
    pub written_at: Timestamp,
    /// S3's tag of its content.
    pub tag: String,
}

impl Files {
    /// A bucket by its name.
    pub fn new(client: Client, bucket: impl Into<String>) -> Self {
        let metered = client.config().to_builder().interceptor(Metered::Files).build();
        Self { client: Client::from_conf(metered), bucket: bucket.into() }
    }

    /// Writes a file, whatever was there.
    pub async fn put(&self, key: &str, content_type: &str, bytes: Vec<u8>) -> Result<(), Error> {
        let request = self.client.put_object().bucket(&self.bucket).key(key).content_type(content_type);
        request.body(ByteStream::from(bytes)).send().await.map_err(unavailable("writing a file"))?;
        Ok(())
    }

    /// Writes a file from the disk, whatever was there, a piece in memory at a time; answers its size.
    pub async fn upload(&self, key: &str, content_type: &str, from: &Path) -> Result<u64, Error> {
        let mut file = tokio::fs::File::open(from).await.map_err(unavailable("opening a local file"))?;
        let first = piece(&mut file).await?;
        let mut bytes = first.len() as u64;
        if first.len() < PIECE_BYTES {
            self.put(key, content_type, first).await?;
            return Ok(bytes);
        }
        let begun = self.client.create_multipart_upload().bucket(&self.bucket).key(key).content_type(content_type).send().await;
        let upload = begun.map_err(unavailable("writing a file"))?.upload_id.unwrap_or_default();
        let mut parts = Vec::new();
        let mut next = first;
        // One that is given up is swept away by the bucket's own rule.
        while !next.is_empty() {
            let number = i32::try_from(parts.len() + 1).map_err(unavailable("writing a file"))?;
            let request = self.client.upload_part().bucket(&self.bucket).key(key).upload_id(&upload).part_number(number);
            let sent = request.body(ByteStream::from(next)).send().await.map_err(unavailable("writing a file"))?;
            parts.push(CompletedPart::builder().part_number(number).set_e_tag(sent.e_tag).build());
            next = piece(&mut file).await?;
            bytes += next.len() as u64;
        }
        let parts = CompletedMultipartUpload::builder().set_parts(Some(parts)).build();
        let request = self.client.complete_multipart_upload().bucket(&self.bucket).key(key).upload_id(upload).multipart_upload(parts);
        request.send().await.map_err(unavailable("writing a file"))?;
        Ok(bytes)
    }

    /// Writes a packed value where there is none yet; answers what lies there afterwards. So the
    /// first writer decides, and every later run works with the same.
    pub async fn put_once<T: Serialize + DeserializeOwned>(&self, key: &str, value: T) -> Result<T, Error> {
        let request = self.client.put_object().bucket(&self.bucket).key(key).if_none_match("*");
        let sent = request.content_type("application/octet-stream").body(ByteStream::from(pack(&value))).send().await;
        match sent {
            Ok(_) => Ok(value),
            Err(error) if is_another(&error) => {
                let kept = self.get_packed(key).await?;
                kept.ok_or_else(|| Error::Unavailable { doing: "writing a file once", source: "it vanished".into() })
            }
            Err(error) => Err(unavailable("writing a file once")(error)),
        }
    }

    /// Reads a packed value.
    pub async fn get_packed<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, Error> {
        let Some(bytes) = self.get(key).await? else { return Ok(None) };
        unpack(&bytes).map(Some).map_err(|why| Error::Corrupt { key: key.to_owned(), why })
    }

    /// Reads a file whole.
    pub async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Error> {
        let output = match self.client.get_object().bucket(&self.bucket).key(key).send().await {
            Ok(output) => output,
            Err(error) if is_missing(&error) => return Ok(None),
            Err(error) => return Err(unavailable("reading a file")(error)),
        };
        let bytes = output.body.collect().await.map_err(unavailable("reading a file"))?;
        Ok(Some(bytes.to_vec()))
    }

    /// Copies a file to the disk without holding it in memory; answers false where there is none.
    pub async fn download(&self, key: &str, to: &Path) -> Result<bool, Error> {
        let mut output = match self.client.get_object().bucket(&self.bucket).key(key).send().await {
            Ok(output) => output,
            Err(error) if is_missing(&error) => return Ok(false),
            Err(error) => return Err(unavailable("downloading a file")(error)),
        };
        let mut file = tokio::fs::File::create(to).await.map_err(unavailable("creating a local file"))?;
        while let Some(bytes) = output.body.try_next().await.map_err(unavailable("downloading a file"))? {
            file.write_all(&bytes).await.map_err(unavailable("writing a local file"))?;
        }
        file.flush().await.map_err(unavailable("writing a local file"))?;
        Ok(true)
    }

    /// What is known of a file.
    pub async fn head(&self, key: &str) -> Result<Option<Object>, Error> {
        match self.client.head_object().bucket(&self.bucket).key(key).send().await {
            Ok(output) => Ok(Some(Object {
                key: key.to_owned(),
                bytes: output.content_length.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or(0),
                written_at: output.last_modified.map_or(Timestamp::UNIX_EPOCH, |at| Timestamp::from_second(at.secs()).unwrap_or_default()),
                tag: output.e_tag.unwrap_or_default().trim_matches('"').to_owned(),
            })),
            Err(error) if error.raw_response().is_some_and(|raw| raw.status().as_u16() == 404) => Ok(None),
            Err(error) => Err(unavailable("looking at a file")(error)),
        }
    }

    /// Files below a prefix, at most `limit`.
    pub async fn list(&self, prefix: &str, limit: i32) -> Result<Vec<String>, Error> {
        let request = self.client.list_objects_v2().bucket(&self.bucket).prefix(prefix).max_keys(limit);
        let output = request.send().await.map_err(unavailable("listing files"))?;
        Ok(output.contents.unwrap_or_default().into_iter().filter_map(|object| object.key).collect())
    }

    /// The folders directly below a prefix.
    pub async fn folders(&self, prefix: &str) -> Result<Vec<String>, Error> {
        let mut folders = Vec::new();
        let mut token = None;
        loop {
            let request = self.client.list_objects_v2().bucket(&self.bucket).prefix(prefix).delimiter("/").set_continuation_token(token);
            let output = request.send().await.map_err(unavailable("listing folders"))?;
            folders.extend(output.common_prefixes.unwrap_or_default().into_iter().filter_map(|folder| folder.prefix));
            token = output.next_continuation_token;
            if token.is_none() {
                return Ok(folders);
            }
        }
    }

    /// Copies a file inside the bucket, if it is still the one with that tag; answers whether it was.
    pub async fn copy(&self, from: &Object, to: &str) -> Result<bool, Error> {
        let source = format!("{}/{}", self.bucket, encode_path(&from.key));
        let request = self.client.copy_object().bucket(&self.bucket).copy_source(source).key(to);
        match request.copy_source_if_match(&from.tag).send().await {
            Ok(_) => Ok(true),
            Err(error) if is_missing(&error) || is_another(&error) => Ok(false),
            Err(error) => Err(unavailable("copying a file")(error)),
        }
    }

    /// Removes a file, if it is still the one with that tag: whoever put another there meanwhile keeps it.
    pub async fn delete(&self, object: &Object) -> Result<(), Error> {
        match self.client.delete_object().bucket(&self.bucket).key(&object.key).if_match(&object.tag).send().await {
            Ok(_) => Ok(()),
            Err(error) if is_missing(&error) || is_another(&error) => Ok(()),
            Err(error) => Err(unavailable("removing a file")(error)),
        }
    }

    /// A link that lets its bearer download one file for a quarter of an hour.
    pub async fn download_link(&self, key: &str, file_name: &str) -> Result<String, Error> {
        let request = self
            .client
            .get_object()
            .bucket(&self.bucket)
            .key(key)
            .response_content_disposition(format!("attachment; filename=\"{}\"", header_safe(file_name)));
        let link = request.presigned(presigning()?).await.map_err(unavailable("signing a link"))?;
        Ok(link.uri().to_owned())
    }

    /// A link that lets its bearer upload one file for a quarter of an hour: of exactly so many bytes, where that is known.
    pub async fn upload_link(&self, key: &str, bytes: Option<i64>) -> Result<String, Error> {
        let request = self.client.put_object().bucket(&self.bucket).key(key).set_content_length(bytes);
        let link = request.presigned(presigning()?).await.map_err(unavailable("signing a link"))?;
        Ok(link.uri().to_owned())
    }
}

/// The next piece of a file; short only at its end.
async fn piece(file: &mut tokio::fs::File) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let mut rest = file.take(PIECE_BYTES as u64);
    rest.read_to_end(&mut bytes).await.map_err(unavailable("reading a local file"))?;
    Ok(bytes)
}

fn presigning() -> Result<PresigningConfig, Error> {
    PresigningConfig::expires_in(LINK_FOR).map_err(unavailable("signing a link"))
}

fn is_missing<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> bool {
    matches!(error.code(), Some("NoSuchKey" | "NotFound"))
}

fn is_another<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> bool {
    matches!(error.code(), Some("PreconditionFailed" | "ConditionalRequestConflict"))
}

/// Percent-encodes everything but unreserved characters and slashes (RFC 3986).
fn encode_path(key: &str) -> String {
    key.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// A file name that cannot break out of a header.
fn header_safe(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_graphic() && c != '"' && c != '\\' { c } else { '_' }).collect()
}
