#!/usr/bin/env bash
# Usage: workloads.sh [REGEX]
# Prints "name<TAB>median microseconds" for the workloads whose name contains a match of REGEX.
exec "$(dirname "${BASH_SOURCE[0]}")/src/main/scripts/run.sh" org.autodiff.examples.workload.Workloads "$@"
