//! Names of months and time zones as they occur in dates.

/// First letters of each month, lower case: English, German, French, Spanish, Portuguese,
/// Italian, Dutch, Hungarian, Greek, Russian.
const MONTHS: [&str; 12] = [
    "jan jän gen ene ιαν янв",
    "feb fév fev φεβ фев",
    "mar mär maart már μάρ μαρ мар",
    "apr avr abr ápr απρ апр",
    "may mai mag mei máj μάϊ μαϊ май мая",
    "jun juin giu jún ιουν ιούν июн",
    "jul juil lug júl ιουλ ιούλ июл",
    "aug août ago αύγ αυγ авг",
    "sep set sze σεπ сен",
    "oct okt out ott οκτ окт",
    "nov νοέ νοε ноя",
    "dec dez dic déc δεκ дек",
];

/// Hours east of Greenwich, of the zones that RFC 822 names and a few more.
const ZONES: [(i32, &str); 14] = [
    (0, "utc ut gmt z wet"),
    (1, "bst cet"),
    (2, "cest eet"),
    (3, "eest msk"),
    (8, "hkt awst"),
    (9, "jst kst"),
    (10, "aest"),
    (-3, "adt"),
    (-4, "edt ast"),
    (-5, "est cdt et"),
    (-6, "cst mdt ct"),
    (-7, "mst pdt mt"),
    (-8, "pst akdt pt"),
    (-10, "hst"),
];

/// The month that `word` names. The longest name that it starts with decides: `juin` is
/// June, `jui` nothing.
pub(super) fn month_by_name(word: &str) -> Option<u32> {
    let names =
        MONTHS.iter().zip(1_u32..).flat_map(|(names, month)| names.split(' ').map(move |name| (name, month)));
    names
        .filter(|(name, _)| word.starts_with(name))
        .max_by_key(|(name, _)| name.len())
        .map(|(_, month)| month)
}

/// Seconds east of a zone by name, or of `gmt+2`.
pub(super) fn zone_by_name(word: &str) -> Option<i32> {
    let from_gmt = word.strip_prefix("gmt").or_else(|| word.strip_prefix("utc"));
    if let Some(rest) = from_gmt.filter(|rest| !rest.is_empty()) {
        return offset(rest);
    }
    ZONES.iter().find(|(_, names)| names.split(' ').any(|name| name == word)).map(|(hours, _)| hours * 3600)
}

/// Seconds east of `+hh`, `+hhmm`, `+hh:mm` or `-h:mm`.
pub(super) fn offset(text: &str) -> Option<i32> {
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits = text.get(1..)?;
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) => (hours, minutes),
        None if digits.len() > 2 => digits.split_at_checked(digits.len() - 2)?,
        None => (digits, "0"),
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}
