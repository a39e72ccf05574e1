//! Time and memory against size, drawn as SVG: both axes logarithmic, so that what grows in proportion is a straight
//! line that climbs one decade in one decade, as the dashed line does.

use std::{fmt::Write, fs, io};

use crate::large::{FOLDER, Measured, ORDERS, PROGRAMS};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 80.0;
const RIGHT: f64 = 250.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 50.0;
/// Room for one label beside the lines.
const LABEL: f64 = 15.0;
/// Of the programs, in their order.
const COLOURS: [&str; PROGRAMS.len()] = [
    "#b00020", "#1565c0", "#2e7d32", "#6a1b9a", "#ef6c00", "#00838f", "#5d4037",
];

/// One plot: its file below `docs/bench`, the data that it shows, and its axes.
struct Plot {
    file: &'static str,
    what: &'static str,
    across: &'static str,
    up: &'static str,
    value: fn(&Measured) -> f64,
    /// Whether to show what growth in proportion looks like.
    has_guide: bool,
}

const MEGABYTES: &str = "MB of the message";
const FILES: &str = "files in the folder";

const PLOTS: [Plot; 4] = [
    time("size-time", ORDERS[0], MEGABYTES),
    memory("size-memory", ORDERS[0], MEGABYTES),
    time("files-time", FOLDER, FILES),
    memory("files-memory", FOLDER, FILES),
];

const fn time(file: &'static str, what: &'static str, across: &'static str) -> Plot {
    Plot {
        file,
        what,
        across,
        up: "ms of processor time",
        value: |one| one.seconds() * 1e3,
        has_guide: true,
    }
}

const fn memory(file: &'static str, what: &'static str, across: &'static str) -> Plot {
    Plot {
        file,
        what,
        across,
        up: "MB of memory at the peak",
        value: Measured::peak,
        has_guide: false,
    }
}

/// A program, and its points by size.
struct Line {
    name: &'static str,
    colour: &'static str,
    points: Vec<(f64, f64)>,
}

/// Draws all plots.
pub(crate) fn write(measured: &[Measured]) -> io::Result<()> {
    fs::create_dir_all("docs/bench")?;
    for plot in &PLOTS {
        let shown = || measured.iter().filter(|one| one.what == plot.what);
        let line = |(name, colour): (&'static str, &'static str)| Line {
            name,
            colour,
            points: shown()
                .filter(|one| one.program == name)
                .map(|one| point(one, plot))
                .collect(),
        };
        let lines = PROGRAMS.into_iter().zip(COLOURS).map(line);
        let lines: Vec<Line> = lines.filter(|line| !line.points.is_empty()).collect();
        let path = format!("docs/bench/{}.svg", plot.file);
        fs::write(path, svg(plot, &lines))?;
    }
    Ok(())
}

fn point(measured: &Measured, plot: &Plot) -> (f64, f64) {
    let size = f64::from(u32::try_from(measured.size).unwrap_or(u32::MAX));
    // A logarithm needs something; less than this cannot be told.
    (size, (plot.value)(measured).max(0.1))
}

/// A logarithmic axis: its decades, and where they lie on the page.
struct Axis {
    low: i32,
    high: i32,
    from: f64,
    to: f64,
}

impl Axis {
    /// The decades that hold all these values.
    fn of(values: impl Iterator<Item = f64> + Clone, from: f64, to: f64) -> Self {
        let least = values.clone().fold(f64::MAX, f64::min).log10().floor();
        let greatest = values.fold(f64::MIN, f64::max).log10().ceil();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "exponents of what fits on a disk"
        )]
        let (low, high) = (least as i32, greatest as i32);
        Self {
            low,
            high: high.max(low + 1),
            from,
            to,
        }
    }

    fn place(&self, value: f64) -> f64 {
        let decades = f64::from(self.high - self.low);
        self.from + (value.log10() - f64::from(self.low)) / decades * (self.to - self.from)
    }

    /// Each decade: where it lies, and its number.
    fn decades(&self) -> impl Iterator<Item = (f64, String)> {
        (self.low..=self.high).map(|exponent| {
            let value = 10_f64.powi(exponent);
            let places = usize::try_from(-exponent).unwrap_or(0);
            (self.place(value), format!("{value:.places$}"))
        })
    }
}

fn svg(plot: &Plot, lines: &[Line]) -> String {
    let points = || lines.iter().flat_map(|line| &line.points);
    let across = Axis::of(points().map(|point| point.0), LEFT, WIDTH - RIGHT);
    let up = Axis::of(points().map(|point| point.1), HEIGHT - BOTTOM, TOP);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
         font-size=\"12\">\n<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"white\"/>\n"
    );
    let Plot {
        what, up: title, ..
    } = plot;
    let _ = writeln!(
        out,
        "<text x=\"{LEFT}\" y=\"22\" font-size=\"14\">{what}: {title}</text>"
    );
    grid(&mut out, &across, &up);
    let (middle, bottom) = (f64::midpoint(LEFT, WIDTH - RIGHT), HEIGHT - 12.0);
    let _ = writeln!(
        out,
        "<text x=\"{middle}\" y=\"{bottom}\" text-anchor=\"middle\">{}</text>",
        plot.across
    );
    if let (true, Some(first)) = (plot.has_guide, lines.first()) {
        guide(&mut out, &first.points, &across, &up);
    }
    draw(&mut out, lines, &across, &up);
    out.push_str("</svg>\n");
    out
}

fn grid(out: &mut String, across: &Axis, up: &Axis) {
    let (bottom, right) = (HEIGHT - BOTTOM, WIDTH - RIGHT);
    for (at, label) in across.decades() {
        let below = bottom + 18.0;
        let _ = writeln!(
            out,
            "<path d=\"M{at:.1} {TOP}V{bottom}\" stroke=\"#ddd\"/>\
             <text x=\"{at:.1}\" y=\"{below}\" text-anchor=\"middle\">{label}</text>"
        );
    }
    for (at, label) in up.decades() {
        let (beside, line) = (LEFT - 6.0, at + 4.0);
        let _ = writeln!(
            out,
            "<path d=\"M{LEFT} {at:.1}H{right}\" stroke=\"#ddd\"/>\
             <text x=\"{beside}\" y=\"{line:.1}\" text-anchor=\"end\">{label}</text>"
        );
    }
}

/// Growth in proportion, through the last point of a line.
fn guide(out: &mut String, points: &[(f64, f64)], across: &Axis, up: &Axis) {
    let Some(&(size, value)) = points.last() else {
        return;
    };
    // It begins where it would leave the plot.
    let least = 10_f64
        .powi(across.low)
        .max(size / value * 10_f64.powi(up.low));
    let (x, y) = (across.place(least), up.place(value / size * least));
    let (to_x, to_y) = (across.place(size), up.place(value));
    let _ = writeln!(
        out,
        "<path d=\"M{x:.1} {y:.1}L{to_x:.1} {to_y:.1}\" stroke=\"#888\" stroke-dasharray=\"4 4\"/>"
    );
}

/// The lines, and their names beside them, as near to their ends as they can stand without touching.
fn draw(out: &mut String, lines: &[Line], across: &Axis, up: &Axis) {
    let mut labels = Vec::new();
    for Line {
        name,
        colour,
        points,
    } in lines
    {
        let mut places = points.iter().map(|p| (across.place(p.0), up.place(p.1)));
        let mut path = String::new();
        for (x, y) in places.clone() {
            let _ = write!(path, "{x:.1},{y:.1} ");
            let _ = writeln!(
                out,
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{colour}\"/>"
            );
        }
        let path = path.trim_end();
        let _ = writeln!(
            out,
            "<polyline points=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>"
        );
        labels.extend(places.next_back().map(|end| (end, *name, *colour)));
    }
    labels.sort_by(|one, other| one.0.1.total_cmp(&other.0.1));
    let mut free = TOP;
    for ((x, y), name, colour) in labels {
        let (beside, at) = (WIDTH - RIGHT + 24.0, y.max(free));
        free = at + LABEL;
        let _ = writeln!(
            out,
            "<path d=\"M{:.1} {y:.1}L{:.1} {at:.1}\" stroke=\"{colour}\" stroke-width=\"0.5\"/>\
             <text x=\"{beside:.1}\" y=\"{:.1}\" fill=\"{colour}\">{name}</text>",
            x + 5.0,
            beside - 4.0,
            at + 4.0
        );
    }
}
