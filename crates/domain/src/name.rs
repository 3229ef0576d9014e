//! Names of people, as far as somebody is told who may not know all of them.

/// Surnames of two characters 复姓 that are met at all often.
const COMPOUND: [&str; 24] = [
    "欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "慕容", "司徒", "夏侯", "端木", "长孙",
    "宇文", "南宫", "独孤", "呼延", "轩辕", "钟离", "闾丘", "司空", "申屠", "赫连",
];

/// The surname of a name, or what stands for it: of a name in Latin letters its last word, of any other one its first
/// character.
#[must_use]
pub fn surname(name: &str) -> &str {
    let name = name.trim();
    if name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return name.rsplit(' ').next().unwrap_or_default();
    }
    let compound = COMPOUND.into_iter().find(|compound| {
        let given = name.strip_prefix(compound);
        given.is_some_and(|given| !given.is_empty())
    });
    let length = compound
        .map(str::len)
        .or_else(|| name.chars().next().map(char::len_utf8));
    &name[..length.unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_surname_tells_nothing_of_the_given_name() {
        let cases = [
            ("张三", "张"),
            ("欧阳明", "欧阳"),
            ("欧阳", "欧"),
            ("买买提·艾力", "买"),
            ("Maria Lopez", "Lopez"),
            ("", ""),
        ];
        for (name, expected) in cases {
            assert_eq!(surname(name), expected, "{name}");
        }
    }
}
