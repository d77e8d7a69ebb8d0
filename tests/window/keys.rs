//! Keys by the names that stand on them.

use serde_json::{Value, json};

/// The protocol's character for the key `name`, such as `ctrl`, `enter`, `f2` or `s`.
fn key(name: &str) -> String {
    let code = match name {
        "backspace" => 0xE003,
        "tab" => 0xE004,
        "enter" => 0xE007,
        "shift" => 0xE008,
        "ctrl" => 0xE009,
        "alt" => 0xE00A,
        "escape" => 0xE00C,
        "pageup" => 0xE00E,
        "pagedown" => 0xE00F,
        "end" => 0xE010,
        "home" => 0xE011,
        "left" => 0xE012,
        "up" => 0xE013,
        "right" => 0xE014,
        "down" => 0xE015,
        "delete" => 0xE017,
        _ => match name.strip_prefix('f').and_then(|number| number.parse::<u32>().ok()) {
            Some(number) => 0xE030 + number,
            None => return name.to_owned(),
        },
    };
    char::from_u32(code).map(String::from).unwrap_or_default()
}

/// The protocol's actions for pressing `chord`, such as `ctrl+s`: down in order, up in reverse.
pub fn actions(chord: &str) -> Vec<Value> {
    let keys: Vec<String> = chord.split('+').map(key).collect();
    let down = keys.iter().map(|key| json!({ "type": "keyDown", "value": key }));
    let up = keys.iter().rev().map(|key| json!({ "type": "keyUp", "value": key }));
    down.chain(up).collect()
}

#[test]
fn a_chord_is_pressed_in_order_and_released_in_reverse() {
    let pressed: Vec<String> = actions("ctrl+s").iter().map(|action| format!("{action}")).collect();
    assert_eq!(
        pressed,
        [
            json!({ "type": "keyDown", "value": "\u{e009}" }).to_string(),
            json!({ "type": "keyDown", "value": "s" }).to_string(),
            json!({ "type": "keyUp", "value": "s" }).to_string(),
            json!({ "type": "keyUp", "value": "\u{e009}" }).to_string(),
        ]
    );
}

#[test]
fn function_keys_are_counted_and_letters_are_themselves() {
    assert_eq!(key("f2"), "\u{e032}");
    assert_eq!(key("f"), "f");
}
