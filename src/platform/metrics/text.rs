//! The text format that Prometheus reads.

use std::fmt::{Display, Write as _};

use super::{BOUNDS, Durations};

/// A page of figures under construction.
#[derive(Debug, Default)]
pub struct Text(String);

/// Names and values of labels.
pub type Labels<'a> = [(&'a str, &'a dyn Display)];

impl Text {
    /// Says what the figures of this name are about; they follow.
    pub fn about(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    /// A figure.
    pub fn value(&mut self, name: &str, labels: &Labels<'_>, value: impl Display) {
        self.0.push_str(name);
        self.labels(labels);
        let _ = writeln!(self.0, " {value}");
    }

    /// A figure that is at a certain height, alone under its name.
    pub fn gauge(&mut self, name: &str, help: &str, value: impl Display) {
        self.about(name, "gauge", help);
        self.value(name, &[], value);
    }

    /// A figure that only grows, alone under its name.
    pub fn counter(&mut self, name: &str, help: &str, value: impl Display) {
        self.about(name, "counter", help);
        self.value(name, &[], value);
    }

    /// The boxes of a histogram, its sum and its count.
    pub fn durations(&mut self, name: &str, labels: &Labels<'_>, durations: &Durations) {
        let (up_to, all) = durations.up_to();
        for (end, count) in BOUNDS.into_iter().zip(up_to) {
            let end = end as f64 / 1_000_000.0;
            let labels: Vec<_> = labels.iter().copied().chain([("le", &end as _)]).collect();
            self.value(&format!("{name}_bucket"), &labels, count);
        }
        let labels_of_last: Vec<_> = labels
            .iter()
            .copied()
            .chain([("le", &"+Inf" as _)])
            .collect();
        self.value(&format!("{name}_bucket"), &labels_of_last, all);
        self.value(
            &format!("{name}_sum"),
            labels,
            durations.sum().as_secs_f64(),
        );
        self.value(&format!("{name}_count"), labels, all);
    }

    /// The page.
    pub fn done(self) -> String {
        self.0
    }

    fn labels(&mut self, labels: &Labels<'_>) {
        for (place, (name, value)) in labels.iter().enumerate() {
            self.0.push(if place == 0 { '{' } else { ',' });
            let value = value.to_string().replace('\\', "\\\\");
            let value = value.replace('"', "\\\"").replace('\n', "\\n");
            let _ = write!(self.0, "{name}=\"{value}\"");
        }
        if !labels.is_empty() {
            self.0.push('}');
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn figures_stand_as_the_format_wants_them() {
        let mut text = Text::default();
        text.gauge("up", "Whether.", 1);
        text.about("took", "histogram", "How long.");
        let durations = Durations::default();
        durations.add(Duration::from_micros(300));
        text.durations("took", &[("route", &"/a/{id}\"\\")], &durations);
        let text = text.done();
        assert!(
            text.starts_with("# HELP up Whether.\n# TYPE up gauge\nup 1\n"),
            "{text}"
        );
        for line in [
            r#"took_bucket{route="/a/{id}\"\\",le="0.00025"} 0"#,
            r#"took_bucket{route="/a/{id}\"\\",le="0.0005"} 1"#,
            r#"took_bucket{route="/a/{id}\"\\",le="+Inf"} 1"#,
            r#"took_sum{route="/a/{id}\"\\"} 0.0003"#,
            r#"took_count{route="/a/{id}\"\\"} 1"#,
        ] {
            assert!(text.lines().any(|l| l == line), "{line}\n{text}");
        }
    }
}
