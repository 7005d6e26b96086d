#!/usr/bin/env bash
# Packs the release programs under the folder TARGET into TARGET/package/tidewatch_VERSION_ARCH.deb.
set -euo pipefail
# Others must be able to read what is installed, whatever the mask of whoever packs it.
umask 022
target=$1
here=$(cd "$(dirname "$0")" && pwd)
top=$here/../..
cli=$target/release/tidewatch

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root share=$work/root/usr/share doc=$work/root/usr/share/doc/tidewatch

# From here on dates are those of the last commit, so that the same sources give the same package.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$top" log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH
version=$("$cli" --version)
version=${version##* }
deb_version=${version//-/\~}

put() { install -D -m "$1" "$2" "$root/$3"; }
fill() { install -d "$(dirname "$1")" && cat > "$1"; }

put 755 "$cli" usr/bin/tidewatch
put 755 "$target/release/tidewatch-desktop" usr/bin/tidewatch-desktop
# Beside it, because the desktop program becomes this one.
put 755 "$target/release/tidewatch-monitor" usr/bin/tidewatch-monitor
put 644 "$top/src-tauri/cli/systemd/tidewatch.service" usr/lib/systemd/user/tidewatch.service
put 644 "$top/src-tauri/cli/systemd/tidewatch-system.service" usr/lib/systemd/system/tidewatch.service
put 644 "$here/tidewatch.desktop" usr/share/applications/tidewatch.desktop
put 644 "$top/icons/app.svg" usr/share/icons/hicolor/scalable/apps/tidewatch.svg
for icon in 32:32x32 128:128x128 256:128x128@2x 512:icon; do
  size=${icon%%:*}
  put 644 "$top/icons/${icon#*:}.png" "usr/share/icons/hicolor/${size}x$size/apps/tidewatch.png"
done

"$cli" completions bash | fill "$share/bash-completion/completions/tidewatch"
"$cli" completions zsh | fill "$share/zsh/vendor-completions/_tidewatch"
"$cli" completions fish | fill "$share/fish/vendor_completions.d/tidewatch.fish"

metainfo=$share/metainfo/org.tidewatch.desktop.metainfo.xml
sed -e "s/@VERSION@/$version/" -e "s/@DATE@/$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)/" \
  "$here/org.tidewatch.desktop.metainfo.xml" | fill "$metainfo"
# An empty line is a lone dot there.
sed -e '1,/^Copyright/d; s/^/ /; s/^ $/ ./' "$top/LICENSE-MIT" | sed '1d' > "$work/mit"
sed -e "/@MIT@/{r $work/mit" -e 'd}' "$here/copyright" | fill "$doc/copyright"
gzip -9n < "$top/CHANGELOG.md" | fill "$doc/changelog.gz"

# Each check is made where its tool is installed.
has() { command -v "$1" >/dev/null; }
if has desktop-file-validate; then desktop-file-validate "$share/applications/tidewatch.desktop"; fi
if has appstreamcli; then appstreamcli validate --no-net "$metainfo"; fi

# dpkg's own tools read what to depend on from the programs, and fill in version, size and architecture.
mkdir "$work/debian"
cp "$here/control" "$work/debian/control"
cat > "$work/debian/changelog" <<EOF
tidewatch ($deb_version) unstable; urgency=medium

  * Packed.

 -- The Tidewatch contributors <>  $(date -u -R -d "@$SOURCE_DATE_EPOCH")
EOF
install -d "$root/DEBIAN"
install -m 755 "$here/postinst" "$here/prerm" "$root/DEBIAN"
(
  cd "$work"
  dpkg-shlibdeps --warnings=1 -Tsubstvars root/usr/bin/tidewatch root/usr/bin/tidewatch-desktop root/usr/bin/tidewatch-monitor
  dpkg-gencontrol -Tsubstvars -Proot -Oroot/DEBIAN/control -ffiles
  cd root && find usr -type f -print0 | sort -z | xargs -0 md5sum > DEBIAN/md5sums
)

mkdir -p "$target/package"
deb=$target/package/tidewatch_${deb_version}_$(dpkg --print-architecture).deb
dpkg-deb --root-owner-group -Zxz --build "$root" "$deb"

# Not an archive's: no address to write to, no manual pages, and a changelog as the project keeps it.
if has lintian; then
  lintian --allow-root --fail-on error \
    --suppress-tags malformed-contact,no-manual-page,syntax-error-in-debian-changelog "$deb"
fi
