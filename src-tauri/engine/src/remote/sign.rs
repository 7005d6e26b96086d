//! The signature that a receiver can tell by that a message comes from here, and when it did.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::digest::hex;

/// HMAC-SHA256 over the time in Unix seconds, a dot, and the body; in lower-case hexadecimal.
pub(super) fn signature(key: &str, timestamp: i64, body: &[u8]) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).ok()?;
    mac.update(timestamp.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    Some(hex(&mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_the_one_that_others_compute() {
        // printf '1772533043.{"a":1}' | openssl dgst -sha256 -hmac tide
        let signed = signature("tide", 1_772_533_043, br#"{"a":1}"#).unwrap();
        assert_eq!(signed, "ed1ef1328f30e64696bd4ab5aa6c0ca1ed284aa1193ea639529d30f9a278e471");
    }
}
