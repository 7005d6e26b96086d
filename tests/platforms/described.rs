//! What holds for the description of every platform.

use std::collections::HashSet;

use tidewatch_engine::{
    model::{OptionKind, Options, option},
    platforms::about,
};

#[test]
fn every_platform_says_what_it_watches_and_what_limits_it() {
    let all = about();
    for about in &all {
        let name = about.name;
        assert!(!about.target_types.is_empty(), "{name} watches nothing");
        assert!(
            about.limits.ends_with('.') && about.limits.len() > 20,
            "{name}: limits must be a sentence of more than 20 bytes, not {:?}",
            about.limits
        );
        assert!(!about.examples.is_empty(), "{name} has no example");
        let types: HashSet<_> = about.target_types.iter().collect();
        assert_eq!(types.len(), about.target_types.len(), "{name} names a target type twice");
        assert!(about.keyless || about.key.is_some() || !about.settings.is_empty(), "{name} cannot be used");
        assert_eq!(about.platform.as_str().parse(), Ok(about.platform));
    }
    let names: HashSet<_> = all.iter().map(|about| about.name).collect();
    assert_eq!(names.len(), all.len(), "because a name has to tell them apart");
}

#[test]
fn every_key_says_where_to_get_it() {
    for about in about() {
        let Some(key) = about.key else { continue };
        assert!(key.get_at.starts_with("https://"), "{}: {}", about.name, key.get_at);
        assert!(key.help.ends_with('.'), "{}: {:?}", about.name, key.help);
        assert!(key.fields.first().is_some_and(|field| !field.is_optional), "{}", about.name);
        let optional = key.fields.iter().map(|field| field.is_optional);
        assert!(optional.is_sorted(), "{}: an optional part is not the last", about.name);
        for field in key.fields {
            assert!(
                !field.label.is_empty() && field.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
            );
        }
    }
}

#[test]
fn every_default_of_an_option_is_one_of_its_values() {
    for about in about() {
        for given in about.options {
            assert!(
                !given.target_types.is_empty() && !given.label.is_empty(),
                "{}: {}",
                about.name,
                given.name
            );
            for target_type in given.target_types {
                assert!(
                    about.target_types.contains(target_type),
                    "{}: {} is for none",
                    about.name,
                    given.name
                );
                let options = Options::from([(given.name.to_owned(), given.default.to_owned())]);
                let kept = option::checked(&options, about.options, *target_type);
                assert_eq!(kept, Ok(Options::new()), "{}: {}", about.name, given.name);
            }
            if let OptionKind::Choice { values } = given.kind {
                assert!(values.len() > 1, "{}: {} leaves no choice", about.name, given.name);
            }
        }
    }
}
