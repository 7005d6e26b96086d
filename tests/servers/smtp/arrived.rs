//! A mail as it came over the wire, and as it is read.

/// A mail as it arrived.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// As the envelope has it.
    pub from: String,
    pub to: Vec<String>,
    /// Between DATA and the dot, as it was on the wire: dots at the start of lines are doubled.
    pub wire: Vec<u8>,
    pub is_secure: bool,
    /// Name and password.
    pub login: Option<(String, String)>,
}

impl Arrived {
    /// As it is read: without the doubled dots.
    pub fn text(&self) -> String {
        let text = String::from_utf8_lossy(&self.wire).replace("\r\n..", "\r\n.");
        text.strip_prefix("..").map_or(text.clone(), |rest| format!(".{rest}"))
    }

    /// The headers of the mail itself, unfolded.
    pub fn headers(&self) -> Vec<(String, String)> {
        let text = self.text();
        let head = text.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ");
        head.split("\r\n")
            .map(|line| line.split_once(": ").unwrap_or((line, "")))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    pub fn header(&self, name: &str) -> String {
        let headers = self.headers();
        let found: Vec<_> = headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name)).collect();
        assert_eq!(found.len(), 1, "because there is one {name} in {headers:?}");
        found[0].1.clone()
    }
}

/// Base64, without a crate for it.
pub(super) fn decoded(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for letter in text.bytes() {
        let Some(value) = LETTERS.iter().position(|known| *known == letter) else { continue };
        bits = (bits << 6) | u32::try_from(value).unwrap_or_default();
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xFF).unwrap_or_default());
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The texts of a mail with two parts, decoded: plain and HTML.
pub fn parts(mail: &Arrived) -> (String, String) {
    let text = mail.text();
    let boundary =
        text.split("boundary=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a boundary");
    let border = format!("--{boundary}");
    let mut parts = text.split(&border).skip(1).map(|part| {
        let (head, body) = part.trim_start().split_once("\r\n\r\n").unwrap_or_default();
        let head = head.to_ascii_lowercase();
        match () {
            () if head.contains("base64") => decoded(body),
            () if head.contains("quoted-printable") => unquoted(body),
            () => body.to_owned(),
        }
    });
    let mut next = || parts.next().unwrap_or_default().replace("\r\n", "\n");
    (next(), next())
}

fn unquoted(text: &str) -> String {
    let (mut bytes, text) = (Vec::new(), text.replace("=\r\n", ""));
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) if *first == b'=' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
