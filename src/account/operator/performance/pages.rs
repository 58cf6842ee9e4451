//! The page.

use askama::Template;
use axum::{extract::State, response::Response};
use platform::{App, permission::SERVER_OPERATE};
use web::{Access, Page, Result, Routes, Shell, SignedIn, form};

use super::{
    chart, clear,
    report::{Minute, Report, report},
};

/// The minutes of a row of the table.
const TOGETHER: usize = 5;

pub(super) fn routes() -> Routes {
    let operate = Access::Holders(SERVER_OPERATE);
    Routes::new().page("/operator/health", operate, show).form(
        "/operator/health/clear-caches",
        operate,
        clear_caches,
    )
}

#[derive(Template)]
#[template(path = "account/operator_health.html")]
struct HealthPage {
    shell: Shell,
    report: Report,
    rates: Chart,
    times: Chart,
    rows: Vec<Row>,
}

/// One or two lines with the number at the upper edge.
struct Chart {
    top: String,
    first: String,
    second: String,
    /// What it shows, in words.
    said: String,
}

/// Five minutes, as the table tells them.
struct Row {
    /// How many minutes ago they began.
    ago: usize,
    requests: u64,
    failed: u64,
    p50: String,
    p95: String,
}

async fn show(State(app): State<App>, shell: Shell) -> Result<Page<HealthPage>> {
    let report = report(&app).await?;
    // The minute that runs is not over yet.
    let minutes = &report.requests.minutes[..report.requests.minutes.len() - 1];
    Ok(Page(HealthPage {
        rates: rates(&shell, minutes),
        times: times(&shell, minutes),
        rows: rows(minutes),
        shell,
        report,
    }))
}

fn rates(shell: &Shell, minutes: &[Minute]) -> Chart {
    let values: Vec<_> = minutes.iter().map(|m| m.requests as f64 / 60.0).collect();
    let top = chart::top(values.iter().copied());
    let most = values.iter().copied().fold(0.0, f64::max);
    Chart {
        top: short(top),
        first: chart::points(&values, top),
        second: String::new(),
        said: shell.t1("health-rates-said", "most", short(most)),
    }
}

fn times(shell: &Shell, minutes: &[Minute]) -> Chart {
    let p50: Vec<_> = minutes.iter().map(|m| m.p50_ms).collect();
    let p95: Vec<_> = minutes.iter().map(|m| m.p95_ms).collect();
    let top = chart::top(p95.iter().copied());
    let most = p95.iter().copied().fold(0.0, f64::max);
    Chart {
        top: short(top),
        first: chart::points(&p50, top),
        second: chart::points(&p95, top),
        said: shell.t1("health-times-said", "most", short(most)),
    }
}

fn rows(minutes: &[Minute]) -> Vec<Row> {
    let parts = minutes.chunks(TOGETHER).enumerate();
    let longest =
        |part: &[Minute], of: fn(&Minute) -> f64| short(part.iter().map(of).fold(0.0, f64::max));
    let row = |(place, part): (usize, &[Minute])| Row {
        ago: minutes.len() - place * TOGETHER,
        requests: part.iter().map(|m| m.requests).sum(),
        failed: part.iter().map(|m| m.failed).sum(),
        p50: longest(part, |m| m.p50_ms),
        p95: longest(part, |m| m.p95_ms),
    };
    parts.map(row).collect()
}

/// A number as short as it can be: no more than three digits count.
fn short(n: f64) -> String {
    let text = match n {
        n if n >= 100.0 => format!("{n:.0}"),
        n if n >= 10.0 => format!("{n:.1}"),
        n if n >= 1.0 => format!("{n:.2}"),
        n => format!("{n:.3}"),
    };
    match text.split_once('.') {
        Some(_) => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        None => text,
    }
}

/// A whole number with separators.
fn count(shell: &Shell, n: u64) -> String {
    shell.number(i64::try_from(n).unwrap_or(i64::MAX))
}

/// Bytes in the unit that makes the number short.
fn bytes(n: u64) -> String {
    let (mut n, mut unit) = (n as f64, "B");
    for larger in ["KiB", "MiB", "GiB", "TiB"] {
        if n < 1024.0 {
            break;
        }
        (n, unit) = (n / 1024.0, larger);
    }
    format!("{} {unit}", short(n))
}

/// A share in percent; none of nothing.
fn percent(part: u64, all: u64) -> String {
    match all {
        0 => "—".to_owned(),
        all => format!(
            "{} %",
            short((part as f64 * 1000.0 / all as f64).round() / 10.0)
        ),
    }
}

async fn clear_caches(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<Response> {
    clear(&app, &actor).await?;
    Ok(form::to("/operator/health"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (n, text) in [
            (0.0, "0"),
            (0.0504, "0.05"),
            (1.0, "1"),
            (12.34, "12.3"),
            (1234.5, "1234"),
        ] {
            assert_eq!(short(n), text);
        }
        assert_eq!(bytes(0), "0 B");
        assert_eq!(bytes(1536), "1.5 KiB");
        assert_eq!(bytes(3 << 40), "3 TiB");
        assert_eq!(percent(1, 3), "33.3 %");
        assert_eq!(percent(0, 0), "—");
    }
}
