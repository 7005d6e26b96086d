//! Which file system a folder lies on, as Linux lists them in `/proc/self/mountinfo`.

use std::path::Path;

/// Where locks are not to be relied on, or writes arrive late or out of order. What is local
/// although it is reached through FUSE (encryption, NTFS) is not among them.
const NETWORK: [&str; 19] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "ncpfs",
    "afs",
    "coda",
    "ceph",
    "lustre",
    "9p",
    "fuse.sshfs",
    "fuse.rclone",
    "fuse.s3fs",
    "fuse.curlftpfs",
    "fuse.glusterfs",
    "fuse.ceph",
    "fuse.gvfsd-fuse",
    "fuse.smbnetfs",
];

pub(super) fn is_network(kind: &str) -> bool {
    NETWORK.contains(&kind) || kind.starts_with("davfs") || kind == "fuse.davfs2"
}

/// The kind of the file system that was mounted last on the nearest folder above `dir`, which has
/// to be resolved.
pub(super) fn kind_of(mountinfo: &str, dir: &Path) -> Option<String> {
    let mut nearest = None;
    for line in mountinfo.lines() {
        let Some((place, about)) = line.split_once(" - ") else { continue };
        let Some(point) = place.split(' ').nth(4) else { continue };
        let Some(kind) = about.split(' ').next() else { continue };
        let point = unescaped(point);
        if dir.starts_with(&point) && nearest.as_ref().is_none_or(|(length, _)| *length <= point.len()) {
            nearest = Some((point.len(), kind.to_owned()));
        }
    }
    nearest.map(|(_, kind)| kind)
}

/// Blanks and backslashes are written as three octal digits.
fn unescaped(text: &str) -> String {
    let mut parts = text.split('\\');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.get(..3).and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            Some(byte) => {
                plain.push(char::from(byte));
                plain.push_str(&part[3..]);
            }
            None => {
                plain.push('\\');
                plain.push_str(part);
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n\
         23 22 0:5 / /home rw shared:2 - btrfs /dev/vdb rw\n\
         24 23 0:40 / /home/a\\040b/net rw - nfs4 server:/export rw,vers=4.2\n\
         25 22 0:41 / /mnt/far rw - fuse.sshfs me@host:/ rw\n\
         26 22 0:42 / /mnt/near rw - fuse.gocryptfs /home/x rw\n\
         27 22 0:43 / /var rw - overlay overlay rw,lowerdir=/a - b\n\
         28 22 0:44 / /mnt/host rw - 9p host rw,trans=virtio\n";

    #[test]
    fn the_nearest_mount_decides() {
        for (dir, kind, network) in [
            ("/srv/tidewatch", "ext4", false),
            ("/home/me", "btrfs", false),
            ("/homeless", "ext4", false),
            ("/home/a b/net/deep", "nfs4", true),
            ("/mnt/far", "fuse.sshfs", true),
            ("/mnt/near/data", "fuse.gocryptfs", false),
            ("/var/lib", "overlay", false),
            ("/mnt/host/shared", "9p", true),
        ] {
            let found = kind_of(MOUNTS, Path::new(dir)).unwrap();
            assert_eq!((found.as_str(), is_network(&found)), (kind, network), "because of {dir}");
        }
    }

    #[test]
    fn a_later_mount_on_the_same_place_hides_the_earlier() {
        let over = format!("{MOUNTS}30 22 0:50 / /home rw - cifs //server/share rw\n");
        assert_eq!(kind_of(&over, Path::new("/home/me")).as_deref(), Some("cifs"));
        assert_eq!(kind_of("nonsense\n\n - \n", Path::new("/home")), None);
    }
}
