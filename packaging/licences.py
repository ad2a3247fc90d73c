#!/usr/bin/env python3
"""What others' code in the program asks to be handed on with it: each crate, its licence, and the text of that.

    licences.py [--no-default-features] --target TRIPLE

Must never leave out a crate that is in the program: one without a text of its own is named with its licence's name, and
one without a licence stops everything.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys

asked = argparse.ArgumentParser()
asked.add_argument("--no-default-features", action="store_true")
asked.add_argument("--target", required=True)
asked = asked.parse_args()

root = pathlib.Path(__file__).resolve().parent.parent
features = ["--no-default-features"] if asked.no_default_features else []
cargo = os.environ.get("CARGO", "cargo")
# Which crates are in the program, with the features that it is built with: Cargo's own tree knows, without build
# scripts, macros and tests.
tree = subprocess.run(
    [cargo, "tree", "--locked", "--offline", "-p", "quet", "-e", "normal,no-proc-macro", "--prefix", "none"]
    + ["--target", asked.target, "--format", "{p}"] + features,
    cwd=root, check=True, capture_output=True, text=True).stdout
wanted = {tuple(line.split()[:2]) for line in tree.splitlines() if line.strip()}
told = json.loads(subprocess.run(
    [cargo, "metadata", "--locked", "--offline", "--format-version", "1", "--filter-platform", asked.target],
    cwd=root, check=True, capture_output=True, text=True).stdout)

texts = {}
print("Quét is under the Apache License 2.0. In this program is also what follows, each under its own licence.\n")
found = 0
for package in sorted(told["packages"], key=lambda package: (package["name"], package["version"])):
    name, version = package["name"], package["version"]
    if (name, "v" + version) not in wanted:
        continue
    found += 1
    if package["source"] is None:
        continue
    if not package["license"]:
        sys.exit(f"{name} {version} names no licence")
    print(f"{name} {version}: {package['license']}")
    folder = pathlib.Path(package["manifest_path"]).parent
    for file in sorted(folder.iterdir()):
        if file.is_file() and file.name.lower().split(".")[0].split("-")[0] in ("license", "licence", "copying", "notice", "copyright", "unlicense"):
            text = file.read_bytes()[:1 << 20].decode("utf-8", "replace").strip()
            texts.setdefault("\n".join(line.rstrip() for line in text.splitlines()), []).append(f"{name} {version} ({file.name})")
if found != len(wanted):
    sys.exit(f"{len(wanted)} crates are in the program, and {found} of them are known")
print("\nThe Rust standard library: MIT OR Apache-2.0" + ("; musl: MIT" if "musl" in asked.target else ""))
for text, whose in sorted(texts.items(), key=lambda item: item[1]):
    print("\n" + "-" * 100 + "\n" + "\n".join(whose) + "\n\n" + text)
