//! Where the server listens.

use std::{
    io,
    net::{SocketAddr, TcpListener},
};

use super::{Failed, say};

/// How many of the ports after the usual one are tried before any free one will do. The first of
/// them that is free is mostly the same at the next start, and a bookmark still leads there.
const NEIGHBOURS: u16 = 16;

/// Listens at an address. When it is taken and nobody chose it, at a free port near by.
pub(super) fn bind(address: SocketAddr, chosen: bool) -> Result<TcpListener, Failed> {
    let listener = match TcpListener::bind(address) {
        Ok(listener) => listener,
        Err(error) if error.kind() == io::ErrorKind::AddrInUse && !chosen => {
            let listener = near(address)?;
            say(format_args!(
                "Port {} is taken; using {}.",
                address.port(),
                listener.local_addr()?.port()
            ));
            listener
        }
        Err(error) => {
            return Err(Failed::Because(format!(
                "cannot listen on {address}: {error}"
            )));
        }
    };
    listener.set_nonblocking(true)?;
    Ok(listener)
}

fn near(address: SocketAddr) -> io::Result<TcpListener> {
    let neighbours = (1..=NEIGHBOURS).filter_map(|n| address.port().checked_add(n));
    let ports: Vec<_> = neighbours.chain([0]).collect();
    let addresses: Vec<_> = ports
        .into_iter()
        .map(|port| SocketAddr::new(address.ip(), port))
        .collect();
    // The first that is free.
    TcpListener::bind(addresses.as_slice())
}
