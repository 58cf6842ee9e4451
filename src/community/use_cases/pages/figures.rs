//! Numbers as people read them: by language, with a unit.

use platform::Language;
use web::Shell;

use crate::use_cases::types::{Metric, Roi, minor_digits};

/// A number with at most two decimals, separated as the language does.
pub(super) fn decimal(shell: &Shell, value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    let whole = shell.number(rounded.abs().trunc() as i64);
    let cents = (rounded.fract().abs() * 100.0).round() as i64;
    let sign = if rounded < 0.0 { "−" } else { "" };
    match cents {
        0 => format!("{sign}{whole}"),
        n if n % 10 == 0 => format!("{sign}{whole}.{}", n / 10),
        n => format!("{sign}{whole}.{n:02}"),
    }
}

/// What stands between the parts of a list.
pub(super) const fn comma(language: Language) -> &'static str {
    match language {
        Language::En => ", ",
        Language::Ar => "، ",
    }
}

/// Money by locale: "SAR 420,000", «420,000 ر.س»; digits and separators are the same in both.
pub(super) fn money(shell: &Shell, minor: i64, currency: &str) -> String {
    let unit = 10_f64.powi(minor_digits(currency) as i32);
    let amount = decimal(shell, minor as f64 / unit);
    let sign = match (shell.language, currency) {
        (Language::Ar, "SAR") => "ر.س",
        (Language::Ar, "AED") => "د.إ",
        (Language::Ar, "KWD") => "د.ك",
        (Language::Ar, "BHD") => "د.ب",
        (Language::Ar, "QAR") => "ر.ق",
        (Language::Ar, "OMR") => "ر.ع",
        (Language::Ar, "EGP") => "ج.م",
        _ => currency,
    };
    shell.t2("use-case-money", "amount", amount, "currency", sign)
}

/// One of the big numbers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Figure {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) unit: String,
}

/// Return, payback and the best metric, as far as they are known.
pub(super) fn big(shell: &Shell, roi: &Roi, results: &[Metric]) -> Vec<Figure> {
    let percent = roi.percent.map(|percent| Figure {
        label: shell.t("use-case-roi").into(),
        value: decimal(shell, percent),
        unit: "%".into(),
    });
    let payback = roi.payback_months.map(|months| Figure {
        label: shell.t("use-case-payback").into(),
        unit: shell.t1("use-case-months", "n", decimal(shell, months)),
        value: decimal(shell, months),
    });
    [percent, payback, best(shell, results)]
        .into_iter()
        .flatten()
        .collect()
}

/// The metric that changed most, against what it was.
fn best(shell: &Shell, results: &[Metric]) -> Option<Figure> {
    let change = |m: &Metric| {
        let (before, after) = (m.before?, m.after?);
        (before != 0.0).then(|| (after - before) / before.abs() * 100.0)
    };
    let changed = results.iter().filter_map(|m| Some((m, change(m)?)));
    let best = changed.max_by(|(_, a), (_, b)| a.abs().total_cmp(&b.abs()));
    if let Some((metric, percent)) = best {
        let sign = if percent > 0.0 { "+" } else { "" };
        return Some(Figure {
            label: metric.name.clone(),
            value: format!("{sign}{}", decimal(shell, percent.round())),
            unit: "%".into(),
        });
    }
    let metric = results.iter().find(|m| m.after.is_some())?;
    Some(Figure {
        label: metric.name.clone(),
        value: decimal(shell, metric.after?),
        unit: metric.unit.clone(),
    })
}

/// A metric as bars: percentages of the greater of both values.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bars {
    pub(super) name: String,
    pub(super) before: String,
    pub(super) after: String,
    pub(super) unit: String,
    pub(super) before_percent: u32,
    pub(super) after_percent: u32,
    pub(super) note: String,
}

/// Metrics as bars.
pub(super) fn bars(shell: &Shell, results: &[Metric]) -> Vec<Bars> {
    results
        .iter()
        .map(|metric| {
            let (before, after) = (
                metric.before.unwrap_or(0.0).abs(),
                metric.after.unwrap_or(0.0).abs(),
            );
            let greater = before.max(after);
            let share = |value: f64| {
                if greater > 0.0 {
                    (value / greater * 100.0).round() as u32
                } else {
                    0
                }
            };
            let said = |value: Option<f64>| value.map_or_else(|| "–".into(), |v| decimal(shell, v));
            Bars {
                name: metric.name.clone(),
                before: said(metric.before),
                after: said(metric.after),
                unit: metric.unit.clone(),
                before_percent: share(before),
                after_percent: share(after),
                note: metric.note.clone(),
            }
        })
        .collect()
}
