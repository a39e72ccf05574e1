//! Time and memory against size, drawn as SVG: both axes logarithmic, so that what grows in proportion is a straight
//! line that climbs one decade in one decade.

use std::{collections::BTreeMap, fmt::Write, fs, io};

use crate::large::Measured;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 400.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 210.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 50.0;
const COLOURS: [&str; 4] = ["#b00020", "#1565c0", "#2e7d32", "#6a1b9a"];

/// Names of the files below `docs/bench`, what each shows, and of which data.
const PLOTS: [(&str, &str, &str, bool); 4] = [
    (
        "size-time",
        "GetOrders with certificates: seconds by MB",
        "GetOrders with certificates",
        true,
    ),
    (
        "size-memory",
        "GetOrders with certificates: peak MB by MB",
        "GetOrders with certificates",
        false,
    ),
    (
        "files-time",
        "OrderOS requests: seconds by files",
        "OrderOS requests in a folder",
        true,
    ),
    (
        "files-memory",
        "OrderOS requests: peak MB by files",
        "OrderOS requests in a folder",
        false,
    ),
];

/// A line of the plot: its points by size.
type Lines = BTreeMap<&'static str, Vec<(f64, f64)>>;

/// Draws all plots.
pub(crate) fn write(measured: &[Measured]) -> io::Result<()> {
    fs::create_dir_all("docs/bench")?;
    for (file, title, what, is_time) in PLOTS {
        let mut lines = Lines::new();
        for one in measured.iter().filter(|one| one.what == what) {
            let value = if is_time {
                one.cost.seconds
            } else {
                one.cost.peak
            };
            let size = f64::from(u32::try_from(one.size).unwrap_or(u32::MAX));
            // Processor time is told in hundredths of a second.
            lines
                .entry(one.program)
                .or_default()
                .push((size, value.max(0.01)));
        }
        fs::write(format!("docs/bench/{file}.svg"), svg(title, &lines))?;
    }
    Ok(())
}

/// The decades that hold all these values.
fn decades(values: impl Iterator<Item = f64> + Clone) -> (i32, i32) {
    let least = values.clone().fold(f64::MAX, f64::min).log10().floor();
    let greatest = values.fold(f64::MIN, f64::max).log10().ceil();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "exponents of what fits on a disk"
    )]
    let (low, high) = (least as i32, greatest as i32);
    (low, high.max(low + 1))
}

fn svg(title: &str, lines: &Lines) -> String {
    let points = || lines.values().flatten();
    let (x, y) = (
        decades(points().map(|p| p.0)),
        decades(points().map(|p| p.1)),
    );
    let place = |value: f64, (low, high): (i32, i32), from: f64, to: f64| {
        from + (value.log10() - f64::from(low)) / f64::from(high - low) * (to - from)
    };
    let across = |value| place(value, x, LEFT, WIDTH - RIGHT);
    let up = |value| place(value, y, HEIGHT - BOTTOM, TOP);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
         font-size=\"12\">\n<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"white\"/>\n\
         <text x=\"{LEFT}\" y=\"22\" font-size=\"14\">{title}</text>\n"
    );
    let (top, bottom, right) = (TOP, HEIGHT - BOTTOM, WIDTH - RIGHT);
    for exponent in x.0..=x.1 {
        let (at, label) = (across(10_f64.powi(exponent)), label(exponent));
        let _ = writeln!(
            out,
            "<path d=\"M{at:.1} {top}V{bottom}\" stroke=\"#ddd\"/>\
            <text x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{label}</text>",
            bottom + 18.0
        );
    }
    for exponent in y.0..=y.1 {
        let (at, label) = (up(10_f64.powi(exponent)), label(exponent));
        let _ = writeln!(
            out,
            "<path d=\"M{LEFT} {at:.1}H{right}\" stroke=\"#ddd\"/>\
            <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>",
            LEFT - 6.0,
            at + 4.0
        );
    }
    for ((program, points), colour) in lines.iter().zip(COLOURS.iter().cycle()) {
        let path: Vec<String> = points
            .iter()
            .map(|p| format!("{:.1},{:.1}", across(p.0), up(p.1)))
            .collect();
        let end = points
            .last()
            .map_or((right, bottom), |p| (across(p.0), up(p.1)));
        let _ = writeln!(
            out,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>\
            <text x=\"{:.1}\" y=\"{:.1}\" fill=\"{colour}\">{program}</text>",
            path.join(" "),
            end.0 + 6.0,
            end.1 + 4.0
        );
    }
    out.push_str("</svg>\n");
    out
}

fn label(exponent: i32) -> String {
    let places = usize::try_from(-exponent).unwrap_or(0);
    format!("{:.places$}", 10_f64.powi(exponent))
}
