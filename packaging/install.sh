#!/bin/sh
# Installs Guildhall from this folder.
#
#   ./install.sh              for you alone, below ~/.local; needs no root
#   ./install.sh --system     for the machine, below /usr/local, as a service; needs root
#   ./install.sh --uninstall [--system]     takes it away again; the data stays
set -eu

usage() {
    sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

action=install whose=user
for argument in "$@"; do
    case $argument in
        --system) whose=system ;;
        --user) whose=user ;;
        --uninstall) action=uninstall ;;
        *) usage ;;
    esac
done

from=$(dirname -- "$(readlink -f -- "$0")")
if [ "$whose" = system ]; then
    [ "$(id -u)" = 0 ] || { echo "install.sh: --system needs root; try sudo" >&2; exit 1; }
    prefix=/usr/local
    units=/etc/systemd/system
    data=/var/lib/guildhall
    zsh=$prefix/share/zsh/site-functions
else
    prefix=$HOME/.local
    units=${XDG_CONFIG_HOME:-$HOME/.config}/systemd/user
    data=${XDG_DATA_HOME:-$HOME/.local/share}/guildhall
    zsh=$prefix/share/zsh/site-functions
fi

# systemctl of the right manager; quiet where there is none.
manager() {
    if [ "$whose" = system ]; then
        [ -d /run/systemd/system ] && systemctl "$@"
    else
        systemctl --user "$@" 2>/dev/null
    fi
}

installed() {
    cat <<LIST
$prefix/bin/guildhall
$prefix/libexec/guildhall/desktop
$prefix/share/applications/guildhall.desktop
$prefix/share/icons/hicolor/scalable/apps/guildhall.svg
$prefix/share/bash-completion/completions/guildhall
$prefix/share/fish/vendor_completions.d/guildhall.fish
$zsh/_guildhall
$units/guildhall.service
LIST
    for page in "$prefix"/share/man/man1/guildhall.1.gz "$prefix"/share/man/man1/guildhall-*.1.gz; do
        echo "$page"
    done
}

if [ "$action" = uninstall ]; then
    manager disable --now guildhall.service || true
    installed | while read -r file; do
        rm -f "$file"
    done
    rmdir "$prefix/libexec/guildhall" 2>/dev/null || true
    manager daemon-reload || true
    echo "Guildhall is taken away. Its data stays in $data"
    exit 0
fi

# One file after another; the executable is replaced in one step, also while it runs.
copy() {
    mkdir -p "$(dirname -- "$2")"
    cp "$1" "$2.new"
    chmod "$3" "$2.new"
    mv "$2.new" "$2"
}

copy "$from/bin/guildhall" "$prefix/bin/guildhall" 755
copy "$from/libexec/guildhall/desktop" "$prefix/libexec/guildhall/desktop" 755
(cd "$from/share" && find . -type f) | sed 's|^\./||' | while read -r file; do
    copy "$from/share/$file" "$prefix/share/$file" 644
done
entry=$prefix/share/applications/guildhall.desktop
sed -i "s|@PREFIX@|$prefix|" "$entry"

if [ "$whose" = user ]; then
    copy "$from/systemd/guildhall-user.service" "$units/guildhall.service" 644
    sed -i "s|@PREFIX@|$prefix|" "$units/guildhall.service"
    manager daemon-reload || true
    echo "Installed below $prefix. Start it from the menu, or by: $prefix/bin/guildhall"
    echo "As a service of yours: systemctl --user enable --now guildhall"
    case :$PATH: in
        *:"$prefix/bin":*) ;;
        *) echo "$prefix/bin is not in your PATH; add it to type the short name" ;;
    esac
    exit 0
fi

copy "$from/systemd/guildhall.service" "$units/guildhall.service" 644
sed -i "s|/usr/bin/guildhall|$prefix/bin/guildhall|" "$units/guildhall.service"
[ -e /etc/default/guildhall ] || copy "$from/systemd/default" /etc/default/guildhall 644
if ! id guildhall >/dev/null 2>&1; then
    useradd --system --user-group --home-dir "$data" --no-create-home \
        --shell /usr/sbin/nologin guildhall
fi
[ -e "$data" ] || install -d -m 0700 -o guildhall -g guildhall "$data"
if manager daemon-reload; then
    manager enable guildhall.service
    manager restart guildhall.service
    manager show -P StatusText guildhall.service | sed -n 's/^Serving at /Guildhall is at /p'
    echo "Its first page asks for the setup code: journalctl -u guildhall -g 'Setup code'"
else
    echo "Installed below $prefix. This machine runs no systemd; start it by:"
    echo "  su -s /bin/sh guildhall -c '$prefix/bin/guildhall serve --data $data'"
fi
