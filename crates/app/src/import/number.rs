//! Numbers and dates of a workbook's cells as people see them. A cell is a binary fraction; what it shows are its
//! first 15 significant digits, and those are read.

use rust_decimal::Decimal;
use xiaonuan_domain::calendar::{Day, Zone};

/// A number as it is shown: `0.3` for 0.1 + 0.2, `13900000000` without a point. Percentages show a hundred times as
/// much. None for what is no number.
pub(crate) fn shown(number: f64, percent: bool) -> Option<String> {
    if !number.is_finite() {
        return None;
    }
    let scientific = format!("{number:.14e}");
    let (mantissa, exponent) = scientific.split_once('e')?;
    let exponent: i32 = exponent.parse::<i32>().ok()? + if percent { 2 } else { 0 };
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return Some("0".to_owned());
    }
    let point = exponent + 1;
    let text = match usize::try_from(point) {
        Ok(point) if point >= digits.len() => format!("{digits:0<point$}"),
        Ok(point) if point > 0 => format!("{}.{}", &digits[..point], &digits[point..]),
        _ => {
            let zeros = usize::try_from(point.unsigned_abs()).ok()?;
            format!("0.{}{digits}", "0".repeat(zeros))
        }
    };
    Some(format!("{sign}{text}"))
}

/// Whether a number has more whole digits than a spreadsheet keeps, which are 15.
pub(crate) fn loses_digits(number: f64) -> bool {
    number.abs() >= 1e15
}

/// A local day and time of day, to the millisecond.
pub(crate) struct Moment {
    day: Day,
    /// Milliseconds since midnight.
    millis: u32,
}

const DAY_MILLIS: u32 = 86_400_000;

impl Moment {
    /// Days since the end of 1899 (or 1904) with the time of day as their fraction.
    pub(crate) fn of_serial(serial: f64, since_1904: bool) -> Option<Moment> {
        let days: Decimal = shown(serial, false)?.parse().ok()?;
        let whole = days.floor();
        let millis = ((days - whole) * Decimal::from(DAY_MILLIS)).round();
        let mut number = i64::try_from(whole).ok()?;
        let mut millis = u32::try_from(millis).ok()?;
        if number < 1 && !since_1904 {
            return None; // A time of day alone.
        }
        if millis == DAY_MILLIS {
            (number, millis) = (number + 1, 0);
        }
        if number == 60 && !since_1904 {
            return None; // Excel's 29 February 1900, which never was.
        }
        let days_since_1970 = if since_1904 {
            number - 24_107
        } else if number < 60 {
            number - 25_568 // Before Excel's 29 February 1900.
        } else {
            number - 25_569
        };
        let day = jiff::civil::date(1970, 1, 1)
            .checked_add(jiff::Span::new().try_days(days_since_1970).ok()?)
            .ok()?;
        Some(Moment {
            day: day.to_string().parse().ok()?,
            millis,
        })
    }

    /// `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM:SS` with decimals.
    pub(crate) fn of_iso(text: &str) -> Option<Moment> {
        let (day, time) = text.split_once('T').unwrap_or((text, "00:00:00"));
        let time: jiff::civil::Time = time.parse().ok()?;
        let seconds = (u32::try_from(time.hour()).ok()? * 60 + u32::try_from(time.minute()).ok()?) * 60
            + u32::try_from(time.second()).ok()?;
        Some(Moment {
            day: day.parse().ok()?,
            millis: seconds * 1000 + u32::try_from(time.millisecond()).ok()?,
        })
    }

    /// As a date; with the time only if it is not midnight.
    pub(crate) fn date(&self) -> String {
        if self.millis == 0 {
            self.day.to_string()
        } else {
            format!("{}T{}", self.day, self.clock())
        }
    }

    /// As a time in a zone, with its offset: `2026-06-25T08:38:48+08:00`.
    pub(crate) fn time(&self, zone: &Zone) -> String {
        let part = |value: u32| i8::try_from(value).unwrap_or(0);
        let seconds = self.millis / 1000;
        let (hour, minute, second) = (part(seconds / 3600), part(seconds / 60 % 60), part(seconds % 60));
        match zone.at(self.day, hour, minute, second) {
            Some(at) => {
                let millis = i64::from(self.millis % 1000);
                zone.display(xiaonuan_domain::calendar::Instant::from_micros(
                    at.micros() + millis * 1000,
                ))
            }
            None => self.date(),
        }
    }

    fn clock(&self) -> String {
        let (seconds, millis) = (self.millis / 1000, self.millis % 1000);
        let clock = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
        match millis {
            0 => clock,
            _ => format!("{clock}.{millis:03}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_they_are_shown() {
        let cases = [
            (0.300_000_000_000_000_04, false, "0.3"),
            (12.3, false, "12.3"),
            (200.0, false, "200"),
            (-5.5, false, "-5.5"),
            (0.0, false, "0"),
            (-0.0, false, "0"),
            (0.05, false, "0.05"),
            (0.001, false, "0.001"),
            (1.005, false, "1.005"),
            (13_900_000_000.0, false, "13900000000"),
            (220_199_199_205_033_842.0, false, "220199199205034000"),
            (1e21, false, "1000000000000000000000"),
            (999_999_999_999.99, false, "999999999999.99"),
            (0.333, true, "33.3"),
            (0.6, true, "60"),
            (1.0, true, "100"),
            (0.07, true, "7"),
        ];
        for (number, percent, expected) in cases {
            assert_eq!(shown(number, percent).as_deref(), Some(expected));
        }
        assert_eq!(shown(f64::NAN, false), None);
    }

    #[test]
    fn serials_are_days_and_times() {
        let cases = [
            (46_198.0, false, "2026-06-25"),
            (46_198.360_277_777_78, false, "2026-06-25T08:38:48"),
            (46_197.999_999_999_999, false, "2026-06-25"),
            (1.0, false, "1900-01-01"),
            (59.0, false, "1900-02-28"),
            (61.0, false, "1900-03-01"),
            (60.0, true, "1904-03-01"),
            (2_958_465.0, false, "9999-12-31"),
            (0.0, true, "1904-01-01"),
            (44_736.5, true, "2026-06-25T12:00:00"),
        ];
        for (serial, since_1904, expected) in cases {
            let moment = Moment::of_serial(serial, since_1904).expect("a day");
            assert_eq!(moment.date(), expected, "{serial}");
        }
        for serial in [1e12, 0.36, -1.0, 60.0, 60.5, 59.999_999_999_999] {
            assert!(Moment::of_serial(serial, false).is_none(), "{serial}");
        }
        let zone: Zone = "Asia/Shanghai".parse().expect("a zone");
        let moment = Moment::of_iso("2026-06-25T08:38:48.5").expect("a moment");
        assert_eq!(moment.time(&zone), "2026-06-25T08:38:48.5+08:00");
        assert_eq!(Moment::of_iso("2026-06-25").expect("a day").date(), "2026-06-25");
        assert!(Moment::of_iso("yesterday").is_none());
    }

    #[test]
    fn every_second_of_a_day_survives_its_serial() {
        for second in (0..86_400_u32).step_by(7) {
            let serial = format!(
                "{}",
                Decimal::from(46_198) + Decimal::from(second) / Decimal::from(86_400)
            );
            let moment = Moment::of_serial(serial.parse().expect("a number"), false).expect("a moment");
            assert_eq!(moment.millis, second * 1000);
        }
    }
}
