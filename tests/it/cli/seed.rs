//! `guildhall seed`

use std::fs;

use serde_json::Value;

use super::{guildhall, said};

#[test]
fn sample_data_is_loaded_checked_and_taken_out() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let run = |arguments: &[&str]| {
        let output = guildhall(&data)
            .arg("seed")
            .args(arguments)
            .output()
            .unwrap();
        said(&output)
    };
    let (code, _, error) = run(&["--verify"]);
    assert_eq!(code, 2, "no folder yet: {error}");

    let secret = folder.path().join("secret");
    fs::write(&secret, "password1\n").unwrap();
    let file = secret.to_str().unwrap();
    let (code, _, error) = run(&["--password-file", file]);
    assert_eq!(code, 2);
    assert!(error.contains("password"), "{error}");
    assert!(!data.exists(), "a weak password makes nothing");

    fs::write(&secret, "correct horse battery 42 staple\n").unwrap();
    let (code, out, error) = run(&["--password-file", file, "--json"]);
    assert_eq!((code, error.as_str()), (0, ""));
    let result: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(result["counts"]["posts"], 200);
    assert_eq!(result["password"], "correct horse battery 42 staple");

    let (code, out, _) = run(&[]);
    assert_eq!(
        (code, out.trim()),
        (
            0,
            "The sample data is loaded already. Load it anew with --reset."
        )
    );
    let (code, out, _) = run(&["--verify"]);
    assert_eq!(code, 0, "{out}");
    assert!(
        out.contains("15  active companies") && !out.contains('✗'),
        "{out}"
    );

    let (code, _, error) = run(&["--verify", "--clear"]);
    assert_eq!(code, 2, "{error}");
    let (code, out, _) = run(&["--clear"]);
    assert_eq!(code, 0, "{out}");
    let (code, _, error) = run(&["--verify"]);
    assert_eq!(
        (code, error.trim()),
        (1, "guildhall: there is no sample data")
    );
}
