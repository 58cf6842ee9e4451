//! Lines of the last hour, drawn into a box 100 wide and 32 high.

use std::fmt::Write as _;

/// A round number that is no less than the largest of these: 1, 2 or 5 and noughts.
pub(super) fn top(values: impl Iterator<Item = f64>) -> f64 {
    let largest = values.fold(0.0, f64::max);
    if largest <= 0.0 {
        return 1.0;
    }
    let unit = 10_f64.powf(largest.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|step| step * unit);
    steps
        .into_iter()
        .find(|step| *step >= largest)
        .unwrap_or(largest)
}

/// The points of a line, the top at the upper edge.
pub(super) fn points(values: &[f64], top: f64) -> String {
    let mut points = String::new();
    let last = values.len().saturating_sub(1).max(1) as f64;
    for (place, value) in values.iter().enumerate() {
        let (x, y) = (place as f64 * 100.0 / last, 32.0 - value / top * 31.0);
        let _ = write!(points, "{x:.2},{y:.2} ");
    }
    points.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_begins_at_the_left_and_ends_at_the_right() {
        assert_eq!(
            points(&[0.0, 5.0, 10.0], 10.0),
            "0.00,32.00 50.00,16.50 100.00,1.00"
        );
        assert_eq!(points(&[], 1.0), "");
    }

    #[test]
    fn the_top_is_round() {
        for (largest, round) in [
            (0.0, 1.0),
            (0.3, 0.5),
            (7.0, 10.0),
            (10.0, 10.0),
            (101.0, 200.0),
        ] {
            assert!(
                (top([largest].into_iter()) - round).abs() < 1e-9,
                "{largest}"
            );
        }
    }
}
